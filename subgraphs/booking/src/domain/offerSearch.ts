import type { Shelf } from './shelf.ts';

/** A class on a rate plan: what it costs is the same at every agency of its profile. */
export interface Cell {
  acriss: string;
  /** The class's number on shelves. */
  number: number;
  ratePlan: string;
  totalMinor: number;
}

/** An agency that is searched, and for when: milliseconds since the epoch, `to` Infinity where the unit does not come back. */
export interface Stand {
  agency: string;
  shelf: Shelf;
  from: number;
  to: number;
}

/** Agencies at which the same journey costs the same, with what it costs there. */
export interface Profile {
  cells: readonly Cell[];
  stands: Stand[];
}

/** A profile with the number of its agencies that have a free unit, by the class's number. */
export interface Tallied<P extends Profile> {
  profile: P;
  agencies: Int32Array;
}

export interface Placed<P extends Profile> {
  profile: P;
  cell: Cell;
  stand: Stand;
  key: OfferKey;
}

/** What offers are sorted by, and what a cursor holds: it tells any two offers of a search apart. */
export type OfferKey = [order: number, agency: string, acriss: string, ratePlan: string];

export function tally<P extends Profile>(profile: P, classes: number): Tallied<P> {
  const agencies = new Int32Array(classes);
  for (const { shelf, from, to } of profile.stands) {
    for (let number = 0; number < classes; number += 1) if (shelf.free(number, from, to) > 0) agencies[number] = (agencies[number] ?? 0) + 1;
  }
  return { profile, agencies };
}

/** Calls `visit` with each cell that some agency has free, and how many have. */
export function eachCell<P extends Profile>(tallied: readonly Tallied<P>[], visit: (cell: Cell, agencies: number, profile: P) => void): void {
  for (const { profile, agencies } of tallied) {
    for (const cell of profile.cells) {
      const count = agencies[cell.number] ?? 0;
      if (count > 0) visit(cell, count, profile);
    }
  }
}

function compare(one: OfferKey, other: readonly (string | number)[]): number {
  for (const [index, value] of one.entries()) {
    const against = other[index];
    if (value === against || against === undefined) continue;
    return value < against ? -1 : 1;
  }
  return 0;
}

/**
 * The first `most` offers behind the cursor in the order of their keys. Prices are the same at many agencies, so cells are put in
 * order and their agencies looked up only as far as the page reaches.
 */
export function firstOffers<P extends Profile>(
  tallied: readonly Tallied<P>[],
  orderOf: (cell: Cell, profile: P) => number | null,
  most: number,
  cursor: readonly (string | number)[] | null,
): Placed<P>[] {
  const cells: { cell: Cell; profile: P; order: number }[] = [];
  const start = typeof cursor?.[0] === 'number' ? cursor[0] : -Infinity;
  eachCell(tallied, (cell, _, profile) => {
    const order = orderOf(cell, profile);
    if (order !== null && order >= start) cells.push({ cell, profile, order });
  });
  const found: Placed<P>[] = [];
  for (let done = -Infinity; found.length < most;) {
    let least = Infinity;
    for (const { order } of cells) if (order > done && order < least) least = order;
    if (least === Infinity) break;
    const tied = cells
      .filter(({ order }) => order === least)
      .flatMap(({ cell, profile }) =>
        profile.stands.flatMap((stand): Placed<P>[] => {
          const key: OfferKey = [least, stand.agency, cell.acriss, cell.ratePlan];
          if (cursor && compare(key, cursor) <= 0) return [];
          return stand.shelf.free(cell.number, stand.from, stand.to) > 0 ? [{ profile, cell, stand, key }] : [];
        }),
      );
    found.push(...tied.sort((a, b) => compare(a.key, b.key)).slice(0, most - found.length));
    done = least;
  }
  return found;
}
