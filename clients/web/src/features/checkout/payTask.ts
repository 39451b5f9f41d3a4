import { depositToMend, waitingPayment } from '@ycyw/core/dues';
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
    // Paid at hand-over, or with cashback: the card is only kept.
    return payment ? { kind: 'rental', payment } : { kind: 'card', clientSecret: booking.cardSetup?.clientSecret ?? null };
  }
  if (isGone(booking)) return null;
  const payment = waitingPayment(booking.payments);
  if (payment) return { kind: booking.ratePlan.payment === 'NOW' ? 'difference' : 'rental', payment };
  const deposit = depositToMend(booking.payments);
  return deposit && { kind: 'deposit', payment: deposit };
}

const takenStates = ['CAPTURED', 'PART_REFUNDED', 'REFUNDED'];

/** How what was asked of the card has ended, for who asks the server again and again. */
export function settledBy(task: PayTask, booking: Progress): Outcome | null {
  if (isGone(booking)) return 'gone';
  if (task.kind === 'card') return isWaiting(booking) ? null : 'confirmed';
  const state = booking.payments.find(({ id }) => id === task.payment.id)?.state;
  if (state === undefined) return null;
  if (state === 'FAILED') return 'declined';
  if (state === 'VOIDED') return 'gone';
  if (task.kind === 'deposit') return state === 'AUTHORISED' || takenStates.includes(state) ? 'confirmed' : null;
  return takenStates.includes(state) && !isWaiting(booking) ? 'confirmed' : null;
}
