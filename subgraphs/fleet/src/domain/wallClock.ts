import { Refusal } from '@ycyw/service/refusal';
import { Temporal } from 'temporal-polyfill';

/** The instant of a wall clock reading in `zone`: a repeated hour means the first, a skipped one is refused (BAD_INPUT). */
export function instantOf(local: string, zone: string): Date {
  const plain = Temporal.PlainDateTime.from(local);
  const zoned = plain.toZonedDateTime(zone, { disambiguation: 'earlier' });
  if (!zoned.toPlainDateTime().equals(plain)) throw new Refusal('BAD_INPUT', `${local} (${zone})`);
  return new Date(zoned.epochMilliseconds);
}

/** What the wall clock in `zone` shows at an instant, e.g. 2026-07-14T10:30. */
export const wallClockIn = (at: Date, zone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute', roundingMode: 'trunc' });

/** The calendar date in `zone` at an instant, e.g. 2026-07-14. */
export const dateIn = (at: Date, zone: string): string => wallClockIn(at, zone).slice(0, 10);
