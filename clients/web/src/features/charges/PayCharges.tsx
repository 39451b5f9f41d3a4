import { PayChargesDocument, PaymentSettingsDocument } from '@ycyw/core/generated/graphql';
import type { Money } from '@ycyw/core/money';
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

type Props = { bookingId: string; amount: Money; refused: boolean; guestToken: string | undefined; onChanged: () => void };

const askAgainMs = 1500;

/** Pays by the saved card at once; where its bank wants the renter, or gives nothing, by the card form. */
export function PayCharges({ bookingId, amount, refused, guestToken, onChanged }: Props) {
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
    const input = { bookingId, guestToken: guestToken ?? null, minor: amount.minor };
    const answer = await pay({ bookingId, guestToken: guestToken ?? null, idempotencyKey: keyFor(input) });
    if (answer.data && !answer.data.payCharges.clientSecret) setConfirming(true);
  };
  if (confirming) return <Notice takesFocus>{t('charges.confirming')}</Notice>;
  const label = t('charges.pay', { amount: money(amount) });
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
      {refused && <Notice tone="bad">{t('charges.refusedLead')}</Notice>}
      {error && <Problem failure={error} />}
      <Button wide busy={fetching && t('shell.sending')} onClick={() => void send()}>
        {label}
      </Button>
    </>
  );
}
