import { daysOf, instantOf, without } from '../src/domain/period.ts';

const paris = 'Europe/Paris';

test.each([
  ['one minute', '2026-07-14T10:00', '2026-07-14T10:01', 1],
  ['24 hours and the grace', '2026-07-14T10:00', '2026-07-15T10:59', 1],
  ['a minute past the grace', '2026-07-14T10:00', '2026-07-15T11:00', 2],
  ['the night of 25 hours', '2026-10-24T10:00', '2026-10-25T10:00', 1],
  ['the night of 23 hours', '2026-03-28T10:00', '2026-03-29T10:00', 1],
  ['four weeks', '2026-07-01T10:00', '2026-07-29T10:00', 28],
])('charges %s', (_, from, to, days) => {
  expect(daysOf(from, paris, instantOf(to, paris))).toBe(days);
});

test('a repeated hour means the first, a skipped one is refused', () => {
  expect(instantOf('2026-10-25T02:30', paris).toISOString()).toBe('2026-10-25T00:30:00.000Z');
  expect(() => instantOf('2026-03-29T02:30', paris)).toThrow();
});

const span = (from: number, to: number | null) => ({ from: new Date(from), to: to === null ? null : new Date(to) });

test.each([
  ['beside', [1, 3], [3, 5], [[1, 3]]],
  [
    'within',
    [1, 5],
    [2, 3],
    [
      [1, 2],
      [3, 5],
    ],
  ],
  ['over', [2, 3], [1, 5], []],
  ['without end', [2, null], [1, 5], [[5, null]]],
  ['taken without end', [2, 6], [4, null], [[2, 4]]],
] as const)('what is left of a span %s another', (_, [a, b], [c, d], left) => {
  expect(without(span(a, b), span(c, d))).toEqual(left.map(([from, to]) => span(from, to)));
});
