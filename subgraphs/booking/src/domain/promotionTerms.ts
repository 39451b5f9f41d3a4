import { acrissPattern } from '@ycyw/service/acrissPattern';
import { Refusal } from '@ycyw/service/refusal';
import type { Tariff } from './market.ts';
import type { Audience, Dates, Limits, Promotion } from './promotion.ts';
import { millionths } from './rounding.ts';

/** What a manager says of a new promotion; dates as 2026-06-01. */
export interface PromotionWish {
  nameFr: string;
  nameEn: string;
  rate?: string | null;
  amountMinor?: number | null;
  currency: string;
  audience: Audience;
  countries?: string[] | null;
  ratePlans?: string[] | null;
  classes?: string[] | null;
  minDays?: number | null;
  bookedFrom?: string | null;
  bookedTo?: string | null;
  pickUpFrom?: string | null;
  pickUpTo?: string | null;
  usesLimit?: number | null;
  usesEach?: number | null;
  budgetMinor?: number | null;
}

const longestName = 80;
const most = { uses: 10_000_000, usesEach: 100, minDays: 365, minor: 1e9, listed: 60 };

const refuse = (field: string): never => {
  throw new Refusal('BAD_INPUT', field);
};

function promotionName(text: string, field: string): string {
  const clean = text.trim();
  return clean.length < 1 || clean.length > longestName || /\p{Cc}|\p{Cs}/u.test(clean)
    ? refuse(`${field} 1…${String(longestName)}`)
    : clean;
}

function whole(value: number | null | undefined, field: string, limit: number): number | null {
  if (value === null || value === undefined) return null;
  return value < 1 || value > limit ? refuse(`${field} 1…${String(limit)}`) : value;
}

/** Null or without entries: all. */
function list(values: readonly string[] | null | undefined, field: string, isKnown: (value: string) => boolean): string[] | null {
  if (!values || values.length === 0) return null;
  return values.length > most.listed || !values.every(isKnown) ? refuse(field) : [...new Set(values)];
}

function dates(from: string | null | undefined, to: string | null | undefined, field: string): Dates {
  if (from && to && to < from) refuse(field);
  return { from: from ?? null, to: to ?? null };
}

const isRate = (rate: string): boolean => /^0\.\d{1,6}$/.test(rate) && millionths(rate) > 0;

/** Refuses an ACRISS pattern that means nothing with UNKNOWN_ACRISS. */
const pattern = (text: string): string => {
  const asked = text.trim().toUpperCase();
  acrissPattern(asked);
  return asked;
};

export const limitsOf = ({ usesLimit, usesEach, budgetMinor, audience }: PromotionWish): Limits => ({
  uses: whole(usesLimit, 'usesLimit', most.uses),
  usesEach: audience === 'NEW_CUSTOMERS' ? 1 : whole(usesEach, 'usesEach', most.usesEach),
  budgetMinor: whole(budgetMinor, 'budgetMinor', most.minor),
});

/** A wish as a promotion of `code`; BAD_INPUT names the field that cannot be. */
export function promotionTerms(wish: PromotionWish, code: string, tariff: Tariff): Promotion & { limits: Limits } {
  const { rate = null, amountMinor = null, currency } = wish;
  if ((rate === null) === (amountMinor === null)) refuse('rate, amountMinor');
  if (rate !== null && !isRate(rate)) refuse('rate 0.000001…0.999999');
  if (!tariff.currencies[currency]) refuse('currency');
  const plans = tariff.plans.map((plan) => plan.code);
  return {
    code,
    name: { fr: promotionName(wish.nameFr, 'nameFr'), en: promotionName(wish.nameEn, 'nameEn') },
    rate,
    minor: whole(amountMinor, 'amountMinor', most.minor),
    currency,
    countries: list(wish.countries, 'countries', (country) => tariff.market(country) !== undefined),
    plans: list(wish.ratePlans, 'ratePlans', (plan) => plans.includes(plan)),
    classes: list(wish.classes?.map(pattern), 'classes', () => true),
    minDays: whole(wish.minDays, 'minDays', most.minDays),
    booked: dates(wish.bookedFrom, wish.bookedTo, 'bookedTo'),
    pickUp: dates(wish.pickUpFrom, wish.pickUpTo, 'pickUpTo'),
    limits: limitsOf(wish),
  };
}

export type PromotionChange = Partial<Pick<PromotionWish, 'nameFr' | 'nameEn' | 'bookedTo' | 'pickUpTo' | 'usesLimit' | 'budgetMinor'>>;

/** A promotion with what is said of it changed; no limit goes below what has been used. */
export function changedTerms<Managed extends Promotion & { limits: Limits; used: number; givenMinor: number }>(
  promotion: Managed,
  { nameFr, nameEn, bookedTo, pickUpTo, usesLimit, budgetMinor }: PromotionChange,
): Managed {
  const { name, booked, pickUp, limits, used, givenMinor } = promotion;
  const uses = usesLimit === undefined ? limits.uses : whole(usesLimit, 'usesLimit', most.uses);
  const budget = budgetMinor === undefined ? limits.budgetMinor : whole(budgetMinor, 'budgetMinor', most.minor);
  if (uses !== null && uses < used) refuse(`usesLimit ≥ ${String(used)}`);
  if (budget !== null && budget < givenMinor) refuse(`budgetMinor ≥ ${String(givenMinor)}`);
  return {
    ...promotion,
    name: {
      fr: typeof nameFr === 'string' ? promotionName(nameFr, 'nameFr') : name.fr,
      en: typeof nameEn === 'string' ? promotionName(nameEn, 'nameEn') : name.en,
    },
    booked: dates(booked.from, bookedTo === undefined ? booked.to : bookedTo, 'bookedTo'),
    pickUp: dates(pickUp.from, pickUpTo === undefined ? pickUp.to : pickUpTo, 'pickUpTo'),
    limits: { ...limits, uses, budgetMinor: budget },
  };
}

const letters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';

/** A code that nobody guesses, out of twelve random bytes, e.g. K7QM-2XPD-9RTH: 59 bits, of letters that are read aloud without doubt. */
export const drawnCode = (bytes: Uint8Array): string =>
  Array.from(
    bytes.subarray(0, 12),
    (byte, place) => `${place > 0 && place % 4 === 0 ? '-' : ''}${letters.charAt(byte % letters.length)}`,
  ).join('');

/** A code as a manager chose it, in capitals. */
export function chosenCode(text: string | null | undefined): string {
  const code = text?.trim().toUpperCase() ?? '';
  return /^[A-Z0-9][A-Z0-9-]{2,22}[A-Z0-9]$/.test(code) ? code : refuse('code 4…24 A-Z 0-9 -');
}
