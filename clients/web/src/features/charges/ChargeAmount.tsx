import type { ChargeState } from '@ycyw/core/generated/graphql';
import type { Money } from '@ycyw/core/money';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/useFormat.ts';
import { isForgiven } from './isForgiven.ts';

/** What is owed, beside what was announced where that was more; struck where nothing is owed any more. */
export function ChargeAmount({
  charge: { state, amount, announced },
}: {
  charge: { state: ChargeState; amount: Money; announced: Money };
}) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const struck = (sum: Money) => (
    <s>
      <span className="hidden">{t('charges.insteadOf')} </span>
      {money(sum)}
    </s>
  );
  if (isForgiven(state)) return struck(announced);
  return (
    <>
      {announced.minor > amount.minor && struck(announced)} <b>{money(amount)}</b>
    </>
  );
}
