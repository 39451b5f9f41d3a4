import type { PaymentState } from './paymentState.ts';
import type { BookingState } from './bookingState.ts';
import { addMinutes, type Span } from './period.ts';
import { roundRatio } from './rounding.ts';

const week = 7 * 24 * 60;
const amendableMinutes = 48 * 60;

/** Share of what was paid that cancelling gives back at `now`, measured against the earliest pick-up the booking ever had; null from pick-up on. */
export function refundRate(now: Date, earliestPickUpAt: Date): 1 | 0.25 | null {
  if (now >= earliestPickUpAt) return null;
  return now <= addMinutes(earliestPickUpAt, -week) ? 1 : 0.25;
}

interface Paid {
  kind: string;
  state: PaymentState;
  capturedMinor: number;
  refundedMinor: number;
  owedMinor: number;
}

const sum = (payments: readonly Paid[], disputed: boolean): number =>
  payments
    .filter(({ kind, state }) => kind !== 'DEPOSIT' && kind !== 'CHARGE' && (state === 'DISPUTED') === disputed)
    .reduce((total, { capturedMinor, refundedMinor, owedMinor }) => total + capturedMinor - refundedMinor - owedMinor, 0);

/** What has been taken for the rental and not given back; disputed money is the bank's to give back. */
export const paidMinor = (payments: readonly Paid[]): number => sum(payments, false);

/** What would be ours to give back, too, if the disputes over it were won. */
export const disputedMinor = (payments: readonly Paid[]): number => sum(payments, true);

/** What of the money paid the tiers are reckoned from: never what an earlier change had already kept. */
export const refundable = (paidMinor: number, totalMinor: number): number => Math.min(paidMinor, totalMinor);

const quarterOf = (amountMinor: number, stepMinor: number): number => roundRatio(amountMinor, 4, { rule: 'HALF_UP', stepMinor });

/** `amountMinor` by the tier in force, rounded half up to the currency's step. */
export function givenBack(amountMinor: number, now: Date, earliestPickUpAt: Date, stepMinor = 1): number {
  const rate = refundRate(now, earliestPickUpAt);
  return rate === 1 ? amountMinor : rate === null ? 0 : quarterOf(amountMinor, stepMinor);
}

/** The tiers still ahead where cancelling is free until pick-up. */
export const freeTiers = (amountMinor: number, now: Date, earliestPickUpAt: Date): { from: Date | null; refundMinor: number }[] =>
  now >= earliestPickUpAt
    ? [{ from: null, refundMinor: 0 }]
    : [
        { from: null, refundMinor: amountMinor },
        { from: earliestPickUpAt, refundMinor: 0 },
      ];

export const amendableUntil = (earliestPickUpAt: Date): Date => addMinutes(earliestPickUpAt, -amendableMinutes);

/** The tiers still ahead at `now`: what cancelling gives back from which instant on (null: from now). */
export function tiers(amountMinor: number, now: Date, earliestPickUpAt: Date, stepMinor = 1): { from: Date | null; refundMinor: number }[] {
  const full = { from: null, refundMinor: amountMinor };
  const quarter = { from: addMinutes(earliestPickUpAt, -week), refundMinor: quarterOf(amountMinor, stepMinor) };
  const none = { from: earliestPickUpAt, refundMinor: 0 };
  if (now >= earliestPickUpAt) return [{ ...none, from: null }];
  if (now > quarter.from) return [{ ...quarter, from: null }, none];
  return [full, quarter, none];
}

/**
 * Whether it is us who do not keep to the booking, which then is given back whole: there is no car, or there was none at its
 * pick-up and one has been found since.
 */
export const isOurFault = ({ state, held, pickUpAt }: { state: BookingState; held: Span | null; pickUpAt: Date }): boolean =>
  state === 'REACCOMMODATION' || (state === 'CONFIRMED' && held !== null && held.from > pickUpAt);
