import type { Language } from '@ycyw/service/language';
import type { Site } from '../data/agency.ts';
import type { Reason, Recommended } from '../domain/recommendation/recommended.ts';
import type { Trait } from '../domain/recommendation/trip.ts';

const months = {
  fr: new Intl.DateTimeFormat('fr', { month: 'long', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' }),
};
const monthsOfYear = {
  fr: new Intl.DateTimeFormat('fr', { month: 'long', year: 'numeric', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' }),
};

export const monthOfYear = (date: string, language: Language): string => monthsOfYear[language].format(Date.parse(date));
const monthName = (month: string, language: Language): string => months[language].format(Date.UTC(2026, Number(month) - 1, 1));

/** By the step of domain/recommendation/trip.ts. */
const lengths: Record<Language, Readonly<Record<string, string>>> = {
  fr: {
    0: 'pour une journée',
    2: 'pour deux ou trois jours',
    4: 'pour quatre à six jours',
    7: 'pour une semaine',
    9: 'pour une à deux semaines',
    15: 'pour plus de deux semaines',
  },
  en: {
    0: 'for a day',
    2: 'for two or three days',
    4: 'for four to six days',
    7: 'for a week',
    9: 'for one to two weeks',
    15: 'for more than two weeks',
  },
};

function traitWords({ name, value }: Trait, agency: string, language: Language): string {
  const fr = language === 'fr';
  if (name === 'length') return lengths[language][value] ?? '';
  if (name === 'month') return fr ? `en ${monthName(value, 'fr')}` : `in ${monthName(value, 'en')}`;
  if (name === 'agency') return fr ? `au départ de ${agency}` : `from ${agency}`;
  return fr ? 'dans ce pays' : 'in this country';
}

function wordsOf(reason: Reason, agency: string, language: Language): string {
  const fr = language === 'fr';
  if (reason.kind === 'OWN') {
    const month = monthOfYear(reason.on, language);
    return fr ? `Vous avez choisi cette catégorie pour ${month}` : `You chose this class for ${month}`;
  }
  if (reason.kind === 'ASKED') return fr ? 'Vous avez cherché cette catégorie récemment' : 'You searched for this class recently';
  if (reason.kind === 'POPULAR')
    return fr ? 'La catégorie la plus choisie pour ce type de voyage' : 'The class most chosen for such a trip';
  const trait = traitWords(reason.trait, agency, language);
  return fr ? `Souvent choisie ${trait}` : `Often chosen ${trait}`;
}

export interface ShownRecommendation {
  because: string;
  personal: boolean;
}

/** Why each class is recommended, in words, made once for all offers of a class. */
export function showRecommendations(
  recommended: Recommended | null,
  agencies: readonly Site[],
  language: Language,
): (acriss: string) => ShownRecommendation | null {
  if (!recommended) return () => null;
  const shown = new Map<string, ShownRecommendation | null>();
  const agency = agencies[0]?.name ?? '';
  return (acriss) => {
    let known = shown.get(acriss);
    if (known === undefined) {
      const reason = recommended.reasonOf(acriss);
      known =
        reason && Object.freeze({ because: wordsOf(reason, agency, language), personal: reason.kind === 'OWN' || reason.kind === 'ASKED' });
      shown.set(acriss, known);
    }
    return known;
  };
}
