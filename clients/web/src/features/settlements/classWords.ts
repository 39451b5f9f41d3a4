import type { ClassWordsFragment } from '@ycyw/core/generated/graphql';

/** A class in words, e.g. "Compacte, 4-5 portes". */
export const classWords = ({ acriss }: ClassWordsFragment): string =>
  `${acriss.category}, ${acriss.type.replace(/^[A-Z](?=[a-zé])/, (letter) => letter.toLowerCase())}`;
