import { depositToMend, differenceToPay } from '@ycyw/core/dues';
import type { BookingToPayQuery } from '@ycyw/core/generated/graphql';
import type { Outcome, Progress } from './Confirming.tsx';

export type BookingToPay = NonNullable<BookingToPayQuery['booking']>;
type Payment = BookingToPay['payments'][number];

/** What a card is asked for: the rental, or only to be kept for later; the difference of a change; a deposit that the bank did not grant by itself. */
export type PayTask =
  | { kind: 'rental' | 'difference'; payment: Payment }
  | { kind: 'deposit'; payment: Payment }
  | { kind: 'card'; clientSecret: string | null };

export const isWaiting = ({ state }: { state: BookingToPay['state'] }): boolean => state === 'HELD' || state === 'PENDING_PAYMENT';
export const isGone = ({ state }: { state: BookingToPay['state'] }): boolean => state === 'EXPIRED' || state === 'CANCELLED';

/** null where nothing is asked of a card now. */
export function payTask(booking: BookingToPay): PayTask | null {
  if (isWaiting(booking)) {
    const payment = booking.payments.find(({ kind }) => kind === 'RENTAL');
    if (payment) return { kind: 'rental', payment };
    return booking.ratePlan.payment === 'AT_HAND_OVER' ? { kind: 'card', clientSecret: booking.cardSetup?.clientSecret ?? null } : null;
  }
  if (isGone(booking)) return null;
  const difference = differenceToPay(booking.payments);
  if (difference) return { kind: 'difference', payment: difference };
  const deposit = depositToMend(booking.payments);
  return deposit && { kind: 'deposit', payment: deposit };
}

/** How what was asked of the card has ended, for who asks the server again and again. */
export function settledBy(task: PayTask, booking: Progress): Outcome | null {
  const payment = task.kind === 'card' ? undefined : booking.payments.find(({ id }) => id === task.payment.id);
  if (isGone(booking)) return 'gone';
  if (task.kind === 'rental' || task.kind === 'card') {
    if (!isWaiting(booking)) return 'confirmed';
    return payment?.state === 'FAILED' ? 'declined' : null;
  }
  if (payment?.state === 'FAILED') return 'declined';
  if (payment?.state === 'VOIDED') return 'gone';
  const done = task.kind === 'deposit' ? ['AUTHORISED', 'CAPTURED'] : ['CAPTURED'];
  return payment && done.includes(payment.state) ? 'confirmed' : null;
}
