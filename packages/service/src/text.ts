import { Refusal } from './refusal.ts';

const controls = /[^\P{Cc}\n\t]/u;

/**
 * `value` as PostgreSQL's text holds it: trimmed, lines ended by \n alone. Refuses with BAD_INPUT(`reason`) other control characters,
 * NUL first of all, and lone surrogates. How long it may be, or whether empty, is the caller's to say.
 */
export function cleanText(value: string, reason: string): string {
  const text = value.replaceAll(/\r\n?/g, '\n').trim();
  if (controls.test(text) || !text.isWellFormed()) throw new Refusal('BAD_INPUT', reason);
  return text;
}

/** The first digits that card issuers have. */
const issuers = /^(?:2[2-7]|3[04-9]|4|5[0-8]|6)/;

/** Whether the last digit is the one that the others ask for (Luhn, ISO/IEC 7812-1). */
function isChecked(digits: string): boolean {
  const sum = Array.from(digits, Number)
    .reverse()
    .reduce((sofar, digit, place) => {
      const value = digit * (place % 2 === 0 ? 1 : 2);
      return sofar + (value > 9 ? value - 9 : value);
    }, 0);
  return sum % 10 === 0;
}

/**
 * `text`, refused with BAD_INPUT(`reason`) where a payment card's number stands in it: 13 to 19 digits, in groups or in one, as
 * issuers make them. One in some 25 other numbers of that length reads like one, too.
 */
export function withoutCardNumber(text: string, reason: string): string {
  for (const [run] of text.normalize('NFKC').matchAll(/\d+(?:[\s.–-]{1,2}\d+)*/gu)) {
    const groups = run.match(/\d+/g) ?? [];
    for (const first of groups.keys()) {
      for (let length = 1; first + length <= groups.length; length += 1) {
        const digits = groups.slice(first, first + length).join('');
        if (digits.length > 19) break;
        if (digits.length >= 13 && issuers.test(digits) && isChecked(digits)) throw new Refusal('BAD_INPUT', reason);
      }
    }
  }
  return text;
}
