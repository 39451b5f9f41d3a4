import { minorOf } from '../src/amount.ts';

test('reads amounts as people type them, to the currency’s own minor units', () => {
  expect(minorOf('1 234,5', 'EUR')).toBe(123450);
  expect(minorOf('187.40', 'GBP')).toBe(18740);
  expect(minorOf('1500', 'JPY')).toBe(1500);
  expect(minorOf('1.234', 'KWD')).toBe(1234);
  for (const wrong of ['', '-3', '1,234', '12,3,4', 'abc']) expect(minorOf(wrong, 'EUR')).toBeNull();
  expect(minorOf('1,5', 'JPY')).toBeNull();
});
