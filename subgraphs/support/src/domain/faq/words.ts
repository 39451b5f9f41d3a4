const longest = 1000;
const most = 60;

/** The words of a text, in order, in small letters without accents. */
export const wordsIn = (text: string): string[] =>
  text
    .toWellFormed()
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .normalize('NFD')
    .replaceAll(/\p{M}+/gu, '')
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/** The words by which a question is looked up: sixty at most, of its first thousand characters. */
export const askedIn = (text: string): string[] =>
  [...new Set(wordsIn(text.slice(0, longest)))].filter((word) => word.length < 40).slice(0, most);
