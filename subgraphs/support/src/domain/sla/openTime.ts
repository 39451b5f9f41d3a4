import { Temporal } from 'temporal-polyfill';

/** When a desk is open, by the wall clock of its zone. */
export interface OpenHours {
  /** IANA. */
  zone: string;
  /** weekday: 1 Monday … 7 Sunday; HH:MM, closes up to 24:00. Spans of a day do not overlap and are in order. */
  week: readonly { weekday: number; opens: string; closes: string }[];
  /** Closed all day: MM-DD for every year, YYYY-MM-DD for one. */
  holidays: readonly string[];
}

interface Span {
  from: number;
  to: number;
}

/** Nothing is promised beyond it: hours that never come are a mistake in the policy. */
const furthestDays = 400;

function instantOf(date: Temporal.PlainDate, time: string, zone: string): number {
  if (time === '24:00') return date.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
  return date.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
}

function spansOf({ zone, week, holidays }: OpenHours, date: Temporal.PlainDate): Span[] {
  const day = date.toString();
  if (holidays.includes(day) || holidays.includes(day.slice(5))) return [];
  return week
    .filter(({ weekday }) => weekday === date.dayOfWeek)
    .map(({ opens, closes }) => ({ from: instantOf(date, opens, zone), to: instantOf(date, closes, zone) }));
}

/** The spans in which the desk is open from `start` on, soonest first; the first one from `start` where it is open then. */
function* openFrom(hours: OpenHours, start: number): Generator<Span> {
  const first = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(hours.zone).toPlainDate();
  for (let day = 0; day < furthestDays; day += 1) {
    for (const { from, to } of spansOf(hours, first.add({ days: day }))) {
      if (to > start) yield { from: Math.max(from, start), to };
    }
  }
  throw new RangeError(`a desk in ${hours.zone} is not open for that long within ${String(furthestDays)} days`);
}

/** The instant at which the desk has been open for `openMs` milliseconds since `start`: hours that a clock change repeats count twice. */
export function afterOpenTime(hours: OpenHours, start: Date, openMs: number): Date {
  let left = openMs;
  for (const { from, to } of openFrom(hours, start.getTime())) {
    if (left <= to - from) return new Date(from + left);
    left -= to - from;
  }
  throw new RangeError('openFrom never ends');
}

/** For how many milliseconds the desk is open between the two; 0 when `to` is not after `from`. */
export function openTimeBetween(hours: OpenHours, from: Date, to: Date): number {
  let open = 0;
  for (const span of openFrom(hours, from.getTime())) {
    if (span.from >= to.getTime()) return open;
    open += Math.min(span.to, to.getTime()) - span.from;
  }
  return open;
}
