import { acrissPattern } from '@ycyw/service/acrissPattern';
import type { Learnt } from './learnt.ts';
import { askedOf, type Person } from './person.ts';
import type { Trait, TraitName, Trip } from './trip.ts';

/** Why a class is recommended: it was booked (`on` is that pick-up's date) or searched for by oneself, or it stands out for a trait, or overall. */
export type Reason = { kind: 'OWN'; on: string } | { kind: 'ASKED' } | { kind: 'TRAIT'; trait: Trait } | { kind: 'POPULAR' };

export interface Recommended {
  /** From 0; what nothing is known of shares the last place. */
  placeOf(acriss: string): number;
  /** The likeliest of all; null where nothing is known. */
  first: string | null;
  /** Null for all but the first few of those that were found. */
  reasonOf(acriss: string): Reason | null;
}

/** How many classes have a reason: where all are recommended none is. */
const explainedMost = 3;
/** When somebody books and where they live explains nothing to them. */
const explaining: ReadonlySet<TraitName> = new Set<TraitName>(['length', 'month', 'agency', 'country']);

const matches = (classes: string, acriss: string): boolean => classes.split(',').some((pattern) => acrissPattern(pattern)(acriss));

function reasonFor(
  learnt: Learnt,
  trip: Trip,
  person: Person | null,
  acriss: string,
  classes: readonly string[],
  isFirst: boolean,
): Reason | null {
  const own = person?.past.findLast((rental) => rental.acriss === acriss && rental.kept);
  if (own) return { kind: 'OWN', on: own.from };
  const asked = person && askedOf(person.searches);
  if (asked && matches(asked, acriss)) return { kind: 'ASKED' };
  const trait = learnt.standsOut(trip, acriss, explaining, classes);
  if (trait) return { kind: 'TRAIT', trait };
  return isFirst && learnt.classes.length > 0 ? { kind: 'POPULAR' } : null;
}

/**
 * The classes in the order in which they are likely to be booked for a trip; of those, `found` are on offer. The order hangs on nothing
 * but what was learnt, the trip and the person: it is the same for each page of a search.
 */
export function recommend(learnt: Learnt, trip: Trip, person: Person | null, found: ReadonlySet<string>): Recommended {
  const classes = [...new Set([...learnt.classes, ...(person?.past ?? []).map(({ acriss }) => acriss)])];
  const chances = person ? learnt.forPerson(trip, person, classes) : learnt.forTrip(trip, classes);
  const ordered = classes.sort((one, other) => (chances.get(other) ?? 0) - (chances.get(one) ?? 0) || (one < other ? -1 : 1));
  const places = new Map(ordered.map((acriss, place) => [acriss, place]));
  const explained = ordered.filter((acriss) => found.has(acriss)).slice(0, explainedMost);
  return {
    first: ordered[0] ?? null,
    placeOf: (acriss) => places.get(acriss) ?? ordered.length,
    reasonOf: (acriss) => (explained.includes(acriss) ? reasonFor(learnt, trip, person, acriss, ordered, acriss === explained[0]) : null),
  };
}
