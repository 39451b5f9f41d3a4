import { costOf, stretchesOf, timeCost } from '../src/domain/rental.ts';
import { roundRatio } from '../src/domain/rounding.ts';

const lengths = { hourShare: 0.25, minHours: 2, week: 0.88, month: 0.72 };
/** 100.00 a day, from the fifth day 130.00, as over the start of a season. */
const season = (day: number): number => (day < 4 ? 10_000 : 13_000);
const flat = (): number => 10_000;
const hire = (days: number, hours = days * 24, price: (day: number) => number = flat) =>
  stretchesOf({ days, hours }, price, lengths, Math.round);

test('a hire under a day is paid by the hour, two at least, and never costs more than the day', () => {
  expect([1, 2, 3, 4, 24].map((hours) => hire(1, hours))).toEqual([
    [{ unit: 'HOUR', count: 2, unitMinor: 2500 }],
    [{ unit: 'HOUR', count: 2, unitMinor: 2500 }],
    [{ unit: 'HOUR', count: 3, unitMinor: 2500 }],
    [{ unit: 'DAY', count: 1, unitMinor: 10_000 }],
    [{ unit: 'DAY', count: 1, unitMinor: 10_000 }],
  ]);
});

test('days, weeks and months stand beside one another, and what is left over costs no more than the next of them', () => {
  const day = { unit: 'DAY', unitMinor: 10_000 };
  const week = { unit: 'WEEK', unitMinor: 61_600 };
  const month = { unit: 'MONTH', unitMinor: 216_000 };
  expect(hire(6)).toEqual([{ ...day, count: 6 }]);
  expect(hire(7)).toEqual([{ ...week, count: 1 }]);
  expect(hire(17)).toEqual([
    { ...week, count: 2 },
    { ...day, count: 3 },
  ]);
  expect(hire(25)).toEqual([{ ...month, count: 1, days: 25 }]);
  expect(hire(60)).toEqual([{ ...month, count: 2 }]);
  expect(hire(38)).toEqual([
    { ...month, count: 1 },
    { ...week, count: 1 },
    { ...day, count: 1 },
  ]);
});

test('a hire over the start of a season pays each side’s days', () => {
  expect(hire(5, 120, season)).toEqual([
    { unit: 'DAY', count: 4, unitMinor: 10_000 },
    { unit: 'DAY', count: 1, unitMinor: 13_000 },
  ]);
  expect(costOf(hire(7, 168, season))).toBe(Math.round((4 * 10_000 + 3 * 13_000) * 0.88));
});

test('what searches compare is what the stretches come to', () => {
  const uneven = (day: number): number => 3000 + ((day * 7919) % 4001);
  for (const price of [flat, season, uneven]) {
    for (let hours = 1; hours <= 24 * 400; hours += hours < 100 ? 1 : 24) {
      const days = Math.ceil(hours / 24);
      const fill = (into: Float64Array, count: number): void => {
        for (let day = 0; day < count; day += 1) into[day] = price(day);
      };
      expect([hours, timeCost({ days, hours }, fill, lengths, Math.round)]).toEqual([hours, costOf(hire(days, hours, price))]);
    }
  }
});

test('each jurisdiction’s rule rounds to its steps, amounts that are taken back alike', () => {
  const by = (rule: 'HALF_UP' | 'HALF_EVEN' | 'UP' | 'DOWN', stepMinor: number) =>
    [25, 35, 26, -25, -21].map((tenths) => roundRatio(tenths, 10, { rule, stepMinor }));
  expect(by('HALF_UP', 1)).toEqual([3, 4, 3, -3, -2]);
  expect(by('HALF_EVEN', 1)).toEqual([2, 4, 3, -2, -2]);
  expect(by('UP', 1)).toEqual([3, 4, 3, -3, -3]);
  expect(by('DOWN', 1)).toEqual([2, 3, 2, -2, -2]);
  expect(by('HALF_UP', 5)).toEqual([5, 5, 5, -5, 0]);
});
