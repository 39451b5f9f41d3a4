import { Refusal } from '@ycyw/service/refusal';
import type { Site } from '../data/agency.ts';
import { journeyOf, spanOf, type Agency, type Journey, type Wish } from '../domain/journey.ts';
import { Cells, firstOffers, type Placed, type Profile, type Sought } from '../domain/offerSearch.ts';
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

/** The journey at one agency for all its twins, or why there is none. */
type Meaning = { journey: Journey; terms: Terms; key: string; from: number; to: number } | Refusal;

function meaningAt(world: Catalogue, pickUp: Agency, dropOff: Agency, wish: Wish, now: Date): Meaning {
  try {
    const journey = journeyOf(wish, pickUp, dropOff, now);
    const terms = termsOf(journey, pickUp, dropOff, world.tariff, now);
    const span = spanOf(journey);
    const [from, to] = [span.from.getTime(), span.to?.getTime() ?? Infinity];
    return { journey, terms, key: world.prices.keyOf(terms), from, to };
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Agencies with the same wall clocks and hours that price alike. */
interface Group {
  first: Site;
  alike: string;
  agencies: string[];
  rows: number[];
}

/** By the list of agencies: a country's is the same until one of them changes. */
const groupings = new WeakMap<readonly Site[], { prices: Catalogue['prices']; stocks: Stocks; moves: number; groups: readonly Group[] }>();

function groupsOf({ prices }: Catalogue, stocks: Stocks, agencies: readonly Site[], dropOff: Agency | null): readonly Group[] {
  const known = groupings.get(agencies);
  if (dropOff === null && known?.stocks === stocks && known.prices === prices && known.moves === stocks.moves) return known.groups;
  const groups = new Map<string, Group>();
  for (const first of agencies) {
    const row = stocks.rowOf(first.code);
    if (row === undefined) continue;
    const alike = prices.alike(first);
    // One of them may be the drop-off of a one-way search.
    const key = `${String(dropOff?.code === first.code)} ${String(first.twins)} ${alike}`;
    const group = groups.get(key) ?? { first, alike, agencies: [], rows: [] };
    groups.set(key, group);
    group.agencies.push(first.code);
    group.rows.push(row);
  }
  const made = [...groups.values()];
  if (dropOff === null) groupings.set(agencies, { prices, stocks, moves: stocks.moves, groups: made });
  return made;
}

/** Agencies by what they charge. Where one agency is asked for its refusal is the answer, else agencies that refuse are left out, unless all do for another reason than being closed. */
function profilesAt(
  world: Catalogue,
  groups: readonly Group[],
  { dropOff, isOne }: { dropOff: Agency | null; isOne: boolean },
  wish: Wish,
  now: Date,
): Alike[] {
  const meanings = new Map<number, Meaning>();
  const profiles = new Map<string, Alike>();
  let refusal: Refusal | null = null;
  for (const { first, alike, agencies, rows } of groups) {
    const returns = dropOff === null || dropOff.code === first.code;
    const twins = returns && dropOff !== null ? -1 : first.twins;
    const meaning = meanings.get(twins) ?? meaningAt(world, first, dropOff ?? first, wish, now);
    meanings.set(twins, meaning);
    if (meaning instanceof Refusal) {
      if (refusal === null || meaning.extensions['code'] !== 'AGENCY_CLOSED') refusal = meaning;
      continue;
    }
    const { terms, journey, from, to } = meaning;
    const key = `${alike} ${meaning.key}`;
    const profile: Alike = profiles.get(key) ?? {
      terms: {
        ...terms,
        facts: { ...terms.facts, agency: first.code, subdivision: first.subdivision },
        totals: undefined,
        shown: new Map(),
      },
      returns,
      parts: [],
    };
    profile.parts.push({ journey, from, to, agencies, rows });
    profiles.set(key, profile);
  }
  if (profiles.size === 0 && refusal && (isOne || refusal.extensions['code'] !== 'AGENCY_CLOSED')) throw refusal;
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
  const groups = groupsOf(world, stocks, agencies, dropOff);
  const profiles = profilesAt(world, groups, { dropOff, isOne: agencies.length === 1 }, wish, now);
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
  const wish: Wish = {
    ...journey,
    pickUpLocal: journey.pickUp.local,
    dropOffLocal: journey.dropOff.local,
    chargedAs: undefined,
    promo: null,
    extras: [],
  };
  const sought = await freeCells(world, [pickUp], dropOff, wish, world.clock.now());
  const { cells, stocks } = sought;
  const onSamePlan = cells.plans.flatMap((ratePlan, cell) => (ratePlan === journey.ratePlan ? [cell] : []));
  const nearest = Float64Array.from(onSamePlan, (cell) => Math.abs((cells.totalMinor[cell] ?? 0) - totalMinor));
  return firstOffers(sought, onSamePlan, nearest, 3, null).map((place) => {
    const { price, ...offer } = offerAt(world, stocks, place);
    return { journey: offer.journey, price: price.whole(), left: offer.left };
  });
}
