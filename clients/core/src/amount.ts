import { currencyExponent } from './money.ts';

/** Minor units of an amount as people type it, with a comma or a point; null where it is none, or finer than the currency. */
export function minorOf(text: string, currency: string): number | null {
  const exponent = currencyExponent(currency);
  const [, whole, fraction = ''] = /^(\d{1,9})(?:[.,](\d+))?$/.exec(text.replace(/[\s\u00a0\u202f]/g, '')) ?? [];
  if (whole === undefined || fraction.length > exponent) return null;
  return Number(whole + fraction.padEnd(exponent, '0'));
}
