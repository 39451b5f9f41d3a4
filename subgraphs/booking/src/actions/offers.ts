import { acrissPattern } from '@ycyw/service/acrissPattern';
import { Refusal } from '@ycyw/service/refusal';
import { freeClasses } from '../data/ledger.ts';
import { journeyOf, priced, spanOf, type Agency, type Journey, type Wish } from '../domain/journey.ts';
import { dateIn } from '../domain/period.ts';
import { leadDaysOf, priceOf, type Price } from '../domain/price.ts';
import { isOffered } from '../domain/ratePlan.ts';
import type { World } from './world.ts';

export interface Offer {
  journey: Journey;
  price: Price;
  left: number;
}

export interface SearchInput {
  pickUpAgency?: string | null;
  near?: { latitude: number; longitude: number } | null;
  radiusKm?: number | null;
  country?: string | null;
  dropOffAgency?: string | null;
  pickUpAt: string;
  dropOffAt: string;
  driverAge?: number | null;
  acriss?: string[] | null;
  maxTotalMinor?: number | null;
  currency?: string | null;
  ratePlans?: string[] | null;
  residence?: string | null;
}

async function pickUpAgencies(world: World, { pickUpAgency, near, country, radiusKm }: SearchInput): Promise<Agency[]> {
  if ([pickUpAgency, near, country].filter((place) => place !== null && place !== undefined).length !== 1) {
    throw new Refusal('BAD_INPUT', 'pickUpAgency | near | country');
  }
  if (pickUpAgency) return [await world.agencies.get(pickUpAgency)];
  if (country) return world.agencies.inCountry(country);
  const radius = radiusKm ?? 50;
  if (!near || radius < 1 || radius > 500) throw new Refusal('BAD_INPUT', 'radiusKm 1…500');
  return world.agencies.near(near, radius);
}

/** The journeys that the search means, one an agency; where it asks for one agency its refusals are the answer, else such agencies are left out. */
function journeysAt(
  agencies: readonly Agency[],
  dropOff: Agency | null,
  wish: Wish,
  now: Date,
): { pickUp: Agency; dropOff: Agency; journey: Journey }[] {
  return agencies.flatMap((pickUp) => {
    try {
      return [{ pickUp, dropOff: dropOff ?? pickUp, journey: journeyOf(wish, pickUp, dropOff ?? pickUp, now) }];
    } catch (error) {
      if (agencies.length > 1 && error instanceof Refusal && error.extensions['code'] === 'AGENCY_CLOSED') return [];
      throw error;
    }
  });
}

/** The journey's offer on its plan: one, or none where there is no price or no such plan at this lead time. */
function offersOn(
  world: World,
  { journey, pickUp, dropOff }: { journey: Journey; pickUp: Agency; dropOff: Agency },
  left: number,
  now: Date,
): Offer[] {
  const facts = priced(journey, pickUp, dropOff);
  const plan = world.tariff.plans.find(({ code }) => code === journey.ratePlan);
  const price = plan && isOffered(plan, leadDaysOf(facts)) ? priceOf(facts, world.tariff, dateIn(now, pickUp.timeZone)) : null;
  return price ? [{ journey, price, left }] : [];
}

/** The same car for the same time on the other rate plans, cheapest first. */
export async function otherPlans(world: World, { journey, left }: Pick<Offer, 'journey' | 'left'>): Promise<Offer[]> {
  const pickUp = await world.agencies.get(journey.pickUp.agency);
  const dropOff = await world.agencies.get(journey.dropOff.agency);
  return world.tariff.plans
    .filter(({ code }) => code !== journey.ratePlan)
    .flatMap(({ code }) => offersOn(world, { journey: { ...journey, ratePlan: code }, pickUp, dropOff }, left, world.clock.now()))
    .sort((a, b) => a.price.totalMinor - b.price.totalMinor);
}

/** Every class that is free at the agencies asked for, with its price on each of `plans`; `acriss` and `maxTotalMinor` not yet applied. */
async function freeOffers(
  world: World,
  agencies: readonly Agency[],
  dropOff: Agency | null,
  wish: Wish,
  plans: readonly string[],
): Promise<Offer[]> {
  const now = world.clock.now();
  const journeys = journeysAt(agencies, dropOff, wish, now);
  const free = await freeClasses(
    world.sql,
    journeys.map(({ pickUp, journey }) => ({ agency: pickUp.code, span: spanOf(journey) })),
  );
  const byAgency = new Map(journeys.map((each) => [each.pickUp.code, each]));
  return free.flatMap(({ agency, acriss, left }) => {
    const at = byAgency.get(agency);
    if (!at) return [];
    return plans.flatMap((ratePlan) => offersOn(world, { ...at, journey: { ...at.journey, acriss, ratePlan } }, left, now));
  });
}

function plansOf(world: World, { ratePlans }: SearchInput): string[] {
  const known = world.tariff.plans.map(({ code }) => code);
  if (ratePlans?.some((code) => !known.includes(code))) throw new Refusal('BAD_INPUT', 'ratePlans');
  return ratePlans ? known.filter((code) => ratePlans.includes(code)) : known;
}

/** What a search finds, unsorted: all that is free there (for facets) and what of it the filters leave. */
export async function searchOffers(world: World, input: SearchInput): Promise<{ all: Offer[]; matching: Offer[] }> {
  const driverAge = input.driverAge ?? 30;
  if (driverAge < 16 || driverAge > 120) throw new Refusal('BAD_INPUT', 'driverAge');
  if ((input.acriss?.length ?? 0) > 50) throw new Refusal('BAD_INPUT', 'acriss ≤ 50');
  if (input.currency && !Object.hasOwn(world.tariff.currencies, input.currency)) throw new Refusal('BAD_INPUT', 'currency');
  const patterns = input.acriss?.map(acrissPattern);
  const agencies = await pickUpAgencies(world, input);
  const dropOff = input.dropOffAgency ? await world.agencies.get(input.dropOffAgency) : null;
  const wish: Wish = {
    acriss: '',
    currency: input.currency,
    pickUpLocal: input.pickUpAt,
    dropOffLocal: input.dropOffAt,
    driverAge,
    ratePlan: '',
    residence: input.residence,
    extras: [],
  };
  const all = await freeOffers(world, agencies, dropOff, wish, plansOf(world, input));
  const most = input.maxTotalMinor ?? Infinity;
  const matching = all.filter(
    (offer) => offer.price.totalMinor <= most && (!patterns || patterns.some((matches) => matches(offer.journey.acriss))),
  );
  return { all, matching };
}

/** Other classes for a journey that is sold out: at the same agency, nearest in price first. */
export async function alternatives(world: World, journey: Journey, totalMinor: number): Promise<Offer[]> {
  const pickUp = await world.agencies.get(journey.pickUp.agency);
  const dropOff = await world.agencies.get(journey.dropOff.agency);
  const wish: Wish = { ...journey, pickUpLocal: journey.pickUp.local, dropOffLocal: journey.dropOff.local, promo: null, extras: [] };
  const distance = (offer: Offer): number => Math.abs(offer.price.totalMinor - totalMinor);
  return (await freeOffers(world, [pickUp], dropOff, wish, [journey.ratePlan])).sort((a, b) => distance(a) - distance(b)).slice(0, 3);
}
