import type { ExtraInput, QuotePartsFragment } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/useFormat.ts';

type Props = {
  quote: QuotePartsFragment;
  /** Ticked a moment ago, not priced yet. */
  asked: ExtraInput[] | null;
  busy: boolean;
  onChange: (extras: ExtraInput[]) => void;
};

/** Each change asks for a new quote: the server alone knows what it costs. */
export function Extras({ quote, asked, busy, onChange }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const offered = quote.offer.extras;
  if (offered.length === 0) return null;
  const quantities = new Map(
    asked?.map(({ code, quantity = 1 }) => [code, quantity]) ?? quote.extras.map(({ extra, quantity }) => [extra.code, quantity]),
  );
  const set = (code: string, quantity: number) => {
    const next = new Map(quantities).set(code, quantity);
    onChange([...next].filter(([, count]) => count > 0).map(([each, count]) => ({ code: each, quantity: count })));
  };
  return (
    <fieldset className="extras" aria-busy={busy}>
      <legend>{t('checkout.extras')}</legend>
      <p className="hidden" role="status">
        {t('price.total')} {format.money(quote.price.total)}
      </p>
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
