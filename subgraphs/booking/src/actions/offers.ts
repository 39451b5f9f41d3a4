import { Refusal } from '@ycyw/service/refusal';
import type { Site } from '../data/agency.ts';
import { journeyOf, spanOf, type Agency, type Journey, type Wish } from '../domain/journey.ts';
import { Cells, firstOffers, type Part, type Placed, type Profile, type Sought } from '../domain/offerSearch.ts';
import type { Price, PriceSum } from '../domain/price.ts';
import type { Stocks } from '../domain/stocks.ts';
import { termsOf, type Terms } from './priceTable.ts';
import type { Catalogue } from './world.ts';

export interface Offer {
  journey: Journey;
  price: PriceSum;
  left: number;
  /** What it was priced with: the same object for all offers of a search that are priced alike but for class and plan. */
  terms: Terms;
}

/** Agencies that price a journey alike. */
export interface Alike extends Profile {
  terms: Terms;
  /** Whether the drop-off is wherever it was picked up. */
  returns: boolean;
}

/** The journey at one agency for all its twins, with its parts of profiles by what prices alike, or why there is none. */
type Meaning = { journey: Journey; terms: Terms; key: string; from: number; to: number; parts: Map<string, Part> } | Refusal;

function meaningAt(world: Catalogue, pickUp: Agency, dropOff: Agency, wish: Wish, now: Date): Meaning {
  try {
    const journey = journeyOf(wish, pickUp, dropOff, now);
    const terms = termsOf(journey, pickUp, dropOff, world.tariff, now);
    const span = spanOf(journey);
    const [from, to] = [span.from.getTime(), span.to?.getTime() ?? Infinity];
    return { journey, terms, key: world.prices.keyOf(terms), from, to, parts: new Map() };
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Agencies by what they charge. Where one agency is asked for its refusal is the answer, else agencies that refuse are left out, unless all do for another reason than being closed. */
function profilesAt(world: Catalogue, stocks: Stocks, agencies: readonly Site[], dropOff: Agency | null, wish: Wish, now: Date): Alike[] {
  const meanings = new Map<number, Meaning>();
  const profiles = new Map<string, Alike>();
  let refusal: Refusal | null = null;
  for (const agency of agencies) {
    const returns = dropOff === null || dropOff.code === agency.code;
    // Twins have the same wall clocks and hours; but one of them may be the drop-off of a one-way search.
    const twins = returns && dropOff !== null ? -1 : agency.twins;
    let meaning = meanings.get(twins);
    if (meaning === undefined) {
      meaning = meaningAt(world, agency, dropOff ?? agency, wish, now);
      meanings.set(twins, meaning);
    }
    if (meaning instanceof Refusal) {
      if (refusal === null || meaning.extensions['code'] !== 'AGENCY_CLOSED') refusal = meaning;
      continue;
    }
    const row = stocks.rowOf(agency.code);
    if (row === undefined) continue;
    const alike = world.prices.alike(agency);
    let part = meaning.parts.get(alike);
    if (!part) {
      const { journey, from, to, terms } = meaning;
      part = { journey, from, to, agencies: [], rows: [] };
      meaning.parts.set(alike, part);
      const key = `${alike} ${meaning.key}`;
      const profile: Alike = profiles.get(key) ?? {
        terms: { ...terms, facts: { ...terms.facts, agency: agency.code }, totals: undefined, shown: new Map() },
        returns,
        parts: [],
      };
      profile.parts.push(part);
      profiles.set(key, profile);
    }
    part.agencies.push(agency.code);
    part.rows.push(row);
  }
  if (profiles.size === 0 && refusal && (agencies.length === 1 || refusal.extensions['code'] !== 'AGENCY_CLOSED')) throw refusal;
  return [...profiles.values()];
}

/** All that is free at these agencies, counted: a class on a plan costs the same at all agencies of a profile. Good until the next await. */
export async function freeCells(
  world: Catalogue,
  agencies: readonly Site[],
  dropOff: Agency | null,
  wish: Wish,
  now: Date,
): Promise<Sought<Alike>> {
  const stocks = await world.availability.of(agencies);
  const { codes } = world.availability.classes;
  const profiles = profilesAt(world, stocks, agencies, dropOff, wish, now);
  const cells = new Cells<Alike>(profiles.length * codes.length * world.tariff.plans.length);
  const counts = new Int32Array(codes.length);
  for (const profile of profiles) {
    counts.fill(0);
    for (const { rows, from, to } of profile.parts) stocks.tally(rows, from, to, counts);
    const totalOf = world.prices.totalsOf(profile.terms);
    for (let number = 0; number < counts.length; number += 1) {
      const count = counts[number] ?? 0;
      if (count === 0) continue;
      for (const plan of profile.terms.plans) {
        const totalMinor = totalOf(codes[number] ?? '', plan);
        if (totalMinor !== null) cells.add(profile, number, plan.code, totalMinor, count);
      }
    }
  }
  return { cells, stocks, codes };
}

/** The offer that stands at a place. */
export function offerAt(
  world: Catalogue,
  stocks: Stocks,
  { profile, part, at, number, key: [, agency, acriss, ratePlan] }: Placed<Alike>,
): Offer {
  const { terms, returns } = profile;
  const { journey, rows, from, to } = part;
  const plan = terms.plans.find(({ code }) => code === ratePlan);
  const price = plan && world.prices.sumOf(terms, acriss, plan);
  if (!price) throw new Error(`no price at ${agency} for what costs something at its like`);
  return {
    journey: {
      ...journey,
      acriss,
      ratePlan,
      pickUp: { ...journey.pickUp, agency },
      dropOff: returns ? { ...journey.dropOff, agency } : journey.dropOff,
    },
    price,
    left: stocks.free(rows[at] ?? -1, number, from, to),
    terms,
  };
}

/** What a journey is priced with now. */
export async function termsNow(world: Catalogue, journey: Journey): Promise<Terms> {
  const pickUp = await world.agencies.get(journey.pickUp.agency);
  const dropOff = await world.agencies.get(journey.dropOff.agency);
  return termsOf(journey, pickUp, dropOff, world.tariff, world.clock.now());
}

/** The same car for the same time on the other rate plans, cheapest first. */
export const otherPlans = (world: Catalogue, { journey, left, terms }: Pick<Offer, 'journey' | 'left' | 'terms'>): Offer[] =>
  terms.plans
    .flatMap((plan) => {
      if (plan.code === journey.ratePlan) return [];
      const price = world.prices.sumOf(terms, journey.acriss, plan);
      return price ? [{ journey: { ...journey, ratePlan: plan.code }, price, left, terms }] : [];
    })
    .sort((a, b) => a.price.totalMinor - b.price.totalMinor);

/** An offer as an answer that may have to be given again keeps it: JSON holds it. */
export interface Alternative {
  journey: Journey;
  price: Price;
  left: number;
}

/** Other classes for a journey that is sold out: at the same agency, on the same plan, nearest in price first. */
export async function alternatives(world: Catalogue, journey: Journey, totalMinor: number): Promise<Alternative[]> {
  const pickUp = await world.agencies.get(journey.pickUp.agency);
  const dropOff = await world.agencies.get(journey.dropOff.agency);
  const wish: Wish = { ...journey, pickUpLocal: journey.pickUp.local, dropOffLocal: journey.dropOff.local, promo: null, extras: [] };
  const sought = await freeCells(world, [pickUp], dropOff, wish, world.clock.now());
  const { cells, stocks } = sought;
  const onSamePlan = cells.plans.flatMap((ratePlan, cell) => (ratePlan === journey.ratePlan ? [cell] : []));
  const nearest = Float64Array.from(onSamePlan, (cell) => Math.abs((cells.totalMinor[cell] ?? 0) - totalMinor));
  return firstOffers(sought, onSamePlan, nearest, 3, null).map((place) => {
    const { price, ...offer } = offerAt(world, stocks, place);
    return { journey: offer.journey, price: price.whole(), left: offer.left };
  });
}
