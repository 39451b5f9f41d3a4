import type { Language } from '@ycyw/service/language';

/** Words that stand in nearly every sentence of the one language and in none of the other. */
const telling: Record<Language, ReadonlySet<string>> = {
  fr: new Set(
    (
      'le la les un une des du de et est sont je tu il elle nous vous ils elles mon ma mes votre vos notre nos ce cette ces que qui dans pour ' +
      'pas ne avec sur au aux suis ai avez avons était être été mais où bonjour merci oui voiture'
    ).split(' '),
  ),
  en: new Set(
    (
      'the an and is are was were i you he she we they my your our their this that these of in to for not with at am have has had been be but ' +
      'where hello hi thanks thank yes please would could can car it'
    ).split(' '),
  ),
};

/** The language that a text is evidently in, by its small words; `declared` where they do not tell. */
export function languageOf(text: string, declared: Language): Language {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const count = (language: Language): number => words.filter((word) => telling[language].has(word)).length;
  const [fr, en] = [count('fr'), count('en')];
  if (fr >= 2 && fr > 2 * en) return 'fr';
  return en >= 2 && en > 2 * fr ? 'en' : declared;
}
