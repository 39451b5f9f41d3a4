import { acrissPattern } from '@ycyw/service/acrissPattern';
import type { Language } from '@ycyw/service/language';

interface Dates {
  from?: string;
  to?: string;
}

/** What a code takes off the rental: a share of it (`rate`) or an amount (`minor` of `currency`, at most the rental). */
export interface Promotion {
  code: string;
  name: Record<Language, string>;
  rate?: string;
  minor?: number;
  currency?: string;
  countries?: string[];
  /** Codes of rate plans. */
  plans?: string[];
  /** ACRISS patterns. */
  classes?: string[];
  minDays?: number;
  /** Dates of booking and of pick-up at the pick-up agency, first and last included. */
  booked?: Dates;
  pickUp?: Dates;
}

const within = (dates: Dates | undefined, date: string): boolean => (dates?.from ?? '') <= date && date <= (dates?.to ?? '9999');

interface Hire {
  acriss: string;
  ratePlan: string;
  country: string;
  pickUpLocal: string;
  bookedOn: string;
  days: number;
}

/** The promotion of a code, in whatever case it was typed, where it applies to the hire. */
export function promotionFor(hire: Hire, code: string, promotions: readonly Promotion[]): Promotion | null {
  const promotion = promotions.find((each) => each.code === code.trim().toUpperCase());
  if (!promotion) return null;
  const applies =
    (promotion.countries?.includes(hire.country) ?? true) &&
    (promotion.plans?.includes(hire.ratePlan) ?? true) &&
    (promotion.classes?.some((pattern) => acrissPattern(pattern)(hire.acriss)) ?? true) &&
    hire.days >= (promotion.minDays ?? 1) &&
    within(promotion.booked, hire.bookedOn) &&
    within(promotion.pickUp, hire.pickUpLocal.slice(0, 10));
  return applies ? promotion : null;
}
