import { formattingLocale, type Language } from './language.ts';

/** dated and stamp carry the year, stamp the time too: for what lies months back. */
export type WallClockStyle = 'full' | 'short' | 'date' | 'day' | 'time' | 'dated' | 'stamp';

const styles: Record<Exclude<WallClockStyle, 'full' | 'short'>, Intl.DateTimeFormatOptions> = {
  date: { weekday: 'short', day: 'numeric', month: 'short' },
  day: { weekday: 'long', day: 'numeric', month: 'long' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  dated: { day: 'numeric', month: 'short', year: 'numeric' },
  stamp: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
};

const formats = new Map<string, Intl.DateTimeFormat>();

/** One for each kind: to make one takes longer than all else that a line of a list costs. Without a zone, the reader's. */
function formatOf(locale: string, kind: string, options: Intl.DateTimeFormatOptions, timeZone: string | undefined): Intl.DateTimeFormat {
  const name = `${locale} ${kind} ${timeZone ?? ''}`;
  const format = formats.get(name) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone });
  formats.set(name, format);
  return format;
}

function formatParts(at: Date, timeZone: string | undefined, language: Language, style: WallClockStyle): string {
  const locale = formattingLocale[language];
  if (style === 'short' || style === 'full') {
    const date = formatParts(at, timeZone, language, style === 'full' ? 'day' : 'date');
    return `${date}, ${formatParts(at, timeZone, language, 'time')}`;
  }
  // British English puts a comma after the weekday only in its short form; here it never does.
  return formatOf(locale, style, styles[style], timeZone)
    .format(at)
    .replace(/^(\p{L}+),/u, '$1');
}

/** `at` is a LocalDateTime (2026-07-14T10:30): shown as it stands, in no zone but its own. */
export function formatWallClock(at: string, language: Language, style: WallClockStyle = 'short'): string {
  return formatParts(new Date(`${at.slice(0, 16)}Z`), 'UTC', language, style);
}

/** An instant (RFC 3339) on the wall clock of `timeZone`; of the reader when left out. */
export function formatInstant(instant: string, language: Language, style: WallClockStyle = 'short', timeZone?: string): string {
  return formatParts(new Date(instant), timeZone, language, style);
}

/** The reader's calendar date of an instant, as YYYY-MM-DD: what day separators group by. */
export function calendarDate(instant: string, timeZone?: string): string {
  return formatOf('en-CA', 'calendar', { year: 'numeric', month: '2-digit', day: '2-digit' }, timeZone).format(new Date(instant));
}

/** `date` is YYYY-MM-DD. */
export function addDays(date: string, days: number): string {
  const at = new Date(`${date}T00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** Days a rental counts: each ends at the same wall-clock time on the next date, with 59 minutes of grace. */
export function rentalDays(pickUpAt: string, dropOffAt: string): number {
  const minutes = (Date.parse(`${dropOffAt.slice(0, 16)}Z`) - Date.parse(`${pickUpAt.slice(0, 16)}Z`)) / 60_000;
  return Math.max(1, Math.ceil((minutes - 59) / 1440));
}
