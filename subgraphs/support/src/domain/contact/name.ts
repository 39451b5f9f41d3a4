import { Refusal } from '@ycyw/service/refusal';

const longest = 100;

/** Words on one line: controls, line breaks and marks that turn the direction of writing become spaces. */
export const inOneLine = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();

/** The first `most` code points. */
export const cut = (text: string, most: number): string => (text.length <= most ? text : Array.from(text).slice(0, most).join('').trim());

/** A person's name as they typed it: one line of 1 to 100 code points, else BAD_INPUT (name). */
export function nameOf(text: string): string {
  const name = inOneLine(text);
  if (name === '' || Array.from(name).length > longest) throw new Refusal('BAD_INPUT', 'name');
  return name;
}

/** The name that a mail gives its sender, or the address's own part before the @. */
export const nameIn = (name: string, address: string): string => cut(inOneLine(name), longest) || (address.split('@')[0] ?? address);
