import type { ExtraInput, OfferPartsFragment } from '@ycyw/core/generated/graphql';
import type { Money } from '@ycyw/core/money';
import { useTranslation } from 'react-i18next';
import './extras.css';
import { useFormat } from './useFormat.ts';

type Props = {
  offered: OfferPartsFragment['extras'];
  chosen: readonly ExtraInput[];
  /** Read to who cannot see the total beside. */
  total?: Money;
  busy: boolean;
  onChange: (extras: ExtraInput[]) => void;
};

/** What may come along. */
export function Extras({ offered, chosen, total, busy, onChange }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  if (offered.length === 0) return null;
  const quantities = new Map(chosen.map(({ code, quantity = 1 }) => [code, quantity]));
  const set = (code: string, quantity: number) => {
    const next = new Map(quantities).set(code, quantity);
    onChange([...next].filter(([, count]) => count > 0).map(([each, count]) => ({ code: each, quantity: count })));
  };
  return (
    <fieldset className="extras" aria-busy={busy}>
      <legend>{t('checkout.extras')}</legend>
      {total && (
        <p className="hidden" role="status">
          {t('price.total')} {format.money(total)}
        </p>
      )}
      {offered.map((extra) => {
        const quantity = quantities.get(extra.code) ?? 0;
        const price = t(extra.perDay ? 'checkout.perDay' : 'checkout.perRental', { amount: format.money(extra.price) });
        return extra.max > 1 ? (
          <label key={extra.code} className="extra">
            <span>
              {extra.name} <small>{price}</small>
            </span>
            <select
              className="input"
              aria-label={t('checkout.quantityOf', { name: extra.name })}
              value={quantity}
              onChange={(event) => {
                set(extra.code, Number(event.target.value));
              }}
            >
              {Array.from({ length: extra.max + 1 }, (_, count) => (
                <option key={count}>{count}</option>
              ))}
            </select>
          </label>
        ) : (
          <label key={extra.code} className="extra check">
            <input
              type="checkbox"
              checked={quantity > 0}
              onChange={() => {
                set(extra.code, quantity > 0 ? 0 : 1);
              }}
            />
            <span>
              {extra.name} <small>{price}</small>
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}
