import { Refusal } from '@ycyw/service/refusal';
import { addMinutes } from './period.ts';

export type BookingState =
  | 'HELD'
  | 'PENDING_PAYMENT'
  | 'CONFIRMED'
  | 'IN_PROGRESS'
  | 'RETURNED'
  | 'CLOSED'
  | 'EXPIRED'
  | 'CANCELLED'
  | 'NO_SHOW'
  | 'REACCOMMODATION';

const transitions: Record<BookingState, readonly BookingState[]> = {
  HELD: ['PENDING_PAYMENT', 'CONFIRMED', 'EXPIRED', 'CANCELLED'],
  PENDING_PAYMENT: ['CONFIRMED', 'EXPIRED', 'CANCELLED'],
  CONFIRMED: ['IN_PROGRESS', 'CANCELLED', 'NO_SHOW', 'REACCOMMODATION'],
  IN_PROGRESS: ['RETURNED'],
  RETURNED: ['CLOSED'],
  CLOSED: [],
  // Money that arrives after the hold has gone holds again where there is room.
  EXPIRED: ['PENDING_PAYMENT'],
  CANCELLED: [],
  NO_SHOW: [],
  REACCOMMODATION: ['CONFIRMED', 'CANCELLED'],
};

/** Booked or under way: what keeps a renter's account, as what may still be charged for a car that is back does. */
export const openStates: readonly BookingState[] = ['HELD', 'PENDING_PAYMENT', 'CONFIRMED', 'IN_PROGRESS', 'REACCOMMODATION'];

/** Whether a deposit belongs on the renter's card: from shortly before pick-up until the rental is closed. */
export const wantsDeposit = (state: BookingState): boolean => state === 'CONFIRMED' || state === 'IN_PROGRESS' || state === 'RETURNED';

/** How long after its return a rental stays open for what turns up later. */
const openMinutes = 72 * 60;

/** Rentals that came back at or before then stay open no more. */
export const overBefore = (now: Date): Date => addMinutes(now, -openMinutes);

export const mayBecome = (from: BookingState, to: BookingState): boolean => transitions[from].includes(to);

/** Refuses with WRONG_STATE what the table of transitions does not allow. */
export function requireTransition(from: BookingState, to: BookingState): void {
  if (!mayBecome(from, to)) throw new Refusal('WRONG_STATE');
}

/** Not booked yet, or never. */
export const unpaidStates: readonly BookingState[] = ['HELD', 'PENDING_PAYMENT', 'EXPIRED'];
