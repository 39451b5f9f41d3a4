import { expect, test } from '@jest/globals';
import { readDay } from '../day.ts';
import { fieldsOf, readTrace } from '../trace.ts';

const header = 'booked_on,starts_on,nights,class_reserved,class_assigned,country,changes,daily_rate,outcome,outcome_on';
const line = (text: string): string => text;

test('reads a reservation by the names of its columns, whatever their order', async () => {
  const [read] = await readTrace([header, line('2015-01-01,2015-02-03,4,A,D,PRT,2,48.5,Canceled,2015-01-20')]);
  expect(read).toEqual({
    row: 1,
    bookedOn: readDay('2015-01-01'),
    startsOn: readDay('2015-02-03'),
    nights: 4,
    reservedClass: 'A',
    changes: 2,
    outcome: 'CANCELLED',
    outcomeOn: readDay('2015-01-20'),
  });
});

test('takes a byte order mark, Windows line ends, quotes and empty lines', async () => {
  const read = await readTrace([`\uFEFF${header}\r`, '\r', '2015-01-01,2015-01-01,0,"A","D, ""x""",PRT,0,-6.38,No-Show,2015-01-01\r', '']);
  expect(read).toHaveLength(1);
  expect(read[0]).toMatchObject({ nights: 0, reservedClass: 'A', outcome: 'NO_SHOW' });
  expect(fieldsOf('a,"b, ""c""",,d')).toEqual(['a', 'b, "c"', '', 'd']);
});

test.each([
  ['a date that the calendar lacks', '2015-02-30,2015-03-01,1,A,A,PRT,0,1,Check-Out,2015-03-02', /Row 1: booked_on is "2015-02-30"/],
  ['a stay without length', '2015-02-03,2015-03-01,,A,A,PRT,0,1,Check-Out,2015-03-02', /Row 1: nights is ""/],
  ['an unknown outcome', '2015-02-03,2015-03-01,1,A,A,PRT,0,1,Vanished,2015-03-02', /Row 1: outcome is "Vanished"/],
  ['a booking after its own start', '2015-03-02,2015-03-01,1,A,A,PRT,0,1,Check-Out,2015-03-02', /Row 1: booked_on/],
  ['a line cut short', '2015-02-03,2015-03-01', /Row 1: nights/],
])('names the row and the field of %s', async (_, row, message) => {
  await expect(readTrace([header, row])).rejects.toThrow(message);
});

test('names the columns that a file lacks, and refuses an empty one', async () => {
  await expect(readTrace(['booked_on,starts_on,nights', '2015-01-01,2015-01-02,1'])).rejects.toThrow(
    /lacks the columns class_reserved, changes, outcome, outcome_on/,
  );
  await expect(readTrace([header])).rejects.toThrow(/no reservation/);
});

test('an outcome dated before its booking counts from the booking', async () => {
  const [read] = await readTrace([header, '2015-02-03,2015-03-01,1,A,A,PRT,0,1,Canceled,2015-01-01']);
  expect(read?.outcomeOn).toBe(read?.bookedOn);
});
