import type { Asked } from './trace.ts';

/** Where the class that was booked stood among those recommended, from 1; Infinity where it was not. */
export type Places = readonly number[];

export function placeOf(chances: ReadonlyMap<string, number>, acriss: string): number {
  const own = chances.get(acriss);
  if (own === undefined) return Infinity;
  let place = 1;
  for (const [other, chance] of chances) if (chance > own || (chance === own && other < acriss)) place += 1;
  return place;
}

/** A share in percent with what it is off by in 19 of 20 samples. */
export interface Share {
  percent: number;
  offBy: number;
}

/** A mean over reservations of which those of a day may be alike: the error counts days and not reservations. */
function meanOf(values: readonly number[], asked: readonly Asked[]): Share {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const byDay = new Map<string, number>();
  for (const [index, { bookedOn }] of asked.entries()) byDay.set(bookedOn, (byDay.get(bookedOn) ?? 0) + (values[index] ?? 0) - mean);
  const variance = [...byDay.values()].reduce((sum, off) => sum + off * off, 0) / values.length ** 2;
  return { percent: 100 * mean, offBy: 196 * Math.sqrt(variance) };
}

const hit = (place: number, within: number): number => (place <= within ? 1 : 0);

export const hitRate = (places: Places, asked: readonly Asked[], within: number): Share =>
  meanOf(
    places.map((place) => hit(place, within)),
    asked,
  );

/** How many points more of the same reservations are hit than by another. */
export const gainOver = (places: Places, others: Places, asked: readonly Asked[], within: number): Share =>
  meanOf(
    places.map((place, index) => hit(place, within) - hit(others[index] ?? Infinity, within)),
    asked,
  );
