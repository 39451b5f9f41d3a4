import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../ui/PageTitle.tsx';
import './home.css';
import { SearchBox } from './SearchBox.tsx';
import type { SearchParams } from './searchParams.ts';

type Props = {
  search: SearchParams;
  onSearch: (search: SearchParams) => void;
  /** Somebody begins to search: results will be wanted. */
  onIntent: () => void;
  /** What is there for this person alone. */
  children?: ReactNode;
};

const promises = ['price', 'cancel', 'person'] as const;

export function HomePage({ search, onSearch, onIntent, children }: Props) {
  const { t } = useTranslation();
  return (
    <div className="wrap page home">
      <PageTitle title={t('search.title')}>{t('search.headline')}</PageTitle>
      <p className="lead">{t('search.lead')}</p>
      <SearchBox search={search} onSearch={onSearch} onFocus={onIntent} />
      {children}
      <section aria-labelledby="promises">
        <h2 id="promises" className="hidden">
          {t('search.promiseTitle')}
        </h2>
        <ul className="promises">
          {promises.map((promise) => (
            <li key={promise}>
              <h3>{t(`search.promises.${promise}.title`)}</h3>
              <p>{t(`search.promises.${promise}.text`)}</p>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
