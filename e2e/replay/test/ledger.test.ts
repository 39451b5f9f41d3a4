import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ClassLedger } from '../ledger.ts';

const span = (from: number, to: number) => ({ from, to });

test('a rental fits until the last unit is out, and again where one ends as the other begins', () => {
  const ledger = new ClassLedger(1);
  ledger.book(1, span(10, 12));
  expect([span(8, 10), span(12, 14), span(11, 12), span(9, 13), span(9, 11)].map((each) => ledger.fits(each))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('two rentals that do not meet each other take one unit of a third', () => {
  const ledger = new ClassLedger(2);
  ledger.book(1, span(10, 12));
  ledger.book(2, span(12, 14));
  expect(ledger.fits(span(10, 14))).toBe(true);
  ledger.book(3, span(11, 13));
  expect(ledger.fits(span(10, 14))).toBe(false);
});

test('a rental without an answer takes its unit, but is no reason to be sure of a refusal', () => {
  const ledger = new ClassLedger(1);
  ledger.ask(1, span(10, 12));
  expect([ledger.fits(span(11, 13)), ledger.isFull(span(11, 13))]).toEqual([false, false]);
  ledger.book(1, span(10, 12));
  expect([ledger.fits(span(11, 13)), ledger.isFull(span(11, 13)), ledger.isFull(span(12, 13))]).toEqual([false, true, false]);
  ledger.ask(2, span(12, 13));
  ledger.cancel(2);
  expect(ledger.fits(span(12, 13))).toBe(true);
});

test('a change needs only what goes beyond the old time, and holds both until it is paid', () => {
  const ledger = new ClassLedger(1);
  ledger.book(1, span(10, 12));
  expect(ledger.fitsAmended(1, span(10, 13))).toBe(true);
  ledger.await(1, span(11, 13));
  expect([span(10, 11), span(12, 13)].map((each) => ledger.fits(each))).toEqual([false, false]);
  ledger.amend(1, span(11, 13));
  expect(ledger.fits(span(10, 11))).toBe(true);
  ledger.book(2, span(13, 14));
  expect(ledger.fitsAmended(1, span(11, 14))).toBe(false);
  expect(ledger.fitsAmended(1, span(12, 13))).toBe(true);
});

test('a no-show frees what lies ahead, a cancellation everything', () => {
  const ledger = new ClassLedger(1);
  ledger.book(1, span(10, 13));
  ledger.noShow(1, 11 - 1 / 24);
  expect([ledger.fits(span(10, 11)), ledger.fits(span(11, 13))]).toEqual([false, true]);
  ledger.cancel(1);
  expect(ledger.fits(span(10, 11))).toBe(true);
});

test('agrees with counting day by day, whatever is booked', () => {
  const spans = fc
    .tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 1, max: 6 }))
    .map(([from, length]) => span(from, from + length));
  fc.assert(
    fc.property(fc.array(spans, { maxLength: 30 }), spans, fc.integer({ min: 1, max: 4 }), (booked, wanted, units) => {
      const ledger = new ClassLedger(units);
      const sold = new Map<number, number>();
      const days = ({ from, to }: typeof wanted) => Array.from({ length: to - from }, (_, index) => from + index);
      const free = (each: typeof wanted) => days(each).every((day) => (sold.get(day) ?? 0) < units);
      booked.forEach((each, row) => {
        expect(ledger.fits(each)).toBe(free(each));
        if (!free(each)) return;
        ledger.book(row, each);
        for (const day of days(each)) sold.set(day, (sold.get(day) ?? 0) + 1);
      });
      expect(ledger.fits(wanted)).toBe(free(wanted));
    }),
  );
});
