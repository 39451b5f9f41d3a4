import { Refusal } from '../src/refusal.ts';
import { cleanText, withoutCardNumber } from '../src/text.ts';

test.each([
  ['  Zoé\u00a0Müller ', 'Zoé\u00a0Müller'],
  ['one\r\ntwo\rthree\n\tfour', 'one\ntwo\nthree\n\tfour'],
  ['👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦'],
  [' ', ''],
])('%j is kept as %j', (value, kept) => {
  expect(cleanText(value, 'notes')).toBe(kept);
});

test.each(['a\0b', '\0', 'a\u001b[31m', 'a\u0085b', 'a\u007f', '\ud83d', 'x\udc00y'])('%j is refused by the name of its field', (value) => {
  expect(() => cleanText(value, 'notes')).toThrow(new Refusal('BAD_INPUT', 'notes').message);
});

test.each([
  'paid with 4242424242424242, thanks',
  '4242 4242 4242 4242',
  '4242-4242-4242-4242',
  '4242.4242.4242.4242',
  'room 12 4242 4242 4242 4242 12/30 123',
  '4242 4242\n4242 4242',
  '４２４２４２４２４２４２４２４２',
  '4222222222222',
  '3782 822463 10005',
  '5555555555554444',
  '2223003122003222',
  '6011000990139424',
  '6304000000000000000',
])('%j holds a card number and is refused by the name of its field', (value) => {
  expect(() => withoutCardNumber(value, 'notes')).toThrow(new Refusal('BAD_INPUT', 'notes').message);
});

test.each([
  '',
  'Scratch on the left door, 42 cm',
  '4242424242424241',
  '+33 6 98 76 54 32, +44 20 7946 0958',
  'YC-4242-42, 2026-07-14T10:00, 2026-07-18T10:00',
  'WVWZZZ1JZXW000001 at 120 345 km',
  '019a0000-0000-7000-8000-000000000001',
  '1234567890123456789012345678',
  '999999999999999999',
])('%j holds none', (value) => {
  expect(withoutCardNumber(value, 'notes')).toBe(value);
});
