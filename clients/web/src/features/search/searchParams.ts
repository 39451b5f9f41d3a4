import { acrissPlaces, type AcrissFilter } from '@ycyw/core/acrissFilter';
import { addDays } from '@ycyw/core/time';

export const offerSorts = ['PRICE', 'CATEGORY', 'RECOMMENDED'] as const;
export type OfferSort = (typeof offerSorts)[number];

/** A search as the address bar holds it: agency codes, wall clocks, years, and comma-separated filters. */
export type SearchParams = {
  from?: string | undefined;
  to?: string | undefined;
  start?: string | undefined;
  end?: string | undefined;
  age?: number | undefined;
  sort?: OfferSort | undefined;
} & Partial<Record<keyof AcrissFilter, string | undefined>>;

const code = /^[A-Z0-9]{2,8}$/;
const wallClock = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;
const letters = /^[A-Z0-9*]+(,[A-Z0-9*]+)*$/;

function matching(value: unknown, shape: RegExp): string | undefined {
  return typeof value === 'string' && shape.test(value) ? value : undefined;
}

/** Keeps of an address only what a search can hold. */
export function readSearch(raw: Record<string, unknown>): SearchParams {
  const age = Number(raw.age);
  return {
    from: matching(raw.from, code),
    to: matching(raw.to, code),
    start: matching(raw.start, wallClock),
    end: matching(raw.end, wallClock),
    age: Number.isInteger(age) && age >= 18 && age <= 99 ? age : undefined,
    sort: offerSorts.find((sort) => sort === raw.sort),
    ...Object.fromEntries(acrissPlaces.map((place) => [place, matching(raw[place], letters)])),
  };
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
