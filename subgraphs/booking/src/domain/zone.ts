import { Temporal } from 'temporal-polyfill';
import { valueAt, type Steps } from './stepFunction.ts';

const hour = 3_600_000;
/** Zones' years in memory at most: journeys may name any year. */
const mostYears = 5000;
const years = new Map<string, Steps>();

/** A zone's offsets from UTC, in milliseconds, over a year and two days on either side: asked of Temporal once, as each of its answers takes 0.1 ms. */
function offsetsIn(year: number, zone: string): Steps {
  const key = `${zone} ${String(year)}`;
  const known = years.get(key);
  if (known) return known;
  const end = Date.UTC(year + 1, 0, 3);
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(Date.UTC(year, 0, -1)).toZonedDateTimeISO(zone);
  const steps: number[] = [];
  while (at && at.epochMilliseconds < end) {
    steps.push(at.epochMilliseconds, at.offsetNanoseconds / 1e6);
    at = at.getTimeZoneTransition('next');
  }
  if (years.size >= mostYears) years.clear();
  years.set(key, steps);
  return steps;
}

/** How far the zone's clocks are ahead of UTC at an instant, both in milliseconds. */
export const offsetAt = (at: number, zone: string): number => valueAt(offsetsIn(new Date(at).getUTCFullYear(), zone), at);

/** A wall clock reading as if it were UTC's, in milliseconds: for reckoning with dates and hours alone. */
export const wallOf = (local: string): number => Date.parse(`${local}Z`);

/** The wall clock of a zone at an instant, e.g. 2026-07-14T10:30. */
export const wallClock = (at: Date, zone: string): string =>
  new Date(at.getTime() + offsetAt(at.getTime(), zone)).toISOString().slice(0, 16);

/** Instants in memory at most: a search of a large country asks for few, again and again. */
const mostInstants = 2000;
const instants = new Map<string, Map<number, Instant>>();
let kept = 0;

export interface Instant {
  at: number;
  skipped: boolean;
}

/**
 * The instant at which the zone's clocks show `wall`: the first one where they show it twice, and where they skip it what they would show
 * had they not been put forward yet.
 */
export function instantAt(wall: number, zone: string): Instant {
  if (kept >= mostInstants) {
    instants.clear();
    kept = 0;
  }
  const known = instants.get(zone) ?? new Map<number, Instant>();
  let instant = known.get(wall);
  if (!instant) {
    instant = reckoned(wall, zone);
    instants.set(zone, known.set(wall, instant));
    kept += 1;
  }
  return instant;
}

function reckoned(wall: number, zone: string): Instant {
  // Two changes of a zone's clocks are days apart, so at most one is within a day of here.
  const before = offsetAt(wall - 24 * hour, zone);
  const after = offsetAt(wall + 24 * hour, zone);
  for (const offset of before > after ? [before, after] : [after, before]) {
    if (offsetAt(wall - offset, zone) === offset) return { at: wall - offset, skipped: false };
  }
  return { at: wall - before, skipped: true };
}
