import { CashbackBalancesDocument, type PricePartsFragment } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { useFormat } from '../../ui/useFormat.ts';
import './useCashback.css';

type Props = { price: PricePartsFragment; used: boolean; busy: boolean; onUse: (used: boolean) => void };

/** Whether cashback pays, where there is some in the price's currency; how much of it is the server's to say. */
export function UseCashback({ price, used, busy, onUse }: Props) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const [{ data }] = useQuery({ query: CashbackBalancesDocument, requestPolicy: 'cache-and-network' });
  const available = data?.me?.cashback?.balances.find(({ currency }) => currency === price.total.currency)?.available;
  if (!used && !(available && available.minor > 0)) return null;
  return (
    <div className="sheet use-cashback">
      <label className="check">
        <input
          type="checkbox"
          role="switch"
          checked={used}
          aria-describedby="cashback-available"
          onChange={(event) => {
            onUse(event.target.checked);
          }}
        />
        {t('cashback.use')}
        {price.cashback && !busy && <b className="count">{money({ ...price.cashback, minor: -price.cashback.minor })}</b>}
      </label>
      <p id="cashback-available" className="small muted" role="status">
        {available && t('cashback.useHint', { amount: money(available) })}
        {price.due.minor === 0 && ` · ${t('cashback.usedAll')}`}
      </p>
    </div>
  );
}
