/** Calendar days as whole numbers since 1970-01-01: what a trace counts in. */
export type Day = number;

const dayMs = 86_400_000;
const shape = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Null when `text` is no date of the calendar. */
export function readDay(text: string): Day | null {
  if (!shape.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text ? null : at / dayMs;
}

export const showDay = (day: Day): string => new Date(day * dayMs).toISOString().slice(0, 10);

/** The wall clock of the agency on a day, e.g. 2016-02-25T10:00. */
export const wallClock = (day: Day, hour: number): string => `${showDay(day)}T${String(hour).padStart(2, '0')}:00`;

const offsets = new Map<string, Intl.DateTimeFormat>();

function hourIn(zone: string, at: Date): number {
  const format =
    offsets.get(zone) ?? new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  offsets.set(zone, format);
  const [hour = 0, minute = 0] = format.format(at).split(':').map(Number);
  return hour + minute / 60;
}

/** The instant, in milliseconds, at which clocks in `zone` show a full daytime hour; for zones less than 9 hours from UTC. */
export function instantOf(day: Day, hour: number, zone: string): number {
  const asIfUtc = day * dayMs + hour * 3_600_000;
  return asIfUtc - (hourIn(zone, new Date(asIfUtc)) - hour) * 3_600_000;
}
