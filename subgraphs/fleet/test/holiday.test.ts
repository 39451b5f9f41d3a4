import { holidaysBetween } from '../src/domain/holiday.ts';
import { holidayRules } from '../src/seed/holidays.ts';

const easter = [{ easter: 0 }];
const inYear = (country: string, year: number, subdivision: string | null = null): string[] =>
  holidaysBetween(holidayRules({ country, subdivision }), `${String(year)}-01-01`, `${String(year + 1)}-01-01`);

test.each([
  '2000-04-23',
  '2008-03-23',
  '2011-04-24',
  '2019-04-21',
  '2024-03-31',
  '2025-04-20',
  '2026-04-05',
  '2027-03-28',
  '2038-04-25',
  '2049-04-18',
])('Easter Sunday is on %s', (date) => {
  const year = date.slice(0, 4);
  expect(holidaysBetween(easter, `${year}-01-01`, `${year}-12-31`)).toEqual([date]);
});

test.each([
  ['FR', 2026, '01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25'],
  ['DE', 2026, '01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26'],
  ['ES', 2026, '01-01 01-06 04-03 05-01 08-15 10-12 11-01 12-06 12-08 12-25'],
  ['IT', 2026, '01-01 01-06 04-05 04-06 04-25 05-01 06-02 08-15 10-04 11-01 12-08 12-25 12-26'],
  ['US', 2027, '01-01 01-18 02-15 05-31 06-18 06-19 07-04 07-05 09-06 10-11 11-11 11-25 12-24 12-25 12-31'],
])('the public holidays of %s in %i', (country, year, days) => {
  expect(inYear(country, year)).toEqual(days.split(' ').map((day) => `${String(year)}-${day}`));
});

test.each([
  [2026, '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-26 12-28'],
  [2027, '01-01 03-26 03-29 05-03 05-31 08-30 12-25 12-26 12-27 12-28'],
  [2022, '01-01 01-03 04-15 04-18 05-02 05-30 08-29 12-25 12-26 12-27'],
])('England’s bank holidays of %i, with the substitutes of those on a weekend', (year, days) => {
  expect(inYear('GB', year, 'England')).toEqual(days.split(' ').map((day) => `${String(year)}-${day}`));
});

test('New Year’s Day of 2028, a Saturday, is kept in the United States on the last day of 2027', () => {
  expect(holidaysBetween(holidayRules({ country: 'US', subdivision: null }), '2027-12-31', '2028-01-02')).toEqual([
    '2027-12-31',
    '2028-01-01',
  ]);
  expect(inYear('US', 2026)).toContain('2026-11-26');
});

test('Scotland’s holidays are others, and of a country without a file we know none', () => {
  expect(inYear('GB', 2026, 'Scotland')).toEqual([]);
  expect(inYear('PL', 2026)).toEqual([]);
});
