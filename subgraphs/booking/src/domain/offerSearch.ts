import type { Journey } from './journey.ts';
import type { Stocks } from './stocks.ts';

/** Codes of agencies, and the rows of their stocks in the same order. */
export interface Agencies {
  agencies: readonly string[];
  rows: readonly number[];
}

/** Agencies with the same clocks and hours that are searched, and for when: milliseconds since the epoch, `to` Infinity where the unit does not come back. */
export interface Part extends Agencies {
  /** What is asked for there; without class and plan. */
  journey: Journey;
  from: number;
  to: number;
}

/** Agencies at which the same journey costs the same. */
export interface Profile {
  parts: Part[];
}

/**
 * Classes on rate plans at the agencies of a profile, each as many offers as agencies have a unit free. By the cell's number, and not an
 * object each: a search of a large country has thousands.
 */
export class Cells<P extends Profile> {
  /** Those that have a cell. */
  readonly profiles: P[] = [];
  /** By the cell, the place of its profile among them. */
  readonly #owners: Int32Array;
  /** The class's number in stocks. */
  readonly numbers: Int32Array;
  /** Codes of rate plans. */
  readonly plans: string[] = [];
  readonly totalMinor: Float64Array;
  readonly agencies: Int32Array;

  /** With room for `most`. */
  constructor(most: number) {
    this.#owners = new Int32Array(most);
    this.numbers = new Int32Array(most);
    this.totalMinor = new Float64Array(most);
    this.agencies = new Int32Array(most);
  }

  get length(): number {
    return this.plans.length;
  }

  profile(cell: number): P {
    const profile = this.profiles[this.#owners[cell] ?? -1];
    if (!profile) throw new RangeError(`no cell ${String(cell)}`);
    return profile;
  }

  /** Cells of a profile come one after the other. */
  add(profile: P, number: number, plan: string, totalMinor: number, agencies: number): void {
    const cell = this.plans.push(plan) - 1;
    if (this.profiles.at(-1) !== profile) this.profiles.push(profile);
    this.#owners[cell] = this.profiles.length - 1;
    this.numbers[cell] = number;
    this.totalMinor[cell] = totalMinor;
    this.agencies[cell] = agencies;
  }
}

/** What offers are sorted by, and what a cursor holds: it tells any two offers of a search apart. */
export type OfferKey = [order: number, agency: string, acriss: string, ratePlan: string];

export interface Placed<P extends Profile> {
  profile: P;
  part: Part;
  /** Among the agencies of the part. */
  at: number;
  number: number;
  key: OfferKey;
}

function compare(one: OfferKey, other: readonly (string | number)[]): number {
  for (let index = 0; index < one.length; index += 1) {
    const [value, against] = [one[index] ?? 0, other[index]];
    if (value === against || against === undefined) continue;
    return value < against ? -1 : 1;
  }
  return 0;
}

/** What a search looks at: `codes` are those of the classes, by their numbers. */
export interface Sought<P extends Profile> {
  cells: Cells<P>;
  stocks: Stocks;
  codes: readonly string[];
}

/** Those agencies of a cell that have a unit free and stand behind the cursor. */
function placesOf<P extends Profile>(
  { cells, stocks, codes }: Sought<P>,
  cell: number,
  order: number,
  cursor: readonly (string | number)[] | null,
  places: Placed<P>[],
): void {
  const profile = cells.profile(cell);
  const [number, plan] = [cells.numbers[cell] ?? -1, cells.plans[cell] ?? ''];
  for (const part of profile.parts) {
    for (const [at, row] of part.rows.entries()) {
      if (stocks.free(row, number, part.from, part.to) < 1) continue;
      const key: OfferKey = [order, part.agencies[at] ?? '', codes[number] ?? '', plan];
      if (!cursor || compare(key, cursor) > 0) places.push({ profile, part, at, number, key });
    }
  }
}

/**
 * The first `most` offers behind the cursor in the order of their keys. What a class costs is the same at many agencies, so cells are
 * put in order and their agencies looked up only as far as the page reaches. `orders` are those of `among`, numbers of cells.
 */
export function firstOffers<P extends Profile>(
  sought: Sought<P>,
  among: readonly number[],
  orders: Float64Array,
  most: number,
  cursor: readonly (string | number)[] | null,
): Placed<P>[] {
  const found: Placed<P>[] = [];
  for (let least = typeof cursor?.[0] === 'number' ? cursor[0] : -Infinity; found.length < most;) {
    const tied: Placed<P>[] = [];
    let next = Infinity;
    for (let index = 0; index < orders.length; index += 1) {
      const order = orders[index] ?? Infinity;
      if (order === least) placesOf(sought, among[index] ?? 0, least, cursor, tied);
      else if (order > least && order < next) next = order;
    }
    tied.sort((a, b) => compare(a.key, b.key));
    for (let index = 0; index < tied.length && found.length < most; index += 1) {
      const place = tied[index];
      if (place) found.push(place);
    }
    if (next === Infinity) break;
    least = next;
  }
  return found;
}
