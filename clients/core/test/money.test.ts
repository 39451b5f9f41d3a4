import { currencyExponent, decimalOf, formatMoney } from '../src/money.ts';

/** Intl's no-break spaces as plain ones, so that the expectations can be read. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

test('knows how many decimals a currency has', () => {
  expect(['EUR', 'JPY', 'KWD', 'GBP', 'USD'].map(currencyExponent)).toEqual([2, 0, 3, 2, 2]);
});

test('writes minor units as an exact decimal in major units', () => {
  expect(decimalOf({ minor: 18740, currency: 'EUR' })).toBe('187.40');
  expect(decimalOf({ minor: 5, currency: 'EUR' })).toBe('0.05');
  expect(decimalOf({ minor: 5, currency: 'JPY' })).toBe('5');
  expect(decimalOf({ minor: 1234567, currency: 'KWD' })).toBe('1234.567');
  expect(decimalOf({ minor: -5, currency: 'KWD' })).toBe('-0.005');
  expect(decimalOf({ minor: Number.MAX_SAFE_INTEGER, currency: 'EUR' })).toBe('90071992547409.91');
});

test('reads as the language writes money', () => {
  expect(plain(formatMoney({ minor: 18740, currency: 'EUR' }, 'fr'))).toBe('187,40 €');
  expect(plain(formatMoney({ minor: 100000, currency: 'EUR' }, 'fr'))).toBe('1 000,00 €');
  expect(formatMoney({ minor: 18740, currency: 'EUR' }, 'en')).toBe('€187.40');
  expect(plain(formatMoney({ minor: 18740, currency: 'GBP' }, 'fr'))).toBe('187,40 £');
  expect(plain(formatMoney({ minor: 1500, currency: 'JPY' }, 'fr'))).toBe('1 500 ¥');
  expect(plain(formatMoney({ minor: 1500, currency: 'KWD' }, 'en'))).toBe('KWD 1.500');
});

test('keeps every digit of an amount that a float would round', () => {
  expect(formatMoney({ minor: Number.MAX_SAFE_INTEGER, currency: 'EUR' }, 'en')).toBe('€90,071,992,547,409.91');
});

test('leaves out decimals that are all zero when asked to be short', () => {
  expect(plain(formatMoney({ minor: 60000, currency: 'EUR' }, 'fr', { short: true }))).toBe('600 €');
  expect(plain(formatMoney({ minor: 60050, currency: 'EUR' }, 'fr', { short: true }))).toBe('600,50 €');
});
