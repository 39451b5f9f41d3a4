import { PayChargesDocument, PaymentSettingsDocument } from '@ycyw/core/generated/graphql';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation, useQuery } from 'urql';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useFormat } from '../../ui/useFormat.ts';
import { useFocusHandedOn } from '../../ui/useFocusHandedOn.ts';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';
import { CardForm } from '../checkout/CardForm.tsx';
import type { Charge } from './ChargeCard.tsx';
import { totalOf } from './totalOf.ts';

type Props = { bookingId: string; charges: readonly Charge[]; guestToken: string | undefined; onChanged: () => void };

const askAgainMs = 1500;

/** Pays these charges, and none that came since, by the saved card at once; where its bank wants the renter, or gives nothing, by the card form. */
export function PayCharges({ bookingId, charges, guestToken, onChanged }: Props) {
  const { t } = useTranslation();
  const { money } = useFormat();
  const [{ data, error, fetching }, pay] = useMutation(PayChargesDocument);
  const [{ data: settings }] = useQuery({ query: PaymentSettingsDocument });
  useFocusHandedOn();
  const [confirming, setConfirming] = useState(false);
  const keyFor = useIdempotencyKey();
  const payment = data?.payCharges;
  useEffect(() => {
    if (!confirming) return;
    const timer = setInterval(onChanged, askAgainMs);
    return () => {
      clearInterval(timer);
    };
  }, [confirming, onChanged]);
  const send = async () => {
    const input = { bookingId, chargeIds: charges.map(({ id }) => id), guestToken: guestToken ?? null };
    const answer = await pay({ ...input, idempotencyKey: keyFor(input) });
    if (answer.error) onChanged();
    if (answer.data && !answer.data.payCharges.clientSecret) setConfirming(true);
  };
  if (confirming) return <Notice takesFocus>{t('charges.confirming')}</Notice>;
  const label = t('charges.pay', { amount: money(totalOf(charges)) });
  if (payment?.clientSecret && settings)
    return (
      <>
        <Notice tone="warn" takesFocus>
          {t('charges.bankAsks')}
        </Notice>
        <CardForm
          {...settings.paymentSettings}
          clientSecret={payment.clientSecret}
          action={label}
          busy={t('charges.confirming')}
          declined={false}
          onDone={() => {
            setConfirming(true);
          }}
        />
      </>
    );
  return (
    <>
      {charges.some(({ state }) => state === 'FAILED') && <Notice tone="bad">{t('charges.refusedLead')}</Notice>}
      {error && <Problem failure={error} />}
      <Button wide busy={fetching && t('shell.sending')} onClick={() => void send()}>
        {label}
      </Button>
    </>
  );
}
