import { formatSeconds, secondsLeft } from '../src/countdown.ts';

const now = new Date('2026-07-14T10:00:00.000Z');

test('counts whole seconds down to nothing and never below', () => {
  expect(secondsLeft('2026-07-14T10:15:00Z', now)).toBe(900);
  expect(secondsLeft('2026-07-14T10:00:00.001Z', now)).toBe(1);
  expect(secondsLeft('2026-07-14T10:00:00Z', now)).toBe(0);
  expect(secondsLeft('2026-07-14T09:00:00Z', now)).toBe(0);
});

test('writes seconds as a clock', () => {
  expect([0, 9, 192, 900, 3723].map(formatSeconds)).toEqual(['0:00', '0:09', '3:12', '15:00', '1:02:03']);
});
