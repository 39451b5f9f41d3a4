import { decode, type Acriss } from '@ycyw/service/acriss';
import { languages, type Language } from '@ycyw/service/language';

/** What an exact code says, in each of our languages. */
export type AcrissWords = Readonly<Record<Language, Acriss>>;

/** Says what an exact code says. */
export type DecodeAcriss = (code: string) => Promise<AcrissWords>;

export const localWords = (code: string): AcrissWords =>
  Object.fromEntries(languages.map((language) => [language, decode(code, language)])) as AcrissWords;

/** Out of our own table alone. */
export const decodeLocally: DecodeAcriss = (code) => Promise.resolve(localWords(code));
