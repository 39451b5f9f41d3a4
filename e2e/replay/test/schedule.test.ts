import { expect, test } from '@jest/globals';
import { agendaOf } from '../agenda.ts';
import { instantOf, readDay } from '../day.ts';
import { fleetFor, peakDemand } from '../fleetSize.ts';
import { planOf } from '../plan.ts';
import { aReservation } from './aReservation.ts';

const finalOf = (plan: ReturnType<typeof planOf>) => plan.amendments.at(-1)?.wish ?? plan.first;

test('a stay of no nights is a rental of one day', () => {
  expect(planOf(aReservation({ nights: 0 })).first).toEqual({ from: 120, to: 121, childSeat: false });
});

test.each([1, 2, 3, 9])('%i changes lead to the dates of the trace, at most three of them, one after the other', (changes) => {
  for (const row of [4, 5, 6, 7]) {
    const plan = planOf(aReservation({ row, changes }));
    expect(finalOf(plan)).toMatchObject({ from: 120, to: 123 });
    expect(plan.amendments).toHaveLength(Math.min(3, changes));
    expect(plan.skippedAmendments).toBe(Math.max(0, changes - 3));
    const days = plan.amendments.map(({ on }) => on);
    expect(days).toEqual([...new Set(days)].sort((one, other) => one - other));
    expect(Math.min(...days)).toBeGreaterThan(100);
    expect(Math.max(...days)).toBeLessThanOrEqual(118);
    expect(plan.first).not.toEqual(plan.amendments[0]?.wish);
  }
});

test('changes that come too late are skipped and the final dates booked at once', () => {
  const plan = planOf(aReservation({ bookedOn: 118, changes: 2 }));
  expect(plan).toMatchObject({ amendments: [], skippedAmendments: 2, first: { from: 120, to: 123 } });
});

test('a reservation is not changed on or after the day of its cancellation', () => {
  const plan = planOf(aReservation({ changes: 3, outcome: 'CANCELLED', outcomeOn: 102 }));
  expect(plan.amendments.map(({ on }) => on)).toEqual([101]);
  expect(plan.skippedAmendments).toBe(2);
});

test('every event stands on its day, in the order of the rows', () => {
  const plans = [
    aReservation({ row: 1 }),
    aReservation({ row: 2, outcome: 'CANCELLED', outcomeOn: 100 }),
    aReservation({ row: 3, outcome: 'CANCELLED', outcomeOn: 121 }),
    aReservation({ row: 4, outcome: 'NO_SHOW', outcomeOn: 119 }),
  ].map(planOf);
  const agenda = agendaOf(plans);
  const rows = (list: readonly (typeof plans)[number][] | undefined) => list?.map(({ reservation }) => reservation.row);
  expect([...agenda.keys()]).toEqual([100, 120, 121]);
  expect(rows(agenda.get(100)?.bookings)).toEqual([1, 2, 3, 4]);
  expect(rows(agenda.get(100)?.regrets)).toEqual([2]);
  expect(rows(agenda.get(120)?.handOvers)).toEqual([1]);
  expect(rows(agenda.get(120)?.noShows)).toEqual([4]);
  expect(rows(agenda.get(121)?.cancellations)).toEqual([3]);
});

test('peak demand counts what is live at once, from booking to cancellation', () => {
  const kept = aReservation();
  const gone = aReservation({ outcome: 'CANCELLED', outcomeOn: 105 });
  const later = aReservation({ bookedOn: 106 });
  expect(peakDemand([kept, gone, later])).toBe(2);
  expect(peakDemand([kept, gone, aReservation({ bookedOn: 104 })])).toBe(3);
  expect(peakDemand([kept, aReservation({ startsOn: 123 })])).toBe(1);
});

test('a cancellation on the day of another booking comes first; a no-show holds its night until pick-up', () => {
  expect(peakDemand([aReservation({ outcome: 'CANCELLED', outcomeOn: 110 }), aReservation({ bookedOn: 110 })])).toBe(1);
  expect(peakDemand([aReservation({ outcome: 'NO_SHOW' }), aReservation({ bookedOn: 120 })])).toBe(2);
});

test('the fleet is 70 % of the peak, rounded up, and never empty', () => {
  expect([1, 2, 10, 11, 100].map(fleetFor)).toEqual([1, 2, 7, 8, 70]);
});

test('nine in the morning in Lisbon is an hour later in UTC in winter than in summer', () => {
  const at = (date: string): string => new Date(instantOf(readDay(date) ?? NaN, 9, 'Europe/Lisbon')).toISOString();
  expect(at('2016-03-26')).toBe('2016-03-26T09:00:00.000Z');
  expect(at('2016-03-27')).toBe('2016-03-27T08:00:00.000Z');
  expect(at('2016-10-30')).toBe('2016-10-30T09:00:00.000Z');
});
