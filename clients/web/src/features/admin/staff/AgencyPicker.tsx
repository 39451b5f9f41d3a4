import { FindAgenciesDocument } from '@ycyw/core/generated/graphql';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { TextField } from '../../../ui/Field.tsx';

type Props = { codes: readonly string[]; error: string | undefined; onChange: (codes: readonly string[]) => void };

/** Several agencies: those that are chosen stay in sight, the others are found by name, city or code. */
export function AgencyPicker({ codes, error, onChange }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const asked = useDeferredValue(text.trim());
  const [{ data, fetching }] = useQuery({ query: FindAgenciesDocument, variables: { text: asked, first: 6 }, pause: asked === '' });
  const found = asked === '' ? [] : (data?.agencies.edges.map((edge) => edge.node) ?? []);
  return (
    <div className="stack">
      {codes.length > 0 && (
        <ul className="row" aria-label={t('staff.chosen')}>
          {codes.map((code) => (
            <li key={code}>
              <button
                type="button"
                className="tag plain chip"
                aria-label={t('staff.drop', { code })}
                onClick={() => {
                  onChange(codes.filter((other) => other !== code));
                }}
              >
                {code} ×
              </button>
            </li>
          ))}
        </ul>
      )}
      <TextField
        label={t('agencies.search')}
        type="search"
        autoComplete="off"
        placeholder={t('search.agencyPlaceholder')}
        error={error}
        value={text}
        onText={setText}
      />
      {asked !== '' && !fetching && found.length === 0 && <p className="small muted">{t('search.noAgency')}</p>}
      {found.map((agency) => (
        <label key={agency.code} className="check">
          <input
            type="checkbox"
            checked={codes.includes(agency.code)}
            onChange={({ target }) => {
              onChange(target.checked ? [...codes, agency.code] : codes.filter((other) => other !== agency.code));
            }}
          />
          <span>
            {agency.name} · {agency.code}
          </span>
        </label>
      ))}
    </div>
  );
}
