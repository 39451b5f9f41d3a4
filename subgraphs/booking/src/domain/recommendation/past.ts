import type { Trip } from './trip.ts';

/** A class that somebody booked before. */
export interface PastRental extends Pick<Trip, 'from' | 'nights' | 'bookedOn'> {
  acriss: string;
}

/** How many of the newest are looked at. */
export const pastMost = 50;
/** From here on counts say more than the last one. */
const manyRentals = 5;

/**
 * What somebody took last, as far as it tells what comes next: `EDMV=` booked today for the same days (another car for the same
 * party), `EDMV<` for the same days earlier, `EDMV` for other days by whoever has booked little. Null: nothing. `past` is oldest first.
 */
export function habitOf(past: readonly PastRental[], trip: Pick<Trip, 'from' | 'nights' | 'bookedOn'>): string | null {
  const same = past.findLast(({ from, nights }) => from === trip.from && nights === trip.nights);
  if (same) return `${same.acriss}${same.bookedOn === trip.bookedOn ? '=' : '<'}`;
  const last = past.length < manyRentals ? past.at(-1) : undefined;
  return last?.acriss ?? null;
}
