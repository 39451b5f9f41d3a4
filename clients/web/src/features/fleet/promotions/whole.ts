import { currencyExponent } from '@ycyw/core/money';

/** Whole numbers of a form's field, where nothing typed is no limit. */
export const wholeProblem = (text: string) =>
  text.trim() === '' || /^[1-9]\d{0,6}$/.test(text.trim()) ? undefined : ('badNumber' as const);
export const whole = (text: string): number | null => (text.trim() === '' ? null : Number(text));
/** Of whole units of a currency. */
export const minorUnits = (text: string, currency: string): number | null =>
  text.trim() === '' ? null : Number(text) * 10 ** currencyExponent(currency);
