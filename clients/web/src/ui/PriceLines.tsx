import type { PricePartsFragment } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import './price.css';
import { useFormat } from './useFormat.ts';

/** Every line with its taxes and whose they are, how it was rounded where it was, and what they come to. */
export function PriceLines({ price }: { price: PricePartsFragment }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <table className="lines">
      <caption className="hidden">{t('price.title')}</caption>
      <thead className="hidden">
        <tr>
          <th scope="col">{t('price.line')}</th>
          <th scope="col">{t('price.gross')}</th>
        </tr>
      </thead>
      <tbody>
        {price.lines.map((line, index) => (
          <tr key={index}>
            <th scope="row">
              {line.quantity > 1 ? t('price.quantity', { label: line.label, count: line.quantity }) : line.label}
              {line.taxes.map((tax, place) => (
                <TaxOf key={place} tax={tax} />
              ))}
            </th>
            <td className={line.gross.minor < 0 ? 'less' : undefined}>{format.money(line.gross)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr className="sum">
          <th scope="row">
            {t('price.total')}
            <small>{t('price.taxTotal', { amount: format.money(price.tax) })}</small>
            <small>{t('price.days', { count: price.days, amount: format.money(price.perDay) })}</small>
          </th>
          <td>{format.money(price.total)}</td>
        </tr>
        {price.cashback && (
          <tr>
            <th scope="row">{t('price.cashback')}</th>
            <td className="less">{format.money({ ...price.cashback, minor: -price.cashback.minor })}</td>
          </tr>
        )}
        {price.due.minor !== price.total.minor && (
          <tr>
            <th scope="row">{t('price.due')}</th>
            <td>{format.money(price.due)}</td>
          </tr>
        )}
        <tr className="notes">
          <td colSpan={2}>
            <Notes price={price} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

type Line = PricePartsFragment['lines'][number];

function TaxOf({ tax }: { tax: Line['taxes'][number] }) {
  const { t } = useTranslation();
  const format = useFormat();
  // FR, or US California: a country by itself, or what lies in it.
  const [, country, within] = /^([A-Z]{2})(?: (.+))?$/.exec(tax.jurisdiction) ?? [];
  const where = within ?? (country ? format.country(country) : tax.jurisdiction);
  const parts = { name: where ? `${tax.name} (${where})` : tax.name, amount: format.money(tax.amount) };
  return <small>{tax.rate ? t('price.tax', { ...parts, rate: format.percent(tax.rate) }) : t('price.taxFixed', parts)}</small>;
}

/** By which rule the amounts were rounded, and at which rate converted. */
function Notes({ price }: { price: PricePartsFragment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rules = new Map(price.lines.map(({ rounding }) => [`${rounding.rule} ${rounding.stepMinor}`, rounding]));
  return (
    <>
      {[...rules.values()].map(({ rule, stepMinor }) => (
        <small key={`${rule} ${stepMinor}`}>
          {t(`price.rounding.${rule}`, { step: format.money({ minor: stepMinor, currency: price.total.currency }) })}
        </small>
      ))}
      {price.exchangeRate && price.exchangeFrom && price.exchangeRateDate && (
        <small>
          {t(price.total.currency === 'EUR' ? 'price.rateEuro' : 'price.rate', {
            date: format.wallClock(`${price.exchangeRateDate}T00:00`, 'dated'),
            from: price.exchangeFrom,
            rate: format.decimal(price.exchangeRate),
            currency: price.total.currency,
          })}
        </small>
      )}
    </>
  );
}
