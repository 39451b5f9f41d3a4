import { acrissPlaces, type AcrissFilter } from '@ycyw/core/acrissFilter';
import type { Point } from '@ycyw/core/distance';
import type { Money } from '@ycyw/core/money';
import { addDays } from '@ycyw/core/time';

export const offerSorts = ['PRICE', 'CATEGORY', 'RECOMMENDED'] as const;
export type OfferSort = (typeof offerSorts)[number];

/** Kilometres around a place that may be searched. */
export const radii = [10, 25, 50, 100, 200] as const;
export const usualRadius = 50;

/** The plan whose cards are listed by when it is paid; the others stand on them. */
export const planCodes = { NOW: 'PREPAID', AT_HAND_OVER: 'FLEX' } as const;

/** A search as the address bar holds it: where (an agency's code, a country, or a point), wall clocks, years, and comma-separated filters. */
export type SearchParams = {
  from?: string | undefined;
  /** Every agency of a country. */
  country?: string | undefined;
  /** Degrees north and east, e.g. 48.86,2.35. */
  near?: string | undefined;
  radius?: number | undefined;
  to?: string | undefined;
  start?: string | undefined;
  end?: string | undefined;
  age?: number | undefined;
  sort?: OfferSort | undefined;
  /** The most that it may cost, in minor units of a currency: 25000EUR. */
  max?: string | undefined;
  currency?: string | undefined;
  pay?: 'desk' | undefined;
} & Partial<Record<keyof AcrissFilter, string | undefined>>;

export const noFilters = { category: undefined, type: undefined, transmission: undefined, fuel: undefined, max: undefined } as const;

const code = /^[A-Z0-9]{2,8}$/;
const wallClock = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;
const letters = /^[A-Z0-9*]+(,[A-Z0-9*]+)*$/;
const point = /^-?\d{1,2}(\.\d+)?,-?\d{1,3}(\.\d+)?$/;

function matching(value: unknown, shape: RegExp): string | undefined {
  return typeof value === 'string' && shape.test(value) ? value : undefined;
}

/** Keeps of an address only what a search can hold. */
export function readSearch(raw: Record<string, unknown>): SearchParams {
  const age = Number(raw.age);
  const from = matching(raw.from, code);
  const country = from ? undefined : matching(raw.country, /^[A-Z]{2}$/);
  return {
    from,
    country,
    near: from || country ? undefined : matching(raw.near, point),
    radius: radii.find((radius) => radius === raw.radius),
    to: matching(raw.to, code),
    start: matching(raw.start, wallClock),
    end: matching(raw.end, wallClock),
    age: Number.isInteger(age) && age >= 18 && age <= 99 ? age : undefined,
    sort: offerSorts.find((sort) => sort === raw.sort),
    max: matching(raw.max, /^\d{1,9}[A-Z]{3}$/),
    currency: matching(raw.currency, /^[A-Z]{3}$/),
    pay: raw.pay === 'desk' ? 'desk' : undefined,
    ...Object.fromEntries(acrissPlaces.map((place) => [place, matching(raw[place], letters)])),
  };
}

export function pointOf(near: string | undefined): Point | null {
  const [latitude, longitude] = near?.split(',').map(Number) ?? [];
  return latitude !== undefined && longitude !== undefined ? { latitude, longitude } : null;
}

export function capOf(max: string | undefined): Money | null {
  return max ? { minor: Number(max.slice(0, -3)), currency: max.slice(-3) } : null;
}

/** A week from today at ten, for four days. */
export function usualPeriod(today: Date): { start: string; end: string } {
  const date = `${String(today.getFullYear())}-${String(today.getMonth() + 1).padStart(2, '0')}-${String(today.getDate()).padStart(2, '0')}`;
  return { start: `${addDays(date, 7)}T10:00`, end: `${addDays(date, 11)}T10:00` };
}

export const usualAge = 30;

export function chosenFilter(search: SearchParams): AcrissFilter {
  const values = (place: keyof AcrissFilter) => search[place]?.split(',') ?? [];
  return { category: values('category'), type: values('type'), transmission: values('transmission'), fuel: values('fuel') };
}
