import { categories, fuelsAndAir, transmissions, types } from '@ycyw/service/acrissLetters';
import { patternWords } from '@ycyw/service/acrissPattern';
import type { Language } from '@ycyw/service/language';
import { inWords } from '@ycyw/service/money';
import type { Alike } from '../actions/offers.ts';
import type { Cell } from '../domain/offerSearch.ts';
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

type Cells = readonly Pick<Cell<Alike>, 'acriss' | 'ratePlan' | 'totalMinor' | 'agencies' | 'profile'>[];

const letters = [
  ['category', categories],
  ['type', types],
  ['transmission', transmissions],
  ['fuelAndAir', fuelsAndAir],
] as const;

function counted(cells: Cells, by: 'acriss' | 'ratePlan'): Map<string, number> {
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(cell[by], (counts.get(cell[by]) ?? 0) + cell.agencies);
  return counts;
}

function letterFacets(cells: Cells, language: Language): Facet[] {
  const classes = counted(cells, 'acriss');
  return letters.map(([name, words], place) => {
    const counts = new Map<string, number>();
    for (const [acriss, count] of classes) counts.set(acriss.charAt(place), (counts.get(acriss.charAt(place)) ?? 0) + count);
    const known = Object.keys(words);
    const values = [...counts]
      .sort(([a], [b]) => known.indexOf(a) - known.indexOf(b))
      .map(([letter, count]) => {
        const value = `${'*'.repeat(place)}${letter}${'*'.repeat(3 - place)}`;
        return { value, label: patternWords(value, language), count };
      });
    return { name, values };
  });
}

const planFacet = (cells: Cells, plans: readonly RatePlan[], language: Language): Facet => {
  const counts = counted(cells, 'ratePlan');
  const values = plans.map(({ code, name }) => ({ value: code, label: name[language], count: counts.get(code) ?? 0 }));
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
function priceFacet(cells: Cells, language: Language): Facet {
  const currency = cells[0]?.profile.terms.facts.currency;
  if (currency === undefined || cells.some(({ profile }) => profile.terms.facts.currency !== currency))
    return { name: 'price', values: [] };
  let least = Infinity;
  let most = 0;
  for (const { totalMinor } of cells) {
    least = Math.min(least, totalMinor);
    most = Math.max(most, totalMinor);
  }
  const values = bandsOf(least, most).map((cap) => ({
    value: String(cap),
    label: upTo[language](inWords(cap, currency, language, true)),
    count: cells.reduce((sum, { totalMinor, agencies }) => (totalMinor <= cap ? sum + agencies : sum), 0),
  }));
  return { name: 'price', values };
}

/**
 * What may be chosen among `cells` and how many offers each choice has: letters and prices on the plans asked for (null: all), plans
 * among all.
 */
export function facetsOf(cells: Cells, asked: readonly string[] | null, plans: readonly RatePlan[], language: Language): Facet[] {
  const onPlans = asked ? cells.filter(({ ratePlan }) => asked.includes(ratePlan)) : cells;
  return [...letterFacets(onPlans, language), planFacet(cells, plans, language), priceFacet(onPlans, language)];
}
