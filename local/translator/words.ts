import { glossary, phrases } from './phrases.ts';

export const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];

/** As two people who type the same thing may differ. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[’']/g, "'")
    .replaceAll(/[\s\u00a0\u202f]+/g, ' ')
    .replaceAll(/[\s.!?…]+$/g, '')
    .trim();

function book(pairs: readonly (readonly [string, string])[], to: Language): Map<string, string> {
  const found = new Map<string, string>();
  for (const [fr, en] of pairs) {
    const [from, into] = to === 'en' ? [fr, en] : [en, fr];
    if (!found.has(plain(from))) found.set(plain(from), into);
  }
  return found;
}

const books = { fr: book(phrases, 'fr'), en: book(phrases, 'en') };
const glossaries = { fr: book(glossary, 'fr'), en: book(glossary, 'en') };

const isCapital = (text: string): boolean => /^\p{Lu}/u.test(text);
const asFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const wordsIn = (text: string): string[] => text.match(/\p{L}+(?:['’]\p{L}+)*/gu) ?? [];

/** `fr` or `en`, by which of the two glossaries knows more of its words; in per cent how sure. */
export function detect(text: string): { language: Language; confidence: number } {
  const words = wordsIn(text).flatMap((word) => plain(word).split("'"));
  if (books.en.has(plain(text))) return { language: 'fr', confidence: 100 };
  if (books.fr.has(plain(text))) return { language: 'en', confidence: 100 };
  const fr = words.filter((word) => glossaries.en.has(word)).length;
  const en = words.filter((word) => glossaries.fr.has(word)).length;
  const most = Math.max(fr, en);
  return { language: en > fr ? 'en' : 'fr', confidence: most === 0 ? 0 : Math.round((100 * Math.abs(fr - en)) / (fr + en)) };
}

/** The sentence out of the phrase book, else each word that the glossary knows in place of itself. */
function sentence(text: string, to: Language): string {
  const end = /[\s.!?…]*$/.exec(text)?.[0] ?? '';
  const known = books[to].get(plain(text));
  if (known !== undefined) return known.replace(/[\s.!?…]+$/, '') + (to === 'en' ? end.replaceAll(/[\s\u00a0\u202f]+(?=[!?])/g, '') : end);
  return text.replaceAll(/\p{L}+(?:['’]\p{L}+)*/gu, (word) => {
    const elided = /^([ldjmnstcq]|qu)['’](.+)$/iu.exec(word);
    const bare = to === 'en' && elided ? (elided[2] ?? word) : word;
    const found = glossaries[to].get(plain(word)) ?? glossaries[to].get(plain(bare));
    if (found === undefined) return word;
    return isCapital(word) ? asFirst(found) : found;
  });
}

export const translate = (text: string, to: Language): string =>
  text
    .split(/(?<=[.!?…])(?=\s)|(?=\n)/u)
    .map((part) => {
      const [, space = '', rest = ''] = /^(\s*)([\s\S]*)$/.exec(part) ?? [];
      return space + sentence(rest, to);
    })
    .join('');
