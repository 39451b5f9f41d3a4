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
