import { Refusal } from '@ycyw/service/refusal';

const longest = 2000;

/** What staff say among themselves: clean, 1 to 2,000 code points, else BAD_INPUT. */
export function noteBody(text: string): string {
  if (text === '' || Array.from(text).length > longest) throw new Refusal('BAD_INPUT', 'note');
  return text;
}
