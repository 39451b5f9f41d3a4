import type { PricePartsFragment } from '@ycyw/core/generated/graphql';
import { useTranslation } from 'react-i18next';
import './price.css';
import { useFormat } from './useFormat.ts';

/** Every line with its taxes, and what they come to. */
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
                <small key={place}>
                  {tax.rate
                    ? t('price.tax', { name: tax.name, rate: format.percent(tax.rate), amount: format.money(tax.amount) })
                    : t('price.taxFixed', { name: tax.name, amount: format.money(tax.amount) })}
                </small>
              ))}
            </th>
            <td>{format.money(line.gross)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr className="sum">
          <th scope="row">
            {t('price.total')}
            <small>{t('price.taxTotal', { amount: format.money(price.tax) })}</small>
            {price.exchangeRate && price.exchangeRateDate && (
              <small>
                {t('price.rate', { date: format.wallClock(`${price.exchangeRateDate}T00:00`, 'date'), rate: price.exchangeRate })}
              </small>
            )}
          </th>
          <td>{format.money(price.total)}</td>
        </tr>
        {price.due.minor !== price.total.minor && (
          <tr>
            <th scope="row">{t('price.due')}</th>
            <td>{format.money(price.due)}</td>
          </tr>
        )}
      </tfoot>
    </table>
  );
}
