import { askedOf, habitOf, type PastRental } from './person.ts';
import { traitsOf, type Trait, type TraitName, type Trip } from './trip.ts';

/**
 * How many bookings of a class have a trait in common; `all` counts every booking, `habit` those after a rental of the same person,
 * `asked` those after a search for certain classes.
 */
export interface Cell {
  trait: TraitName | 'all' | 'habit' | 'asked';
  value: string;
  acriss: string;
  bookings: number;
}

/** Bookings that a cell is mixed with: what few say moves little. */
const smoothing = 20;
/** Traits overlap, so each counts for half. */
const weight = 0.5;
/** Bookings that everybody's choice weighs against somebody's own. */
const ownSmoothing = 20;
/** How many take the same again, where there is nothing to learn it from. */
const loyalty = 0.5;
/** Of a class that nobody has booked. */
const unseen = 0.5;
/** How much more often than elsewhere a class must be booked for its trait to be the reason. */
const notable = 1.1;

interface Counts {
  total: number;
  byClass: Map<string, number>;
}

const nobody: Counts = { total: 0, byClass: new Map() };

/** Of a person, what says which class they may take next. */
interface Known {
  past: readonly Pick<PastRental, 'acriss' | 'bookedOn' | 'from' | 'nights'>[];
  searches: readonly { classes: string }[];
}

const keyOf = (trait: string, value: string): string => `${trait} ${value}`;

function normalised(chances: Map<string, number>): Map<string, number> {
  let sum = 0;
  for (const chance of chances.values()) sum += chance;
  for (const [acriss, chance] of chances) chances.set(acriss, chance / sum);
  return chances;
}

/** What was learnt from bookings: which classes go with which traits of a trip, and with what somebody booked before. */
export class Learnt {
  readonly version: number;
  readonly #counts = new Map<string, Counts>();

  /** `version` tells one learning from the next. */
  constructor(version: number, cells: readonly Cell[]) {
    this.version = version;
    for (const { trait, value, acriss, bookings } of cells) {
      const key = keyOf(trait, value);
      const counts = this.#counts.get(key) ?? { total: 0, byClass: new Map<string, number>() };
      counts.total += bookings;
      counts.byClass.set(acriss, (counts.byClass.get(acriss) ?? 0) + bookings);
      this.#counts.set(key, counts);
    }
  }

  /** Those that enough people have booked. */
  get classes(): string[] {
    return [...(this.#counts.get(keyOf('all', ''))?.byClass.keys() ?? [])];
  }

  /** How often each of `classes` is booked, whatever the trip. */
  popularity(classes: readonly string[]): Map<string, number> {
    const all = this.#counts.get(keyOf('all', ''));
    return normalised(new Map(classes.map((acriss) => [acriss, (all?.byClass.get(acriss) ?? 0) + unseen])));
  }

  /** Chances of `classes` for a trip: popularity times how much each trait favours the class. */
  forTrip(trip: Trip, classes: readonly string[]): Map<string, number> {
    const base = this.popularity(classes);
    const chances = new Map(base);
    for (const { name, value } of traitsOf(trip)) {
      const counts = this.#counts.get(keyOf(name, value));
      if (!counts) continue;
      for (const [acriss, share] of base) {
        const lift = this.#lift(counts, acriss, share, share);
        chances.set(acriss, (chances.get(acriss) ?? 0) * lift ** weight);
      }
    }
    return normalised(chances);
  }

  /** The same for somebody: their own choices, then what people take after such a rental or such a search. */
  forPerson(trip: Trip, { past, searches }: Known, classes: readonly string[]): Map<string, number> {
    const chances = this.forTrip(trip, classes);
    const own = new Map<string, number>();
    for (const { acriss } of past) own.set(acriss, (own.get(acriss) ?? 0) + 1);
    for (const [acriss, chance] of chances)
      chances.set(acriss, ((own.get(acriss) ?? 0) + ownSmoothing * chance) / (past.length + ownSmoothing));
    const habit = habitOf(past, trip);
    const asked = askedOf(searches);
    const after = habit === null ? null : (this.#counts.get(keyOf('habit', habit)) ?? nobody);
    const searched = asked === null ? null : (this.#counts.get(keyOf('asked', asked)) ?? null);
    for (const [acriss, share] of this.popularity(classes)) {
      const expected = (habit?.startsWith(acriss) ? loyalty : 0) + (1 - loyalty) * share;
      const lifts = (after ? this.#lift(after, acriss, share, expected) : 1) * (searched ? this.#lift(searched, acriss, share, share) : 1);
      chances.set(acriss, (chances.get(acriss) ?? 0) * lifts);
    }
    return normalised(chances);
  }

  /** The trait of a trip, of those named, for which a class is booked most over its share elsewhere; null where none stands out. */
  standsOut(trip: Trip, acriss: string, names: ReadonlySet<TraitName>, classes: readonly string[]): Trait | null {
    const share = this.popularity(classes).get(acriss) ?? 0;
    let [best, most]: [Trait | null, number] = [null, notable];
    for (const trait of traitsOf(trip)) {
      const counts = names.has(trait.name) ? this.#counts.get(keyOf(trait.name, trait.value)) : undefined;
      const lift = counts?.byClass.has(acriss) ? this.#lift(counts, acriss, share, share) : 0;
      if (lift >= most) [best, most] = [trait, lift];
    }
    return best;
  }

  /** How much more often than its `share` a class is booked there; few bookings say what was `expected`. */
  #lift({ total, byClass }: Counts, acriss: string, share: number, expected: number): number {
    return ((byClass.get(acriss) ?? 0) + smoothing * expected) / (total + smoothing) / share;
  }
}
