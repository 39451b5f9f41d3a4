import { AskForChargesDocument, type ChargePartsFragment } from '@ycyw/core/generated/fleet/graphql';
import type { Money } from '@ycyw/core/money';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { useFocusHandedOn } from '../../ui/useFocusHandedOn.ts';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';

type Props = { bookingId: string; charges: readonly ChargePartsFragment[]; onAsked: () => void };

/** The saved card refused: the desk asks it once more, for what is due as well, while the renter may still pay it themselves. */
export function AskForCharges({ bookingId, charges, onAsked }: Props) {
  const owed = charges.filter(({ state }) => state === 'FAILED' || state === 'DUE');
  const [first] = owed;
  if (!first || !owed.some(({ state }) => state === 'FAILED') || charges.some(({ state }) => state === 'COLLECTING')) return null;
  const amount = { ...first.amount, minor: owed.reduce((sum, charge) => sum + charge.amount.minor, 0) };
  return <Refused bookingId={bookingId} amount={amount} onAsked={onAsked} />;
}

function Refused({ bookingId, amount, onAsked }: { bookingId: string; amount: Money; onAsked: () => void }) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const [times, setTimes] = useState(0);
  const [{ data, error, fetching }, ask] = useMutation(AskForChargesDocument);
  const keyFor = useIdempotencyKey();
  useFocusHandedOn();
  const refused = data?.payCharges.state === 'FAILED' || data?.payCharges.state === 'REQUIRES_ACTION';
  const send = async () => {
    const answer = await ask({ bookingId, idempotencyKey: keyFor({ bookingId, minor: amount.minor, times }) });
    if (answer.data) setTimes(times + 1);
    onAsked();
  };
  return (
    <Notice tone="bad" title={t('charges.refusedByCard', { amount: money(amount) })}>
      <p>{t('charges.renterMayPay')}</p>
      {refused && !fetching && <p>{t('charges.refusedAgain')}</p>}
      {error && <Problem failure={error} />}
      <Button tone="quiet" compact busy={fetching && t('shell.sending')} onClick={() => void send()}>
        {t('charges.askAgain', { amount: money(amount) })}
      </Button>
    </Notice>
  );
}
