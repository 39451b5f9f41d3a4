import { Refusal } from '../src/refusal.ts';
import { cleanText } from '../src/text.ts';

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
