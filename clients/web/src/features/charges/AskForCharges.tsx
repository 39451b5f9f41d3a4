import { AskForChargesDocument, type ChargePartsFragment } from '@ycyw/core/generated/fleet/graphql';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { useFocusHandedOn } from '../../ui/useFocusHandedOn.ts';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';
import { totalOf } from './totalOf.ts';

type Props = { bookingId: string; charges: readonly ChargePartsFragment[]; onAsked: () => void };

/** The saved card refused: the desk asks it once more, for what is due as well, while the renter may still pay it themselves. */
export function AskForCharges({ bookingId, charges, onAsked }: Props) {
  const owed = charges.filter(({ state, disputable }) => (state === 'FAILED' || state === 'DUE') && !disputable);
  if (!owed.some(({ state }) => state === 'FAILED') || charges.some(({ state }) => state === 'COLLECTING')) return null;
  return <Refused bookingId={bookingId} charges={owed} onAsked={onAsked} />;
}

function Refused({ bookingId, charges, onAsked }: Props) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const [times, setTimes] = useState(0);
  const [{ data, error, fetching }, ask] = useMutation(AskForChargesDocument);
  const keyFor = useIdempotencyKey();
  useFocusHandedOn();
  const amount = totalOf(charges);
  const chargeIds = charges.map(({ id }) => id);
  const refused = data?.payCharges.state === 'FAILED' || data?.payCharges.state === 'REQUIRES_ACTION';
  const send = async () => {
    const answer = await ask({ bookingId, chargeIds, idempotencyKey: keyFor({ bookingId, chargeIds, times }) });
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
