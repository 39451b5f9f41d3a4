import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { dateIn, daysOf, instantOf } from '../src/domain/period.ts';
import { offsetAt } from '../src/domain/zone.ts';

const zones = ['Europe/Paris', 'Europe/London', 'America/New_York', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu'].concat([
  'Pacific/Kiritimati',
  'Africa/Casablanca',
  'Asia/Tokyo',
  'America/Santiago',
  'Pacific/Chatham',
]);
const walls = fc
  .integer({ min: Date.UTC(2025, 11, 28) / 60_000, max: Date.UTC(2028, 0, 4) / 60_000 })
  .map((minutes) => new Date(minutes * 60_000).toISOString().slice(0, 16));

test('wall clocks mean what Temporal reads them as, in every zone, on the nights of the changes too', () => {
  fc.assert(
    fc.property(fc.constantFrom(...zones), walls, fc.integer({ min: 1, max: 60 * 24 * 40 }), (zone, wall, minutes) => {
      // Half of them within the day of the zone's next change.
      const change = Temporal.PlainDateTime.from(wall).toZonedDateTime(zone).getTimeZoneTransition('next');
      const near = change
        ?.toPlainDateTime()
        .add({ minutes: (minutes % 300) - 150 })
        .round('minute')
        .toString()
        .slice(0, 16);
      for (const local of near ? [wall, near] : [wall]) {
        const plain = Temporal.PlainDateTime.from(local);
        const zoned = plain.toZonedDateTime(zone, { disambiguation: 'earlier' });
        if (!zoned.toPlainDateTime().equals(plain)) {
          expect(() => instantOf(local, zone)).toThrow();
          continue;
        }
        const at = instantOf(local, zone);
        expect(at.getTime()).toBe(zoned.epochMilliseconds);
        expect(offsetAt(at.getTime(), zone)).toBe(zoned.offsetNanoseconds / 1e6);
        expect(dateIn(at, zone)).toBe(plain.toPlainDate().toString());
        const dropOff = new Date(at.getTime() + minutes * 60_000);
        const endOf = (days: number): number => plain.add({ days }).toZonedDateTime(zone).epochMilliseconds + 59 * 60_000;
        let days = 1;
        while (endOf(days) < dropOff.getTime()) days += 1;
        expect(daysOf(local, zone, dropOff)).toBe(days);
      }
    }),
    { numRuns: 300 },
  );
});
