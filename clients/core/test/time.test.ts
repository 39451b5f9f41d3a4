import { addDays, calendarDate, formatInstant, formatWallClock, rentalDays } from '../src/time.ts';

test('shows a wall clock as it stands, whatever zone the reader is in', () => {
  expect(formatWallClock('2026-07-14T10:00', 'fr')).toBe('mar. 14 juil., 10:00');
  expect(formatWallClock('2026-07-14T10:00', 'en')).toBe('Tue 14 Jul, 10:00');
  expect(formatWallClock('2026-07-14T00:30:00', 'fr', 'time')).toBe('00:30');
});

test('shows an hour that the clock change skips elsewhere', () => {
  expect(formatWallClock('2026-03-29T02:30', 'fr')).toBe('dim. 29 mars, 02:30');
});

test('shows an instant on the clock of the zone asked for', () => {
  expect(formatInstant('2026-07-07T08:00:00Z', 'fr', 'short', 'Europe/Paris')).toBe('mar. 7 juil., 10:00');
  expect(formatInstant('2026-07-07T02:00:00Z', 'en', 'short', 'America/New_York')).toBe('Mon 6 Jul, 22:00');
  expect(formatInstant('2026-07-14T13:28:00Z', 'fr', 'day', 'Europe/Paris')).toBe('mardi 14 juillet');
});

test('puts an instant on the calendar date of its zone', () => {
  expect(calendarDate('2026-07-14T23:30:00Z', 'Europe/Paris')).toBe('2026-07-15');
  expect(calendarDate('2026-07-14T23:30:00Z', 'America/New_York')).toBe('2026-07-14');
});

test('adds days across months, years and leap days', () => {
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(addDays('2026-12-31', 4)).toBe('2027-01-04');
});

test('counts days that end at the same wall-clock time, with 59 minutes of grace', () => {
  expect(rentalDays('2026-07-14T10:00', '2026-07-18T10:00')).toBe(4);
  expect(rentalDays('2026-07-14T10:00', '2026-07-18T10:59')).toBe(4);
  expect(rentalDays('2026-07-14T10:00', '2026-07-18T11:00')).toBe(5);
  expect(rentalDays('2026-07-14T10:00', '2026-07-14T12:00')).toBe(1);
  expect(rentalDays('2026-03-28T10:00', '2026-03-29T10:00')).toBe(1);
});
