import { Link } from '@tanstack/react-router';
import { AccountDeletionDocument } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { Bones } from '../../../ui/Bones.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { PageTitle } from '../../../ui/PageTitle.tsx';
import { Problem } from '../../../ui/Problem.tsx';
import { useFormat } from '../../../ui/useFormat.ts';
import '../privacy/privacy.css';
import { useEvery } from './useEvery.ts';

const pollEvery = 1_500;
const domains = ['identity', 'fleet', 'booking', 'support', 'notifications'] as const;

/** How far the erasure is; needs no account, for there is none any more. */
export function DeletionPage({ id }: { id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [{ data, error, fetching }, ask] = useQuery({ query: AccountDeletionDocument, variables: { id }, requestPolicy: 'network-only' });
  const deletion = data?.accountDeletion;
  const over = deletion?.state === 'DONE' || deletion?.state === 'FAILED';
  const again = () => {
    ask({ requestPolicy: 'network-only' });
  };
  useEvery(pollEvery, !over && !fetching, again);
  const unknown = data && !deletion;
  const title = unknown ? t('problem.notFoundTitle') : deletion?.state === 'DONE' ? t('deletion.doneTitle') : t('deletion.underWayTitle');
  return (
    <div className="wrap page">
      <div className="narrow stack">
        <PageTitle title={title}>{title}</PageTitle>
        {!data && !error && <Bones widths={['100%', '100%', '60%']} height={32} />}
        {error && !deletion && <Problem failure={error} onRetry={again} />}
        {unknown && <p className="muted">{t('problem.notFound')}</p>}
        {deletion && (
          <>
            {!over && <p className="muted">{t('deletion.underWay')}</p>}
            {deletion.state === 'FAILED' && <Notice tone="bad">{t('deletion.failed')}</Notice>}
            <ul className="erased" aria-live="polite">
              {domains.map((domain) => (
                <li key={domain}>
                  <span>{t(`deletion.domain.${domain}`)}</span>
                  {deletion.erasedIn.includes(domain) ? (
                    <span className="tag">{t('deletion.erased')}</span>
                  ) : (
                    <span className="tag plain">{t('deletion.waiting')}</span>
                  )}
                </li>
              ))}
            </ul>
            {deletion.state === 'DONE' && (
              <Notice tone="good">
                {deletion.finishedAt ? t('deletion.done', { date: format.instant(deletion.finishedAt, 'stamp') }) : t('deletion.doneTitle')}
              </Notice>
            )}
          </>
        )}
        <p>
          <Link className="btn quiet" to="/">
            {t('problem.home')}
          </Link>
        </p>
      </div>
    </div>
  );
}
