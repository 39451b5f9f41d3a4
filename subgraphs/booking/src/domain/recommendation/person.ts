import type { Trip } from './trip.ts';

type Days = Pick<Trip, 'from' | 'nights'>;

/** A class that somebody booked before; `kept`: not cancelled. */
export interface PastRental extends Days {
  acriss: string;
  bookedOn: string;
  agency: string;
  kept: boolean;
}

/** What somebody searched for, with the patterns of classes that were asked for, '' where none was. */
export interface PastSearch extends Days {
  agency: string;
  classes: string;
}

/** What is known of somebody who allows it, oldest first. */
export interface Person {
  past: readonly PastRental[];
  searches: readonly PastSearch[];
}

/** How many of the newest are looked at. */
export const pastMost = 50;
/** From here on counts say more than the last one. */
const manyRentals = 5;

/**
 * What somebody took last, as far as it tells what comes next: `EDMV=` booked today for the same days (another car for the same
 * party), `EDMV<` for the same days earlier, `EDMV` for other days by whoever has booked little. Null: nothing.
 */
export function habitOf(
  past: readonly Pick<PastRental, 'acriss' | 'bookedOn' | 'from' | 'nights'>[],
  trip: Pick<Trip, 'from' | 'nights' | 'bookedOn'>,
): string | null {
  const same = past.findLast(({ from, nights }) => from === trip.from && nights === trip.nights);
  if (same) return `${same.acriss}${same.bookedOn === trip.bookedOn ? '=' : '<'}`;
  const last = past.length < manyRentals ? past.at(-1) : undefined;
  return last?.acriss ?? null;
}

/** The classes that somebody last asked for in a search; null where they never did. */
export const askedOf = (searches: readonly Pick<PastSearch, 'classes'>[]): string | null =>
  searches.findLast(({ classes }) => classes !== '')?.classes ?? null;
