import { RetryDepositDocument } from '@ycyw/core/generated/graphql';
import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { Bones } from '../../ui/Bones.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Problem } from '../../ui/Problem.tsx';
import { useIdempotencyKey } from '../../ui/useIdempotencyKey.ts';
import { Paying } from './Paying.tsx';
import type { BookingToPay } from './payTask.ts';

type Props = { booking: BookingToPay; guestToken: string | undefined; onConfirmed: () => void };

/** The deposit once more, now with the renter there to answer their bank or to take another card. */
export function DepositAgain({ booking, guestToken, onConfirmed }: Props) {
  const { t } = useTranslation();
  const [{ data, error }, retry] = useMutation(RetryDepositDocument);
  const keyFor = useIdempotencyKey();
  const ask = useCallback(() => {
    const input = { bookingId: booking.id, guestToken: guestToken ?? null };
    void retry({ ...input, idempotencyKey: keyFor(input) });
  }, [booking.id, guestToken, retry, keyFor]);
  useEffect(ask, [ask]);
  if (error) return <Problem failure={error} onRetry={ask} />;
  const payment = data?.retryDeposit;
  if (!payment) return <Bones widths={['80%', '100%', '100%']} height={22} />;
  if (payment.state === 'AUTHORISED') return <Notice tone="good">{t('booking.depositHeld')}</Notice>;
  return <Paying booking={booking} task={{ kind: 'deposit', payment }} guestToken={guestToken} onConfirmed={onConfirmed} />;
}
