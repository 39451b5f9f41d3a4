import { addDays, daysBetween } from '../period.ts';
import type { Person } from './person.ts';

/** A trip that somebody may want to book; `acriss` null where nothing speaks for a class. */
export interface NextTrip {
  agency: string;
  acriss: string | null;
  from: string;
  nights: number;
  reason: 'SEARCHED' | 'AGAIN';
  /** For AGAIN: when it was. */
  on: string;
}

/** A year later on the same weekday. */
const yearDays = 364;
/** Searched for, and not yet too late to book in peace. */
const aheadDays = 2;

const overlaps = (one: Pick<NextTrip, 'from' | 'nights'>, other: Pick<NextTrip, 'from' | 'nights'>): boolean =>
  one.from <= addDays(other.from, other.nights) && other.from <= addDays(one.from, one.nights);

const exactClass = (classes: string): string | null => (/^[A-Z]{4}$/.test(classes) ? classes : null);

/**
 * What somebody searched for and has not booked, and the trips of former years at their time of the year, one for each agency and no two
 * at the same time; soonest first.
 */
export function nextTripsOf({ past, searches }: Person, today: string, most: number): NextTrip[] {
  const soonest = addDays(today, aheadDays);
  const coming = past.filter(({ from, kept }) => kept && from >= today);
  const searched = searches
    .filter(({ from }) => from >= soonest)
    .map(({ agency, from, nights, classes }): NextTrip => ({
      agency,
      acriss: exactClass(classes),
      from,
      nights,
      reason: 'SEARCHED',
      on: from,
    }));
  const again = past
    .filter(({ from, kept }) => kept && from < today)
    .map(({ agency, acriss, from, nights }): NextTrip => {
      const years = Math.max(1, Math.ceil(daysBetween(from, soonest) / yearDays));
      return { agency, acriss, from: addDays(from, years * yearDays), nights, reason: 'AGAIN', on: from };
    });
  const chosen: NextTrip[] = [];
  for (const trip of [...searched.toReversed(), ...again.toReversed()]) {
    const isTaken = chosen.some((other) => other.agency === trip.agency || overlaps(other, trip));
    if (!isTaken && !coming.some((booked) => overlaps(booked, trip))) chosen.push(trip);
    if (chosen.length === most) break;
  }
  return chosen.sort((one, other) => (one.from < other.from ? -1 : 1));
}
