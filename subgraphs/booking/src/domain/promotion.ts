import { acrissPattern } from '@ycyw/service/acrissPattern';
import type { Language } from '@ycyw/service/language';
import { crossFactor, exchangeOf } from './currency.ts';
import type { Tariff } from './market.ts';
import type { Price } from './price.ts';

/** Dates of the pick-up agency's calendar, first and last included; null: without end. */
export interface Dates {
  from: string | null;
  to: string | null;
}

/** What a code takes off the rental: a share of it (`rate`) or an amount (`minor`, at most the rental). */
export interface Promotion {
  code: string;
  name: Record<Language, string>;
  /** Decimal string, e.g. 0.10. */
  rate: string | null;
  minor: number | null;
  /** Of `minor`, and of what it has given in all. */
  currency: string;
  /** Null: all. */
  countries: readonly string[] | null;
  /** Codes of rate plans; null: all. */
  plans: readonly string[] | null;
  /** ACRISS patterns; null: all. */
  classes: readonly string[] | null;
  minDays: number | null;
  booked: Dates;
  pickUp: Dates;
}

/** PERSONAL: of one customer, given by staff. NEW_CUSTOMERS have no rental booked, RETURNING ones have brought a car back. */
export const audiences = ['EVERYBODY', 'NEW_CUSTOMERS', 'RETURNING', 'PARTNERS', 'PERSONAL'] as const;
export type Audience = (typeof audiences)[number];

/** How often it may be used, and how much it may give; null: without limit. */
export interface Limits {
  uses: number | null;
  /** By one renter. */
  usesEach: number | null;
  /** In minor units of the promotion's currency. */
  budgetMinor: number | null;
}

const within = ({ from, to }: Dates, date: string): boolean => (from ?? '') <= date && date <= (to ?? '9999');

/** The dates, and those between them and `date`. */
export const reaching = ({ from, to }: Dates, date: string): Dates => ({
  from: from !== null && date < from ? date : from,
  to: to !== null && date > to ? date : to,
});

interface Hire {
  acriss: string;
  ratePlan: string;
  country: string;
  pickUpLocal: string;
  bookedOn: string;
  days: number;
}

export const appliesTo = (hire: Hire, { countries, plans, classes, minDays, booked, pickUp }: Promotion): boolean =>
  (countries?.includes(hire.country) ?? true) &&
  (plans?.includes(hire.ratePlan) ?? true) &&
  (classes?.some((pattern) => acrissPattern(pattern)(hire.acriss)) ?? true) &&
  hire.days >= (minDays ?? 1) &&
  within(booked, hire.bookedOn) &&
  within(pickUp, hire.pickUpLocal.slice(0, 10));

/** What a price's promotion takes off, taxes included, in minor units of its currency; null where none does. */
export function offMinor({ lines }: Pick<Price, 'lines'>): number | null {
  const line = lines.find(({ kind }) => kind === 'PROMOTION');
  return line ? -line.grossMinor : null;
}

/** What a price draws on its promotion's account, in minor units of `currency`; null where no rate between the two is known. */
export function drawnMinor(price: Price, { currency }: Pick<Promotion, 'currency'>, tariff: Tariff, today: string): number | null {
  // An account goes by the last rate there is: no price is made with it.
  const exchange = exchangeOf(price.currency, currency, { ...tariff, exchangeMaxAgeDays: Infinity }, today);
  if (exchange === undefined) return null;
  return Math.round((offMinor(price) ?? 0) * crossFactor(price.currency, currency, exchange));
}

/** Whether one more use that draws `drawn` is left; what cannot be reckoned is never within a budget. */
export function hasUseLeft(
  { uses, budgetMinor }: Limits,
  { used, givenMinor }: { used: number; givenMinor: number },
  drawn: number | null,
): boolean {
  if (uses !== null && used >= uses) return false;
  return budgetMinor === null || (drawn !== null && givenMinor + drawn <= budgetMinor);
}
