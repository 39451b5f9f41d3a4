import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/useFormat.ts';
import { capOf, type SearchParams } from './searchParams.ts';

const currencies = ['EUR', 'GBP', 'USD', 'CHF', 'CZK', 'DKK', 'HUF', 'NOK', 'PLN', 'RON', 'SEK'];

type Props = { search: SearchParams; onSearch: (search: SearchParams) => void };

/** The currency to pay in; the agency's own unless another is wanted. */
export function CurrencyChoice({ search, onSearch }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <label className="sort">
      {t('results.currency')}
      <select
        value={capOf(search.max)?.currency ?? search.currency ?? ''}
        onChange={(event) => {
          onSearch({ ...search, max: undefined, currency: event.target.value || undefined });
        }}
      >
        <option value="">{t('results.ownCurrency')}</option>
        {currencies.map((code) => (
          <option key={code} value={code}>
            {format.currency(code)}
          </option>
        ))}
      </select>
    </label>
  );
}
