import { categories, fuelsAndAir, transmissions, types } from '@ycyw/service/acrissLetters';
import { patternWords } from '@ycyw/service/acrissPattern';
import type { Language } from '@ycyw/service/language';
import { inWords } from '@ycyw/service/money';
import type { Alike } from '../actions/offers.ts';
import type { Sought } from '../domain/offerSearch.ts';
import type { RatePlan } from '../domain/ratePlan.ts';

interface FacetValue {
  value: string;
  label: string;
  count: number;
}

interface Facet {
  name: string;
  values: FacetValue[];
}

const letters = [
  ['category', categories],
  ['type', types],
  ['transmission', transmissions],
  ['fuelAndAir', fuelsAndAir],
] as const;

const words = { fr: new Map<string, string>(), en: new Map<string, string>() };

/** A letter's words, kept: there are a hundred, and each search shows most of them. */
function wordsOf(pattern: string, language: Language): string {
  const known = words[language].get(pattern) ?? patternWords(pattern, language);
  words[language].set(pattern, known);
  return known;
}

function letterFacets(offers: ReadonlyMap<string, number>, language: Language): Facet[] {
  return letters.map(([name, known], place) => {
    const counts = new Map<string, number>();
    for (const [acriss, count] of offers) counts.set(acriss.charAt(place), (counts.get(acriss.charAt(place)) ?? 0) + count);
    const values = Object.keys(known).flatMap((letter) => {
      const count = counts.get(letter);
      const value = `${'*'.repeat(place)}${letter}${'*'.repeat(3 - place)}`;
      return count === undefined ? [] : [{ value, label: wordsOf(value, language), count }];
    });
    return { name, values };
  });
}

const planFacet = (offers: ReadonlyMap<string, number>, plans: readonly RatePlan[], language: Language): Facet => {
  const values = plans.map(({ code, name }) => ({ value: code, label: name[language], count: offers.get(code) ?? 0 }));
  return { name: 'ratePlan', values: values.filter(({ count }) => count > 0) };
};

const mostBands = 6;
const steps = [1, 1.5, 2, 3, 5, 7.5];
const upTo: Record<Language, (amount: string) => string> = { fr: (amount) => `jusqu'à ${amount}`, en: (amount) => `up to ${amount}` };

/** At most six round amounts between the least and the most, in minor units. */
function bandsOf(least: number, most: number): number[] {
  const round = Array.from({ length: 12 }, (_, power) => steps.map((step) => step * 10 ** power)).flat();
  const between = round.filter((amount) => Number.isInteger(amount) && amount > least && amount < most);
  const each = Math.ceil(between.length / mostBands);
  return between.filter((_, index) => (between.length - 1 - index) % each === 0);
}

/** How many offers a cap on the price leaves; none where prices are of several currencies. */
function priceFacet({ cells }: Sought<Alike>, among: readonly number[], language: Language): Facet {
  const currencies = new Set<string>();
  let least = Infinity;
  let most = 0;
  for (const cell of among) {
    currencies.add(cells.profile(cell).terms.facts.currency);
    const totalMinor = cells.totalMinor[cell] ?? 0;
    least = Math.min(least, totalMinor);
    most = Math.max(most, totalMinor);
  }
  const [currency] = currencies;
  if (currency === undefined || currencies.size > 1) return { name: 'price', values: [] };
  const values = bandsOf(least, most).map((cap) => {
    let count = 0;
    for (const cell of among) if ((cells.totalMinor[cell] ?? 0) <= cap) count += cells.agencies[cell] ?? 0;
    return { value: String(cap), label: upTo[language](inWords(cap, currency, language, true)), count };
  });
  return { name: 'price', values };
}

/**
 * What may be chosen among the cells of a search and how many offers each choice has: letters and prices on the plans asked for (null: all),
 * plans among all.
 */
export function facetsOf(sought: Sought<Alike>, asked: readonly string[] | null, plans: readonly RatePlan[], language: Language): Facet[] {
  const { cells, codes } = sought;
  const onPlans: number[] = [];
  const byNumber = new Int32Array(codes.length);
  const byPlan = new Map<string, number>();
  for (let cell = 0; cell < cells.length; cell += 1) {
    const [plan, offers] = [cells.plans[cell] ?? '', cells.agencies[cell] ?? 0];
    byPlan.set(plan, (byPlan.get(plan) ?? 0) + offers);
    if (asked && !asked.includes(plan)) continue;
    onPlans.push(cell);
    const number = cells.numbers[cell] ?? -1;
    byNumber[number] = (byNumber[number] ?? 0) + offers;
  }
  const byClass = new Map(codes.flatMap((acriss, number) => (byNumber[number] ? [[acriss, byNumber[number]]] : [])));
  return [...letterFacets(byClass, language), planFacet(byPlan, plans, language), priceFacet(sought, onPlans, language)];
}
