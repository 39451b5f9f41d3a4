import * as fc from 'fast-check';
import { heldAfterReturn, heldWhileOut } from '../src/domain/period.ts';
import { whoLeaves, type Claim, type Gap } from '../src/domain/shortfall.ts';
import { difference, presence, type Presence } from '../src/domain/supply.ts';

const at = (clock: string): Date => new Date(`2026-07-14T${clock}:00Z`);
const held = { from: at('06:00'), to: at('11:00') };
const to = (span: { to: Date | null } | null): string | undefined => span?.to?.toISOString().slice(11, 16);

test.each([
  ['10:00', '11:00'],
  ['10:29', '11:00'],
  ['10:30', '12:30'],
  ['10:31', '12:45'],
  ['14:07', '16:15'],
])('of a rental until 10:00 whose unit is still out at %s the hold ends at %s', (now, end) => {
  expect(to(heldWhileOut(held, at(now)))).toBe(end);
});

test.each([
  ['08:00', '09:00'],
  ['10:00', '11:00'],
  ['10:30', '11:00'],
  ['10:31', '11:31'],
  ['14:07', '15:07'],
])('of a rental until 10:00 whose unit comes back at %s the hold ends at %s, swept or not', (now, end) => {
  expect(to(heldAfterReturn(held, at(now)))).toBe(end);
});

test('a unit that is back before its rental would have begun holds nothing any more', () => {
  expect(heldAfterReturn(held, at('05:00'))).toBeNull();
});

const unit = { agency: 'CDG', acriss: 'EDMV', readyAt: null };
const absence = { from: at('08:00'), to: at('09:00') };
const clocks = (spans: readonly Presence[]) =>
  spans.map(({ agency, from, to: until }) => [agency, from.getTime() && to({ to: from }), to({ to: until })]);

test('an absent unit that is out counts where it was rented, until it is back', () => {
  const rental = { agency: 'LYS', acriss: 'EDMV', from: at('08:30'), to: at('10:00') };
  expect(clocks(presence({ ...unit, absences: [absence] }, [rental]))).toEqual([
    ['LYS', '08:30', '10:00'],
    ['CDG', 0, '08:00'],
    ['CDG', '10:00', undefined],
  ]);
});

test('handed over again before its turnaround is over, a unit counts once', () => {
  const [one, two] = [
    { agency: 'CDG', acriss: 'EDMV', from: at('08:00'), to: at('10:00') },
    { agency: 'CDG', acriss: 'EDMV', from: at('09:30'), to: at('12:00') },
  ];
  expect(clocks(presence({ ...unit, absences: [] }, [one, two])).slice(0, 2)).toEqual([
    ['CDG', '08:00', '10:00'],
    ['CDG', '10:00', '12:00'],
  ]);
});

test('what is past is not counted again', () => {
  const always = presence({ ...unit, absences: [] }, []);
  const away = presence({ ...unit, absences: [absence] }, []);
  expect(difference(always, away, at('08:30'))).toEqual([
    { agency: 'CDG', acriss: 'EDMV', from: at('08:30'), to: at('09:00'), supply: -1, sold: 0 },
  ]);
  expect(difference(always, away, at('09:00'))).toEqual([]);
});

/** Hours of one day: claims of random hours, on so few units that not all fit. */
const claims = fc.array(fc.record({ from: fc.nat({ max: 22 }), hours: fc.integer({ min: 1, max: 12 }), confirmed: fc.boolean() }), {
  maxLength: 8,
});
const hour = (n: number): Date => new Date(n * 3_600_000);

test('those leave who have to: the rest fits, and nobody who left would', () => {
  fc.assert(
    fc.property(claims, fc.nat({ max: 3 }), (wishes, units) => {
      const all = wishes.map(({ from, hours, confirmed }, index): Claim => ({
        id: String(index),
        confirmed,
        spans: [{ from: hour(from), to: hour(from + hours) }],
      }));
      const count = (those: readonly Claim[], n: number): number =>
        those.filter(({ spans }) => spans.some((span) => span.from <= hour(n) && (!span.to || span.to > hour(n)))).length;
      const hours = Array.from({ length: 36 }, (_, n) => n);
      const gaps = hours
        .map((n): Gap => ({ from: hour(n), to: hour(n + 1), missing: count(all, n) - units }))
        .filter(({ missing }) => missing > 0);
      const leaving = whoLeaves(gaps, all);
      const staying = all.filter((claim) => !leaving.includes(claim));
      for (const n of hours) expect(count(staying, n)).toBeLessThanOrEqual(units);
      for (const claim of leaving) expect(hours.some((n) => count([...staying, claim], n) > units)).toBe(true);
    }),
  );
});
