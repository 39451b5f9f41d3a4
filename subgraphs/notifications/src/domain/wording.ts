import type { Formats } from './formats.ts';
import type { Notice } from './kind.ts';
import { fill } from './template.ts';

/** Title and body of a notice in the reader's language. */
export function wordsOf(notice: Notice, formats: Formats): { title: string; body: string } {
  const { words, values = {} } = notice.tell(formats);
  const { title, body } = words[formats.language];
  return { title: fill(title, values), body: fill(body, values) };
}
