import { connection, decodeCursor, encodeCursor, pageSize } from '../src/connection.ts';
import { negotiate } from '../src/language.ts';
import { money } from '../src/money.ts';
import { scalars } from '../src/scalars.ts';

test.each([
  [12990, 'EUR', '129.90'],
  [5, 'EUR', '0.05'],
  [-5, 'EUR', '-0.05'],
  [1299, 'JPY', '1299'],
  [12345, 'KWD', '12.345'],
  [0, 'USD', '0.00'],
])('writes %i minor units of %s as %s', (minor, currency, decimal) => {
  expect(money(minor, currency)).toEqual({ minor, currency, decimal });
});

test.each([
  [undefined, 'fr'],
  ['', 'fr'],
  ['en-GB,en;q=0.9,fr;q=0.5', 'en'],
  ['de-DE,en;q=0.3,fr;q=0.8', 'fr'],
  ['en;q=0, fr;q=0.1', 'fr'],
  ['*', 'fr'],
])('for Accept-Language %s answers in %s', (accepted, language) => {
  expect(negotiate(accepted)).toBe(language);
});

test.each([
  ['LocalDateTime', '2026-07-14T10:30'],
  ['LocalDate', '2024-02-29'],
  ['TimeZone', 'Europe/Paris'],
  ['CountryCode', 'FR'],
  ['SafeInt', 9_007_199_254_740_991],
  ['String', 'a\u00adb'],
  ['DateTime', '2026-07-14T08:30:00Z'],
] as const)('%s takes %s', (name, value) => {
  expect(scalars[name].parseValue(value)).toBe(value);
});

test.each([
  ['LocalDateTime', '2026-02-30T10:30'],
  ['LocalDateTime', '2026-07-14T24:00'],
  ['LocalDateTime', '2026-07-14T10:30Z'],
  ['LocalDate', '2025-02-29'],
  ['TimeZone', 'Mars/Olympus'],
  ['CountryCode', 'fr'],
  ['SafeInt', 9_007_199_254_740_992],
  ['SafeInt', 1.5],
  ['DateTime', 'tomorrow'],
  ['DateTime', '0000-01-01T00:00:00Z'],
  ['DateTime', '9999-12-31T23:59:59-23:59'],
  ['LocalDate', '0000-01-01'],
  ['String', 'a\0b'],
  ['ID', '\0'],
] as const)('%s refuses %s', (name, value) => {
  expect(() => scalars[name].parseValue(value)).toThrow();
});

test('a page tells whether there is a next one, and its cursors lead on', () => {
  const page = connection([1, 2, 3], 2, (n) => [n], null);
  expect(page.edges.map(({ node }) => node)).toEqual([1, 2]);
  expect(page.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  expect(decodeCursor(page.pageInfo.endCursor)).toEqual([2]);
});

test('refuses cursors that we did not make, and pages of none or of more than a hundred', () => {
  for (const cursor of ['x', '', encodeCursor([]), Buffer.from('{"a":1}').toString('base64url')])
    expect(() => decodeCursor(cursor)).toThrow();
  for (const size of [0, -1, 101]) expect(() => pageSize(size)).toThrow();
  expect([pageSize(null), pageSize(100)]).toEqual([20, 100]);
});
