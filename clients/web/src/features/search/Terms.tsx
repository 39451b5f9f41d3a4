import type { SearchOffersQuery } from '@ycyw/core/generated/graphql';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/useFormat.ts';
import { capOf, planCodes, radii, type SearchParams, usualRadius } from './searchParams.ts';

type Values = SearchOffersQuery['searchOffers']['facets'][number]['values'];
type Props = {
  search: SearchParams;
  /** Caps that leave something, and how much; none where the prices are not of one currency. */
  prices: Values;
  plans: Values;
  /** Of the prices shown. */
  currency: string | undefined;
  onSearch: (search: SearchParams) => void;
};

const payments = ['NOW', 'AT_HAND_OVER'] as const;

/** What is not about the car: how far, when to pay, and how much at most. */
export function Terms({ search, prices, plans, currency, onSearch }: Props) {
  const { t } = useTranslation();
  const group = useId();
  return (
    <>
      {search.near && (
        <fieldset>
          <legend id={`${group}-radius`}>{t('results.radius')}</legend>
          <select
            className="input"
            aria-labelledby={`${group}-radius`}
            value={search.radius ?? usualRadius}
            onChange={(event) => {
              onSearch({ ...search, radius: Number(event.target.value) });
            }}
          >
            {radii.map((radius) => (
              <option key={radius} value={radius}>
                {t('results.within', { km: radius })}
              </option>
            ))}
          </select>
        </fieldset>
      )}
      <fieldset>
        <legend>{t('plan.when')}</legend>
        {payments.map((payment) => (
          <Radio
            key={payment}
            name={`${group}-pay`}
            label={t(`plan.short.${payment}`)}
            count={plans.find(({ value }) => value === planCodes[payment])?.count}
            checked={(search.pay === 'desk') === (payment === 'AT_HAND_OVER')}
            onCheck={() => {
              onSearch({ ...search, pay: payment === 'NOW' ? undefined : 'desk' });
            }}
          />
        ))}
      </fieldset>
      <Caps search={search} prices={prices} currency={currency} onSearch={onSearch} />
    </>
  );
}

function Caps({ search, prices, currency, onSearch }: Omit<Props, 'plans'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const group = useId();
  const cap = capOf(search.max);
  const unit = cap?.currency ?? currency;
  if (!unit) return null;
  const bands: { minor: number; count?: number }[] = prices.map(({ value, count }) => ({ minor: Number(value), count }));
  if (cap && !bands.some(({ minor }) => minor === cap.minor)) bands.push({ minor: cap.minor });
  if (bands.length === 0) return null;
  return (
    <fieldset>
      <legend>{t('results.max')}</legend>
      <Radio
        name={group}
        label={t('results.anyPrice')}
        checked={!cap}
        onCheck={() => {
          onSearch({ ...search, max: undefined });
        }}
      />
      {bands.map(({ minor, count }) => (
        <Radio
          key={minor}
          name={group}
          label={t('results.upTo', { amount: format.money({ minor, currency: unit }, { short: true }) })}
          count={count}
          checked={cap?.minor === minor}
          onCheck={() => {
            onSearch({ ...search, max: `${minor}${unit}` });
          }}
        />
      ))}
    </fieldset>
  );
}

type RadioProps = { name: string; label: string; count?: number | undefined; checked: boolean; onCheck: () => void };

function Radio({ name, label, count, checked, onCheck }: RadioProps) {
  return (
    <label className="check">
      <input type="radio" name={name} checked={checked} onChange={onCheck} />
      <span>{label}</span>
      {count !== undefined && <span className="count">{count}</span>}
    </label>
  );
}
