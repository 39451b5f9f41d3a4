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
