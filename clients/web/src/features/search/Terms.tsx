import { type SyntheticEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/useFormat.ts';
import { capOf, radii, type SearchParams, usualRadius } from './searchParams.ts';

type Props = { search: SearchParams; currency: string | undefined; onSearch: (search: SearchParams) => void };

/** What is not about the car: how far, how much at most, and when to pay. */
export function Terms({ search, currency, onSearch }: Props) {
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
        {(['NOW', 'AT_HAND_OVER'] as const).map((payment) => {
          const pay = payment === 'NOW' ? undefined : 'desk';
          return (
            <label key={payment} className="check">
              <input
                type="radio"
                name={group}
                checked={search.pay === pay}
                onChange={() => {
                  onSearch({ ...search, pay });
                }}
              />
              <span>{t(`plan.short.${payment}`)}</span>
            </label>
          );
        })}
      </fieldset>
      <Cap key={search.max} search={search} currency={currency} onSearch={onSearch} />
    </>
  );
}

function Cap({ search, currency, onSearch }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const id = useId();
  const cap = capOf(search.max);
  const [typed, setTyped] = useState(cap ? String(cap.amount) : '');
  const unit = cap?.currency ?? currency;
  if (!unit) return null;
  const amount = typed.trim() === '' ? null : Number(typed);
  const wrong = amount !== null && !(Number.isInteger(amount) && amount > 0 && amount < 10_000_000);
  const take = (event?: SyntheticEvent) => {
    event?.preventDefault();
    if (!wrong && amount !== (cap?.amount ?? null)) onSearch({ ...search, max: amount === null ? undefined : `${amount}${unit}` });
  };
  return (
    <form className="cap" onSubmit={take} noValidate>
      <label htmlFor={id}>{t('results.max')}</label>
      <span className="amount">
        <input
          id={id}
          className="input"
          inputMode="numeric"
          autoComplete="off"
          maxLength={7}
          value={typed}
          aria-invalid={wrong ? true : undefined}
          aria-describedby={`${id}-unit`}
          onChange={(event) => {
            setTyped(event.target.value);
          }}
          onBlur={() => {
            take();
          }}
        />
        <span id={`${id}-unit`} title={format.currency(unit)}>
          {wrong ? t('field.badNumber') : unit}
        </span>
      </span>
    </form>
  );
}
