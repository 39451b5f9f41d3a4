import fc from 'fast-check';
import { afterOpenTime, openTimeBetween, type OpenHours } from '../src/domain/sla/openTime.ts';
import { policyNamed } from '../src/domain/sla/policies.ts';
import { promiseOf, resumed } from '../src/domain/sla/promise.ts';
import { expectedWait } from '../src/domain/routing/expectedWait.ts';

const minute = 60_000;
const everyDay = (opens: string, closes: string) => [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens, closes }));
const paris: OpenHours = { zone: 'Europe/Paris', week: everyDay('07:00', '22:00'), holidays: ['12-25', '2026-07-14'] };
const at = (text: string) => new Date(text);

/** By the engine's own calendar, minute after minute, which knows nothing of how spans are reckoned. */
function counted(hours: OpenHours, from: Date, to: Date): number {
  const format = new Intl.DateTimeFormat('en-CA', {
    ...{
      timeZone: hours.zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      weekday: 'short',
    },
  });
  const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
  let open = 0;
  for (let instant = from.getTime(); instant < to.getTime(); instant += minute) {
    const parts = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    const date = `${String(parts['year'])}-${String(parts['month'])}-${String(parts['day'])}`;
    const time = `${String(parts['hour'])}:${String(parts['minute'])}`;
    const weekday = weekdays.indexOf(String(parts['weekday'])) + 1;
    if (hours.holidays.includes(date) || hours.holidays.includes(date.slice(5))) continue;
    if (hours.week.some((span) => span.weekday === weekday && time >= span.opens && time < span.closes)) open += minute;
  }
  return open;
}

const zones = ['Europe/Paris', 'Europe/London', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'];
const hours = fc.record({
  zone: fc.constantFrom(...zones),
  week: fc.constantFrom(everyDay('07:00', '22:00'), everyDay('00:00', '24:00'), everyDay('01:00', '04:00'), [
    { weekday: 1, opens: '09:00', closes: '12:00' },
    { weekday: 1, opens: '14:00', closes: '18:00' },
    { weekday: 6, opens: '02:15', closes: '24:00' },
  ]),
  holidays: fc.constantFrom([], ['12-25', '2026-03-29']),
});
// Whole minutes around both changes of the clocks, and a usual week.
const starts = [
  '2026-03-28T00:00:00Z',
  '2026-10-24T00:00:00Z',
  '2026-03-07T20:00:00Z',
  '2026-10-31T20:00:00Z',
  '2026-06-01T00:00:00Z',
  '2026-04-03T12:00:00Z',
];
const start = fc
  .tuple(fc.constantFrom(...starts), fc.integer({ min: 0, max: 2880 }))
  .map(([day, minutes]) => new Date(Date.parse(day) + minutes * minute));

it('counts the open time between two instants as a clock on the wall does, across its changes', () => {
  fc.assert(
    fc.property(hours, start, fc.integer({ min: 0, max: 3000 }), (open, from, minutes) => {
      const to = new Date(from.getTime() + minutes * minute);
      expect(openTimeBetween(open, from, to)).toBe(counted(open, from, to));
    }),
    { numRuns: 60 },
  );
});

it('is due when as much open time has passed as was promised, however it is split', () => {
  fc.assert(
    fc.property(hours, start, fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 2000 }), (open, from, a, b) => {
      const due = afterOpenTime(open, from, (a + b) * minute);
      expect(openTimeBetween(open, from, due)).toBe((a + b) * minute);
      expect(afterOpenTime(open, afterOpenTime(open, from, a * minute), b * minute)).toEqual(due);
      expect(afterOpenTime(open, from, a * minute).getTime()).toBeLessThan(due.getTime());
    }),
    { numRuns: 100 },
  );
});

it.each([
  ['in hours', '2026-07-15T10:00:00Z', 20, '2026-07-15T10:20:00Z'],
  ['over the night', '2026-07-15T19:50:00Z', 20, '2026-07-16T05:10:00Z'],
  ['over a holiday', '2026-07-13T19:50:00Z', 20, '2026-07-15T05:10:00Z'],
  ['before it opens', '2026-07-15T02:00:00Z', 20, '2026-07-15T05:20:00Z'],
  ['over the night in which an hour is skipped', '2026-03-28T20:50:00Z', 20, '2026-03-29T05:10:00Z'],
  ['over the night in which an hour is repeated', '2026-10-24T19:50:00Z', 20, '2026-10-25T06:10:00Z'],
  ['over Christmas', '2026-12-24T20:50:00Z', 20, '2026-12-26T06:10:00Z'],
])('is due %s', (_, from, minutes, due) => {
  expect(afterOpenTime(paris, at(from), minutes * minute)).toEqual(at(due));
});

it('is wrong, reckoned without the zone, the night and the holiday', () => {
  expect(new Date(at('2026-07-13T19:50:00Z').getTime() + 20 * minute)).not.toEqual(
    afterOpenTime(paris, at('2026-07-13T19:50:00Z'), 20 * minute),
  );
});

it('refuses hours that never come', () => {
  expect(() => afterOpenTime({ ...paris, week: [] }, at('2026-07-15T10:00:00Z'), minute)).toThrow(RangeError);
});

it('leaves as much open time after a pause as there was before', () => {
  const made = promiseOf('EU', 'OTHER', at('2026-07-15T10:00:00Z'));
  const hoursOf = policyNamed(made.policy)?.hours;
  if (!hoursOf) throw new Error('no such policy');
  const [pausedAt, now] = [at('2026-07-15T12:00:00Z'), at('2026-07-16T03:00:00Z')];
  const again = resumed({ policy: made.policy, pausedAt, dueAt: made.resolutionDueAt }, now);
  if (!again) throw new Error('it goes on');
  expect(openTimeBetween(hoursOf, now, again.dueAt)).toBe(openTimeBetween(hoursOf, pausedAt, made.resolutionDueAt));
  expect(openTimeBetween(hoursOf, again.warnAt, again.dueAt)).toBe(192 * minute);
  expect(resumed({ policy: 'EU.OTHER.1999', pausedAt, dueAt: made.resolutionDueAt }, now)).toBeNull();
  expect(resumed({ policy: made.policy, pausedAt: made.resolutionDueAt, dueAt: made.resolutionDueAt }, now)).toBeNull();
});

it.each([
  ['nobody is there', { position: 1, places: 0, free: 0, taken: 9 }, null],
  ['a place is free', { position: 1, places: 3, free: 1, taken: 0 }, 0],
  ['nobody was taken', { position: 2, places: 3, free: 1, taken: 0 }, null],
  ['twelve were taken in the hour', { position: 3, places: 3, free: 0, taken: 12 }, 900],
  ['places are free for those before', { position: 3, places: 3, free: 2, taken: 12 }, 300],
])('expects a wait when %s', (_, standing, seconds) => {
  expect(expectedWait(standing)).toBe(seconds);
});
