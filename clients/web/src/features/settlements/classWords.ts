import type { ClassWordsFragment } from '@ycyw/core/generated/graphql';

/** A class in words, e.g. "Compacte, 4-5 portes"; its body type stays on one line. */
export const classWords = ({ acriss }: { acriss: Pick<ClassWordsFragment['acriss'], 'category' | 'type'> }): string =>
  `${acriss.category}, ${acriss.type
    .replace(/^[A-Z](?=[a-zé])/, (letter) => letter.toLowerCase())
    .replaceAll('-', '\u2011')
    .replaceAll(' ', '\u00a0')}`;
