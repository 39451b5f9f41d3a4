import { Refusal } from '@ycyw/service/refusal';
import { dateIn } from './wallClock.ts';

/** One span of an agency's week in wall-clock time. weekday: 1 Monday … 7 Sunday; opens, closes: HH:MM, closes up to 24:00. */
export interface OpeningHours {
  weekday: number;
  opens: string;
  closes: string;
}

/** One date (YYYY-MM-DD) on which the week does not count; closed all day when opens and closes are null. */
export interface OpeningException {
  date: string;
  opens: string | null;
  closes: string | null;
}

/** Minutes after midnight of HH:MM; BAD_INPUT when it is no time of day (24:00 is the end of one). */
export function minuteOf(time: string): number {
  const [, hours, minutes] = /^(\d\d):([0-5]\d)$/.exec(time) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  if (!(minute <= 1440)) throw new Refusal('BAD_INPUT', 'HH:MM');
  return minute;
}

export const timeOf = (minute: number): string =>
  `${String(Math.trunc(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** `hours` by weekday and time; BAD_INPUT when a span is empty, leaves the week or overlaps another. */
export function weekOf(hours: readonly OpeningHours[]): OpeningHours[] {
  const week = [...hours].sort((a, b) => a.weekday - b.weekday || minuteOf(a.opens) - minuteOf(b.opens));
  week.forEach((span, index) => {
    const before = week[index - 1];
    const overlaps = before?.weekday === span.weekday && minuteOf(span.opens) < minuteOf(before.closes);
    if (!Number.isInteger(span.weekday) || span.weekday < 1 || span.weekday > 7) throw new Refusal('BAD_INPUT', 'weekday 1…7');
    if (minuteOf(span.opens) >= minuteOf(span.closes) || overlaps) throw new Refusal('BAD_INPUT', 'openingHours');
  });
  return week;
}

const spans = (week: readonly OpeningHours[]): string =>
  week.map(({ weekday, opens, closes }) => `${String(weekday)} ${opens}-${closes}`).join();

/** Whether two weeks, each in order, say the same. */
export const sameWeek = (a: readonly OpeningHours[], b: readonly OpeningHours[]): boolean => spans(a) === spans(b);

/** The day as it is kept; BAD_INPUT when only one of its times is given, or it closes before it opens. */
export function exceptionOf({ date, opens = null, closes = null }: Partial<OpeningException> & { date: string }): OpeningException {
  const whole = opens !== null && closes !== null && minuteOf(opens) < minuteOf(closes);
  if (!whole && (opens !== null || closes !== null)) throw new Refusal('BAD_INPUT', 'opens, closes');
  return { date, opens, closes };
}

/** Those of an agency that are not past on its own calendar. */
export const fromToday = (exceptions: readonly OpeningException[], { timeZone }: { timeZone: string }, now: Date): OpeningException[] =>
  exceptions.filter(({ date }) => date >= dateIn(now, timeZone));

/** Reads the data file's form, e.g. `1-6 07:30-21:00;7 09:00-20:00`. */
export const readWeek = (text: string): OpeningHours[] =>
  text.split(';').flatMap((part) => {
    const [, first, last, opens = '', closes = ''] = /^(\d)(?:-(\d))? (\S+)-(\S+)$/.exec(part) ?? [];
    const from = Number(first);
    return Array.from({ length: Number(last ?? first) - from + 1 }, (_, day) => ({ weekday: from + day, opens, closes }));
  });
