import { Refusal } from '@ycyw/service/refusal';

/** One span of an agency's week in wall-clock time. weekday: 1 Monday … 7 Sunday; opens, closes: HH:MM, closes up to 24:00. */
export interface OpeningHours {
  weekday: number;
  opens: string;
  closes: string;
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

/** Reads the data file's form, e.g. `1-6 07:30-21:00;7 09:00-20:00`. */
export const readWeek = (text: string): OpeningHours[] =>
  text.split(';').flatMap((part) => {
    const [, first, last, opens = '', closes = ''] = /^(\d)(?:-(\d))? (\S+)-(\S+)$/.exec(part) ?? [];
    const from = Number(first);
    return Array.from({ length: Number(last ?? first) - from + 1 }, (_, day) => ({ weekday: from + day, opens, closes }));
  });
