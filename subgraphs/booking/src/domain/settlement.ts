import { Refusal } from '@ycyw/service/refusal';
import { netOf } from './billing/line.ts';
import { shareOf } from './billing/share.ts';
import { disputedMinor, paidMinor } from './cancellation.ts';
import { takenMinor } from './due.ts';
import { addMinutes } from './period.ts';
import type { PaymentState } from './paymentState.ts';
import type { Price } from './price.ts';
import { categoriesUp, isLesser } from './upgrade.ts';

export type SettlementKind = 'REFUND_DIFFERENCE' | 'REACCOMMODATION';
export type SettlementState = 'AWAITING_APPROVAL' | 'OFFERED' | 'ACCEPTED' | 'DECLINED' | 'EXPIRED';

const transitions: Record<SettlementState, readonly SettlementState[]> = {
  AWAITING_APPROVAL: ['OFFERED', 'DECLINED', 'EXPIRED'],
  OFFERED: ['ACCEPTED', 'DECLINED', 'EXPIRED'],
  ACCEPTED: [],
  DECLINED: [],
  EXPIRED: [],
};

/** Refuses with WRONG_STATE what the table of transitions does not allow. */
export function requireStep(from: SettlementState, to: SettlementState): void {
  if (!transitions[from].includes(to)) throw new Refusal('WRONG_STATE', from);
}

/** Whether it still holds a car and may be answered. */
export const isOpen = (state: SettlementState): boolean => transitions[state].length > 0;

export interface SettlementRules {
  version: string;
  /** How long an offer stands at most; it ends at the pick-up, too. */
  offerMinutes: number;
  /** How long it stands at least: the renter may be at the desk, after the hour of pick-up. */
  deskMinutes: number;
  /** What an agent offers without a manager: categories up, and by currency how much less the booking then costs, in minor units. */
  agentCategories: number;
  agentLimitMinor: Readonly<Record<string, number>>;
}

/** Until when an offer made at `now` stands. */
export function offeredUntil(now: Date, { pickUpAt, dropOffAt }: { pickUpAt: Date; dropOffAt: Date }, rules: SettlementRules): Date {
  const atPickUp = Math.min(addMinutes(now, rules.offerMinutes).getTime(), pickUpAt.getTime());
  const atDesk = Math.min(addMinutes(now, rules.deskMinutes).getTime(), dropOffAt.getTime());
  return new Date(Math.max(atPickUp, atDesk));
}

/** What an alternative comes to for a booking of class `booked`. */
export interface Alternative {
  kind: SettlementKind;
  /** What the booking costs once it is accepted. */
  price: Price;
  /** By how much that is less. */
  differenceMinor: number;
  needsManager: boolean;
}

/** The price at less, each line by the same share; what a unit of it costs is then in no list. */
function atLess(price: Price, totalMinor: number): Price {
  const lines = shareOf(
    price.lines.map(({ unit: _, unitMinor: __, days: ___, ...line }) => line),
    totalMinor,
  );
  return { ...price, totalMinor, lines, taxMinor: totalMinor - netOf(lines) };
}

/**
 * What the company caused costs the renter nothing: a lesser class never costs more, nor has a higher deposit or fewer kilometres. By as much as
 * the booked class costs more today than it did, `risenMinor`, the lesser one costs less than today: the difference is today's, too.
 */
function lowered(booked: Price, today: Price, risenMinor: number): Price {
  const alternative = risenMinor > 0 ? atLess(today, Math.max(1, today.totalMinor - risenMinor)) : today;
  const price = alternative.totalMinor < booked.totalMinor ? alternative : booked;
  return {
    ...price,
    ...(booked.cashbackMinor && { cashbackMinor: Math.min(booked.cashbackMinor, price.totalMinor) }),
    depositMinor: Math.min(booked.depositMinor, price.depositMinor),
    includedKm: Math.max(booked.includedKm, price.includedKm),
    perExtraKmMinor: Math.min(booked.perExtraKmMinor, price.perExtraKmMinor),
  };
}

/**
 * The terms of giving class `given`, which costs `alternative` today, to who booked `booked` at `price`; null where it would be no such settlement.
 * `bookedToday` is what the booked class costs today, null where it has no price any more.
 */
export function termsOf(
  kind: SettlementKind,
  [booked, price, bookedToday]: readonly [string, Price, Price | null],
  [given, alternative]: readonly [string, Price],
  rules: SettlementRules,
): Alternative | null {
  const lesser = isLesser(booked, given);
  if (booked === given) return null;
  if (kind === 'REACCOMMODATION') {
    return lesser ? null : { kind, price, differenceMinor: 0, needsManager: categoriesUp(booked, given) > rules.agentCategories };
  }
  const settled = lowered(price, alternative, Math.max(0, (bookedToday?.totalMinor ?? 0) - price.totalMinor));
  const differenceMinor = price.totalMinor - settled.totalMinor;
  if (!lesser && differenceMinor === 0) return null;
  return { kind, price: settled, differenceMinor, needsManager: differenceMinor > (rules.agentLimitMinor[price.currency] ?? 0) };
}

interface Paid {
  kind: string;
  state: PaymentState;
  amountMinor: number;
  capturedMinor: number;
  refundedMinor: number;
  owedMinor: number;
}

/** What has been paid and not given back, and what of `differenceMinor` goes back of it: all that was paid, or where the rest is paid at hand-over, what is then too much. */
export function givenBackOf(
  payments: readonly Paid[],
  { differenceMinor, price }: Pick<Alternative, 'differenceMinor' | 'price'>,
  atHandOver: boolean,
): { keptMinor: number; refundMinor: number } {
  const keptMinor = paidMinor(payments) + disputedMinor(payments);
  const most = atHandOver ? takenMinor(payments) - price.totalMinor : keptMinor;
  return { keptMinor, refundMinor: Math.max(0, Math.min(differenceMinor, most, keptMinor)) };
}
