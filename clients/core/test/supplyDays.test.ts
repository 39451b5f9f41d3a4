import { supplyDays } from '../src/supplyDays.ts';

const calendar = { first: '2026-07-14', days: 3, timeZone: 'Europe/Paris', now: '2026-07-01T00:00Z' };
const step = (from: string, sold: number, supply = 8, allowance = 0) => ({ from, supply, sold, allowance });

test('a day stands as at its busiest moment, on the agency’s own calendar', () => {
  const steps = [step('2026-07-13T22:00Z', 2), step('2026-07-14T08:00Z', 7), step('2026-07-14T20:00Z', 3), step('2026-07-15T22:30Z', 1)];
  expect(supplyDays(steps, calendar).map(({ date, sold, free }) => [date, sold, free])).toEqual([
    ['2026-07-14', 7, 1],
    ['2026-07-15', 3, 5],
    ['2026-07-16', 3, 5],
  ]);
});

test('fewer cars and more sold never meet in a sum that no moment had', () => {
  const [day] = supplyDays([step('2026-07-14T00:00Z', 8), step('2026-07-14T10:00Z', 1, 4)], calendar);
  expect(day).toMatchObject({ supply: 4, sold: 8, free: 0 });
});

test('of today only what is left counts', () => {
  const steps = [step('2026-07-13T22:00Z', 0), step('2026-07-14T10:00Z', 0, 8, 2)];
  expect(supplyDays(steps, { ...calendar, now: '2026-07-14T11:00Z' })[0]).toMatchObject({ allowance: 2, free: 10 });
  expect(supplyDays(steps, calendar)[0]).toMatchObject({ allowance: 0, free: 8 });
});

test('says nothing of days before the first step', () => {
  expect(supplyDays([], calendar)[0]).toEqual({ date: '2026-07-14', supply: 0, sold: 0, allowance: 0, free: 0 });
});
