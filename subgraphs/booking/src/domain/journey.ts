import { Refusal } from '@ycyw/service/refusal';
import { hoursOn, isOpen, type Opening } from './openingHours.ts';
import { dateIn, daysOf, heldSpan, hoursOf, instantOf, type Span } from './period.ts';
import type { PricedJourney } from './price.ts';
import type { Promotion } from './promotion.ts';

export interface Agency extends Opening {
  code: string;
  name: string;
  country: string;
  subdivision: string | null;
  region: 'EU' | 'UK' | 'US';
  timeZone: string;
  currency: string;
  latitude: number;
  longitude: number;
  /** Whether a car may come back while the desk is closed, at a fee. */
  outOfHoursReturn: boolean;
}

/** One end of a rental; `local` is the wall clock of its own agency, `at` its instant (RFC 3339). */
export interface JourneyStop {
  agency: string;
  local: string;
  at: string;
  outOfHours: boolean;
}

/** What is rented, from where to where and when: the part of a quote or booking that its price is made for. */
export interface Journey {
  acriss: string;
  /** The class that its price is for, where we gave another one at no cost. */
  chargedAs?: string;
  currency: string;
  pickUp: JourneyStop;
  dropOff: JourneyStop;
  driverAge: number;
  /** Code of the rate plan; a booking stays on it. */
  ratePlan: string;
  /** Country where the driver lives. */
  residence: string;
  /** Code of the promotion. */
  promo: string | null;
  /** Date at the pick-up agency on which it was first quoted: lead time counts from it, after amendments too. */
  bookedOn: string;
  extras: { code: string; quantity: number }[];
}

export interface Wish {
  acriss: string;
  /** Of a booking that is amended in its class. */
  chargedAs?: string | undefined;
  currency?: string | null;
  pickUpLocal: string;
  dropOffLocal: string;
  driverAge: number;
  ratePlan: string;
  /** The pick-up's country when left out. */
  residence?: string | null;
  promo?: string | null;
  /** Of a booking that is amended; today when left out. */
  bookedOn?: string;
  extras: { code: string; quantity: number }[];
}

const longestDays = 365;

/**
 * The journey that `wish` means at these agencies. Refuses PERIOD_EMPTY, PERIOD_IN_PAST and AGENCY_CLOSED (pick-ups while
 * the desk is closed, and returns where the agency takes none out of hours).
 */
export function journeyOf(wish: Wish, pickUp: Agency, dropOff: Agency, now: Date): Journey {
  const from = instantOf(wish.pickUpLocal, pickUp.timeZone);
  const to = instantOf(wish.dropOffLocal, dropOff.timeZone);
  if (to <= from) throw new Refusal('PERIOD_EMPTY');
  if (from < now) throw new Refusal('PERIOD_IN_PAST');
  if (to.getTime() - from.getTime() > longestDays * 24 * 3_600_000) throw new Refusal('BAD_INPUT', `≤ ${String(longestDays)} d`);
  if (!isOpen(pickUp, wish.pickUpLocal)) throw new Refusal('AGENCY_CLOSED', hoursOn(pickUp, wish.pickUpLocal));
  const outOfHours = !isOpen(dropOff, wish.dropOffLocal);
  if (outOfHours && !dropOff.outOfHoursReturn) throw new Refusal('AGENCY_CLOSED', hoursOn(dropOff, wish.dropOffLocal));
  return {
    acriss: wish.acriss,
    ...(wish.chargedAs !== undefined && { chargedAs: wish.chargedAs }),
    currency: wish.currency ?? pickUp.currency,
    pickUp: { agency: pickUp.code, local: wish.pickUpLocal, at: from.toISOString(), outOfHours: false },
    dropOff: { agency: dropOff.code, local: wish.dropOffLocal, at: to.toISOString(), outOfHours },
    driverAge: wish.driverAge,
    ratePlan: wish.ratePlan,
    residence: wish.residence ?? pickUp.country,
    promo: wish.promo ?? null,
    bookedOn: wish.bookedOn ?? dateIn(now, pickUp.timeZone),
    extras: wish.extras,
  };
}

export const isOneWay = (journey: Journey): boolean => journey.pickUp.agency !== journey.dropOff.agency;

/** What the ledger holds for the journey at its pick-up agency. */
export const spanOf = (journey: Journey): Span => heldSpan(new Date(journey.pickUp.at), new Date(journey.dropOff.at), isOneWay(journey));

export const priced = (journey: Journey, pickUp: Agency, dropOff: Agency, promotion: Promotion | null = null): PricedJourney => ({
  acriss: journey.chargedAs ?? journey.acriss,
  ratePlan: journey.ratePlan,
  agency: pickUp.code,
  country: pickUp.country,
  subdivision: pickUp.subdivision,
  currency: journey.currency,
  pickUpLocal: journey.pickUp.local,
  days: daysOf(journey.pickUp.local, pickUp.timeZone, new Date(journey.dropOff.at)),
  hours: hoursOf(new Date(journey.pickUp.at), new Date(journey.dropOff.at)),
  bookedOn: journey.bookedOn,
  residence: journey.residence,
  promotion,
  driverAge: journey.driverAge,
  oneWay: !isOneWay(journey) ? 'no' : pickUp.country === dropOff.country ? 'home' : 'abroad',
  outOfHours: journey.dropOff.outOfHours,
  extras: journey.extras,
});
