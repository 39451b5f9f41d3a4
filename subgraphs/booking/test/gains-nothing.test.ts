import fc from 'fast-check';
import { amendableUntil, givenBack, refundable, refundRate } from '../src/domain/cancellation.ts';
import { addMinutes } from '../src/domain/period.ts';

const booked = new Date('2026-06-01T00:00:00Z');
const hoursAfter = (at: Date, hours: number): Date => addMinutes(at, hours * 60);

interface Change {
  afterHours: number;
  totalMinor: number;
  pickUpInHours: number;
}
/** Totals as prices come, and pick-ups from two days to two months ahead. */
const change = fc.record({
  afterHours: fc.integer({ min: 0, max: 400 }),
  totalMinor: fc.integer({ min: 50, max: 500_000 }),
  pickUpInHours: fc.integer({ min: 49, max: 1500 }),
});
const story = fc.record({
  totalMinor: fc.integer({ min: 50, max: 500_000 }),
  pickUpInHours: fc.integer({ min: 50, max: 1500 }),
  changes: fc.array(change, { maxLength: 10 }),
  cancelAfterHours: fc.integer({ min: 0, max: 800 }),
});
type Story = typeof story extends fc.Arbitrary<infer One> ? One : never;

/** What a booking has cost and given back when it is changed as told and then cancelled; a difference up is paid at once. */
function play({ totalMinor, pickUpInHours, changes, cancelAfterHours }: Story, measured: 'earliest' | 'present' = 'earliest') {
  let [now, pickUp, paid, total, spent, back] = [booked, hoursAfter(booked, pickUpInHours), totalMinor, totalMinor, totalMinor, 0];
  let times = 1;
  let first: Date | null = null;
  const give = (minor: number): void => {
    back += minor;
    paid -= minor;
    times += 1;
  };
  for (const { afterHours, totalMinor: next, pickUpInHours: later } of changes) {
    const at = hoursAfter(now, afterHours);
    if (at > amendableUntil(pickUp)) break;
    [now, first] = [at, first ?? at];
    if (next > total) {
      [paid, spent] = [paid + next - total, spent + next - total];
    } else give(givenBack(total - next, now, pickUp));
    total = next;
    const moved = hoursAfter(now, later);
    if (measured === 'present' || moved < pickUp) pickUp = moved;
  }
  const end = hoursAfter(now, cancelAfterHours);
  give(givenBack(refundable(paid, total), end, pickUp));
  return { spent, back, paid, end, times, first: first ?? end };
}

/** Each refund is rounded to the minor unit, half up: what rounding alone can be worth. */
const halves = (times: number): number => times / 2;

test('however a booking is changed and then cancelled, it gives back no more than the tier of the first change on all that was paid', () => {
  fc.assert(
    fc.property(story, (told) => {
      const { spent, back, paid, first, times } = play(told);
      const rate = refundRate(first, hoursAfter(booked, told.pickUpInHours)) ?? 0;
      expect(back).toBeLessThanOrEqual(spent * rate + halves(times));
      expect(back >= 0 && paid >= 0 && Number.isSafeInteger(back)).toBe(true);
    }),
    { numRuns: 5000 },
  );
});

test('moved and then cancelled, a booking gives back what it would have unmoved, or less', () => {
  fc.assert(
    fc.property(story, (told) => {
      const moves = { ...told, changes: told.changes.map((each: Change) => ({ ...each, totalMinor: told.totalMinor })) };
      const { back, end } = play(moves);
      expect(back).toBeLessThanOrEqual(givenBack(told.totalMinor, end, hoursAfter(booked, told.pickUpInHours)));
    }),
    { numRuns: 5000 },
  );
});

test('made cheaper and then cancelled, a booking gives back what cancelling it at once would have, or less', () => {
  fc.assert(
    fc.property(story, (told) => {
      let least = told.totalMinor;
      const cheaper = told.changes.map((each: Change) => ({ ...each, totalMinor: (least = Math.min(least, each.totalMinor)) }));
      const { back, first, times } = play({ ...told, changes: cheaper });
      expect(back).toBeLessThanOrEqual(givenBack(told.totalMinor, first, hoursAfter(booked, told.pickUpInHours)) + halves(times));
    }),
    { numRuns: 5000 },
  );
});

test('control: measured against the present pick-up, moving out before cancelling would win', () => {
  const told = {
    totalMinor: 40_000,
    pickUpInHours: 100,
    changes: [{ afterHours: 1, totalMinor: 40_000, pickUpInHours: 1000 }],
    cancelAfterHours: 0,
  };
  expect([play(told).back, play(told, 'present').back]).toEqual([10_000, 40_000]);
});
