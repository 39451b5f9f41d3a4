import type { Language } from '@ycyw/service/language';

/** What we put into a conversation of our own beside somebody's words. */
export const noted = {
  fr: {
    noSubject: 'Sans objet',
    noText: '[Message sans texte]',
    attachments: (count: number) => (count === 1 ? '[1 pièce jointe non reprise]' : `[${String(count)} pièces jointes non reprises]`),
    leftOut: (count: number) => `[… ${String(count)} caractères non repris]`,
    reference: (reference: string) => `Réservation ${reference}`,
  },
  en: {
    noSubject: 'No subject',
    noText: '[Message without text]',
    attachments: (count: number) => (count === 1 ? '[1 attachment not taken over]' : `[${String(count)} attachments not taken over]`),
    leftOut: (count: number) => `[… ${String(count)} characters not taken over]`,
    reference: (reference: string) => `Booking ${reference}`,
  },
} as const satisfies Record<Language, object>;

const frequent: Record<Language, ReadonlySet<string>> = {
  fr: new Set('le la les un une des du de et est je vous nous ne pas que qui pour avec mon ma mes bonjour merci à au ce cette'.split(' ')),
  en: new Set('the a an of and is are i you we not that which for with my hello hi thanks thank to at this please have was'.split(' ')),
};

/** The language that a text is most likely in, by its most frequent words; `otherwise` when they say nothing. */
export function languageOf(text: string, otherwise: Language): Language {
  const words =
    text
      .toLowerCase()
      .slice(0, 4000)
      .match(/\p{L}+/gu) ?? [];
  const count = (language: Language): number => words.filter((word) => frequent[language].has(word)).length;
  const [fr, en] = [count('fr'), count('en')];
  if (fr === en) return otherwise;
  return fr > en ? 'fr' : 'en';
}
