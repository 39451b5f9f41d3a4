/** Amounts are integers in the currency's minor unit; the exponent is ISO 4217's as CLDR records it (JPY 0, EUR 2, KWD 3). */
export interface Money {
  minor: number;
  currency: string;
  decimal: string;
}

const exponents = new Map<string, number>();

/** Digits after the decimal point of an ISO 4217 currency. */
export function exponentOf(currency: string): number {
  let exponent = exponents.get(currency);
  if (exponent === undefined) {
    exponent = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
    exponents.set(currency, exponent);
  }
  return exponent;
}

export function money(minor: number, currency: string): Money {
  const exponent = exponentOf(currency);
  const digits = String(Math.abs(minor)).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const decimal = `${minor < 0 ? '-' : ''}${whole}${exponent ? `.${digits.slice(-exponent)}` : ''}`;
  return { minor, currency, decimal };
}

const formats = new Map<string, Intl.NumberFormat>();

/** An amount as people of a language write it, e.g. "52,20 €"; whole amounts without decimals where `short`. Formats are kept: making one takes as long as all else of an offer. */
export function inWords(minor: number, currency: string, language: string, short = false): string {
  const key = `${language} ${currency} ${String(short)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(language, {
      style: 'currency',
      currency,
      // As clients show it: $ beside $, not $US beside $.
      currencyDisplay: 'narrowSymbol',
      trailingZeroDisplay: short ? 'stripIfInteger' : 'auto',
    });
    formats.set(key, format);
  }
  return format.format(minor / 10 ** exponentOf(currency));
}
