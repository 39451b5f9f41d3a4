import type { Journey } from './journey.ts';
import type { Shelf } from './shelf.ts';

/** An agency that is searched, and for when: milliseconds since the epoch, `to` Infinity where the unit does not come back. */
export interface Stand {
  agency: string;
  /** What is asked for there, or at an agency of the same clocks and hours; without class and plan. */
  journey: Journey;
  shelf: Shelf;
  from: number;
  to: number;
}

/** Agencies at which the same journey costs the same. */
export interface Profile {
  stands: Stand[];
}

/** A class on a rate plan at the agencies of a profile: as many offers as agencies have a unit free. */
export interface Cell<P extends Profile> {
  profile: P;
  acriss: string;
  /** The class's number on shelves. */
  number: number;
  ratePlan: string;
  totalMinor: number;
  agencies: number;
}

/** What offers are sorted by, and what a cursor holds: it tells any two offers of a search apart. */
export type OfferKey = [order: number, agency: string, acriss: string, ratePlan: string];

export interface Placed<P extends Profile> {
  cell: Cell<P>;
  stand: Stand;
  key: OfferKey;
}

/** How many of the agencies have a unit free, by the class's number. */
export function tally(stands: readonly Stand[], classes: number): Int32Array {
  const agencies = new Int32Array(classes);
  for (const { shelf, from, to } of stands) {
    for (let number = 0; number < classes; number += 1)
      if (shelf.free(number, from, to) > 0) agencies[number] = (agencies[number] ?? 0) + 1;
  }
  return agencies;
}

function compare(one: OfferKey, other: readonly (string | number)[]): number {
  for (const [index, value] of one.entries()) {
    const against = other[index];
    if (value === against || against === undefined) continue;
    return value < against ? -1 : 1;
  }
  return 0;
}

/** Those agencies of a cell that have a unit free and stand behind the cursor. */
function placesOf<P extends Profile>(cell: Cell<P>, order: number, cursor: readonly (string | number)[] | null): Placed<P>[] {
  const places: Placed<P>[] = [];
  for (const stand of cell.profile.stands) {
    if (stand.shelf.free(cell.number, stand.from, stand.to) < 1) continue;
    const key: OfferKey = [order, stand.agency, cell.acriss, cell.ratePlan];
    if (!cursor || compare(key, cursor) > 0) places.push({ cell, stand, key });
  }
  return places;
}

/**
 * The first `most` offers behind the cursor in the order of their keys. What a class costs is the same at many agencies, so cells are
 * put in order and their agencies looked up only as far as the page reaches.
 */
export function firstOffers<P extends Profile>(
  cells: readonly Cell<P>[],
  orderOf: (cell: Cell<P>) => number,
  most: number,
  cursor: readonly (string | number)[] | null,
): Placed<P>[] {
  const orders = Float64Array.from(cells, orderOf);
  const found: Placed<P>[] = [];
  for (let least = typeof cursor?.[0] === 'number' ? cursor[0] : -Infinity; found.length < most;) {
    const tied = cells.flatMap((cell, at) => (orders[at] === least ? placesOf(cell, least, cursor) : []));
    for (const place of tied.sort((a, b) => compare(a.key, b.key)).slice(0, most - found.length)) found.push(place);
    let next = Infinity;
    for (const order of orders) if (order > least && order < next) next = order;
    if (next === Infinity) break;
    least = next;
  }
  return found;
}
