/** The languages people read here, first one first. */
export const languages = ['fr', 'en'] as const;
export type Language = (typeof languages)[number];

/** Locale for dates and numbers; English reads as in Britain, with a 24-hour clock. */
export const formattingLocale: Record<Language, string> = { fr: 'fr-FR', en: 'en-GB' };

/** First of `preferred` (BCP 47 tags, best first) that we speak; French when none is. */
export function pickLanguage(preferred: readonly (string | null | undefined)[]): Language {
  for (const tag of preferred) {
    const primary = tag?.toLowerCase().split('-')[0];
    const known = languages.find((language) => language === primary);
    if (known) return known;
  }
  return 'fr';
}
