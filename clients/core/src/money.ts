import { formattingLocale, type Language } from './language.ts';

export type Money = { minor: number; currency: string };

/** How many decimals ISO 4217 gives the currency: JPY 0, EUR 2, KWD 3. */
export function currencyExponent(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** Exact decimal string in major units, made without floating point. */
export function decimalOf({ minor, currency }: Money): `${number}` {
  const exponent = currencyExponent(currency);
  const digits = String(Math.abs(minor)).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const fraction = exponent === 0 ? '' : `.${digits.slice(-exponent)}`;
  return `${minor < 0 ? '-' : ''}${whole}${fraction}` as `${number}`;
}

/** As read in `language`, e.g. 187,40 €. `short` leaves out decimals that are all zero. */
export function formatMoney(money: Money, language: Language, { short = false } = {}): string {
  return new Intl.NumberFormat(formattingLocale[language], {
    style: 'currency',
    currency: money.currency,
    currencyDisplay: 'narrowSymbol',
    trailingZeroDisplay: short ? 'stripIfInteger' : 'auto',
  }).format(decimalOf(money));
}
