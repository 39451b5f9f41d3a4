import { internationalPhone, isPhone, nationalPhone } from '../src/phone.ts';

test.each([
  ['FR', '06 12 34 56 78', '+33612345678'],
  ['GB', '(0) 20-7946 0958', '+442079460958'],
  ['US', '202 555 0143', '+12025550143'],
  ['IT', '06 6982 1234', '+390669821234'],
  ['FR', '+32 470 12 34 56', '+32470123456'],
  ['FR', '0049 30 123456', '+4930123456'],
  ['FR', ' ', ''],
])('%s %s is called at %s from anywhere', (country, national, international) => {
  expect(internationalPhone({ country, national })).toBe(international);
});

test.each([
  ['+33612345678', 'FR', { country: 'FR', national: '0612345678' }],
  ['+35312345678', 'FR', { country: 'IE', national: '012345678' }],
  ['+12025550143', 'CA', { country: 'CA', national: '2025550143' }],
  ['+12025550143', 'FR', { country: 'US', national: '2025550143' }],
  ['+99912345678', 'FR', { country: 'FR', national: '+99912345678' }],
])('%s at home in %s comes apart, and together again', (international, home, parts) => {
  expect(nationalPhone(international, home)).toEqual(parts);
  expect(internationalPhone(parts)).toBe(international);
});

test('a number has 7 to 15 digits, and none that is dialled at home only', () => {
  expect(isPhone('+33612345678')).toBe(true);
  expect(isPhone('+3361')).toBe(false);
  expect(isPhone('0612345678')).toBe(false);
  expect(isPhone('+3361234567890123')).toBe(false);
});
