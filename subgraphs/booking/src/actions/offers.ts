import { Refusal } from '@ycyw/service/refusal';
import type { Site } from '../data/agency.ts';
import { journeyOf, spanOf, type Agency, type Journey, type Wish } from '../domain/journey.ts';
import { firstOffers, tally, type Cell, type Placed, type Profile } from '../domain/offerSearch.ts';
import type { Price, PriceSum } from '../domain/price.ts';
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
type Meaning = { journey: Journey; terms: Terms; key: string; from: number; to: number; profiles: Map<string, Alike> } | Refusal;

function meaningAt(world: Catalogue, pickUp: Agency, dropOff: Agency, wish: Wish, now: Date): Meaning {
  try {
    const journey = journeyOf(wish, pickUp, dropOff, now);
    const terms = termsOf(journey, pickUp, dropOff, world.tariff, now);
    const span = spanOf(journey);
    const [from, to] = [span.from.getTime(), span.to?.getTime() ?? Infinity];
    return { journey, terms, key: world.prices.keyOf(terms), from, to, profiles: new Map() };
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Agencies by what they charge. Where one agency is asked for its refusal is the answer, else agencies that refuse are left out, unless all do for another reason than being closed. */
async function profilesAt(world: Catalogue, agencies: readonly Site[], dropOff: Agency | null, wish: Wish, now: Date): Promise<Alike[]> {
  const shelves = await world.availability.of(agencies.map(({ code }) => code));
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
    const shelf = shelves.get(agency.code);
    if (!shelf) continue;
    const alike = world.prices.alike(agency);
    let profile = meaning.profiles.get(alike);
    if (!profile) {
      const { terms } = meaning;
      const key = `${alike} ${meaning.key}`;
      profile = profiles.get(key) ?? {
        terms: { ...terms, facts: { ...terms.facts, agency: agency.code }, totals: undefined, shown: new Map() },
        returns,
        stands: [],
      };
      profiles.set(key, profile);
      meaning.profiles.set(alike, profile);
    }
    profile.stands.push({ agency: agency.code, journey: meaning.journey, shelf, from: meaning.from, to: meaning.to });
  }
  if (profiles.size === 0 && refusal && (agencies.length === 1 || refusal.extensions['code'] !== 'AGENCY_CLOSED')) throw refusal;
  return [...profiles.values()];
}

/** All that is free at these agencies, counted: a class on a plan costs the same at all agencies of a profile. */
export async function freeCells(
  world: Catalogue,
  agencies: readonly Site[],
  dropOff: Agency | null,
  wish: Wish,
  now: Date,
): Promise<Cell<Alike>[]> {
  const { classes } = world.availability;
  const cells: Cell<Alike>[] = [];
  for (const profile of await profilesAt(world, agencies, dropOff, wish, now)) {
    const totalOf = world.prices.totalsOf(profile.terms);
    const { plans } = profile.terms;
    for (const [number, count] of tally(profile.stands, classes.codes.length).entries()) {
      const acriss = classes.codes[number];
      if (count === 0 || acriss === undefined) continue;
      for (const plan of plans) {
        const totalMinor = totalOf(acriss, number, plan);
        if (totalMinor !== null) cells.push({ profile, acriss, number, ratePlan: plan.code, totalMinor, agencies: count });
      }
    }
  }
  return cells;
}

/** The offer that stands at a place, priced line by line. */
export function offerAt(world: Catalogue, { cell, stand }: Placed<Alike>): Offer {
  const { profile, acriss, number, ratePlan } = cell;
  const { terms, returns } = profile;
  const { journey, agency } = stand;
  const plan = terms.plans.find(({ code }) => code === ratePlan);
  const price = plan && world.prices.sumOf(terms, acriss, number, plan);
  if (!price) throw new Error(`no price at ${agency} for what costs ${String(cell.totalMinor)} at its like`);
  return {
    journey: {
      ...journey,
      acriss,
      ratePlan,
      pickUp: { ...journey.pickUp, agency },
      dropOff: returns ? { ...journey.dropOff, agency } : journey.dropOff,
    },
    price,
    left: stand.shelf.free(number, stand.from, stand.to),
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
      const price = world.prices.sumOf(terms, journey.acriss, world.availability.classes.of(journey.acriss), plan);
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
  const cells = await freeCells(world, [pickUp], dropOff, wish, world.clock.now());
  const onSamePlan = cells.filter(({ ratePlan }) => ratePlan === journey.ratePlan);
  return firstOffers(onSamePlan, (cell) => Math.abs(cell.totalMinor - totalMinor), 3, null).map((place) => {
    const { price, ...offer } = offerAt(world, place);
    return { journey: offer.journey, price: price.whole(), left: offer.left };
  });
}
