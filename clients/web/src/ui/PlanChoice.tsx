import type { Plan } from '@ycyw/core/plans';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import './planChoice.css';
import { useFormat } from './useFormat.ts';

type Named = Plan & { ratePlan: { name: string; description?: string } };
type Props = { plans: readonly Named[]; chosen: string; detailed?: boolean; busy?: boolean; onChoose: (offerId: string) => void };

/** When to pay, and what it costs then; with one way only there is nothing to choose. */
export function PlanChoice({ plans, chosen, detailed = false, busy = false, onChoose }: Props) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const group = useId();
  if (plans.length < 2) return null;
  const paymentsApart = new Set(plans.map(({ ratePlan }) => ratePlan.payment)).size === plans.length;
  return (
    <fieldset className={detailed ? 'plans detailed' : 'plans'} aria-busy={busy}>
      <legend className={detailed ? undefined : 'hidden'}>{t('plan.when')}</legend>
      {plans.map(({ id, ratePlan, price }) => (
        <label key={id} className="check">
          <input
            type="radio"
            name={group}
            checked={id === chosen}
            onChange={() => {
              onChoose(id);
            }}
          />
          <span>
            {t(detailed ? `plan.pay.${ratePlan.payment}` : `plan.short.${ratePlan.payment}`)}
            {(ratePlan.code === 'EARLY' || !paymentsApart) && <em>{ratePlan.name}</em>}
          </span>
          <b>{money(price.total)}</b>
          {detailed && <small>{ratePlan.description}</small>}
        </label>
      ))}
    </fieldset>
  );
}
