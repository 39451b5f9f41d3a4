import type { BookingState } from './bookingState.ts';
import type { PaymentState } from './paymentState.ts';
import type { RatePlan } from './ratePlan.ts';

interface Paid {
  kind: string;
  state: PaymentState;
  amountMinor: number;
  capturedMinor: number;
  refundedMinor: number;
}

const forRental = ['RENTAL', 'DESK', 'CASHBACK'];

/**
 * What has been taken for the rental and not given back. Disputed money counts, and cashback that is set aside: nobody is asked for
 * it a second time.
 */
export const takenMinor = (payments: readonly Paid[]): number =>
  payments
    .filter(({ kind }) => forRental.includes(kind))
    .reduce((sum, { kind, state, amountMinor, capturedMinor, refundedMinor }) => {
      const isSetAside = kind === 'CASHBACK' && state === 'AUTHORISED';
      return sum + (isSetAside ? amountMinor : capturedMinor - refundedMinor);
    }, 0);

const unpaid: readonly BookingState[] = ['HELD', 'PENDING_PAYMENT'];
const standing: readonly BookingState[] = ['CONFIRMED', 'REACCOMMODATION', 'IN_PROGRESS', 'RETURNED', 'CLOSED'];

/** When a booking on this plan is paid; on a plan that is no more, while booking. */
export const paymentTime = (plans: readonly RatePlan[], code: string): RatePlan['payment'] =>
  plans.find((plan) => plan.code === code)?.payment ?? 'NOW';

/** Whether money for the rental may be kept: it is booked, under way or over. */
export const isStanding = (state: BookingState): boolean => standing.includes(state);

/** What is still to be paid for the rental; a plan that is paid while booking leaves nothing once it stands. */
export function dueMinor(state: BookingState, payment: RatePlan['payment'], totalMinor: number, payments: readonly Paid[]): number {
  const isOpen = unpaid.includes(state) || (payment === 'AT_HAND_OVER' && isStanding(state));
  return isOpen ? Math.max(0, totalMinor - takenMinor(payments)) : 0;
}
