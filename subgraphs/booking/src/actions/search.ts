import { categories } from '@ycyw/service/acrissLetters';
import { acrissPattern } from '@ycyw/service/acrissPattern';
import { exponentOf } from '@ycyw/service/money';
import { Refusal } from '@ycyw/service/refusal';
import type { Site } from '../data/agency.ts';
import { firstOffers, type OfferKey, type Sought } from '../domain/offerSearch.ts';
import { recommend, type Recommended } from '../domain/recommendation/recommended.ts';
import { freeCells, offerAt, type Alike, type Offer } from './offers.ts';
import { tripOf } from './recommendation/trip.ts';
import { personBehind, type Searcher } from './recommendation/searcher.ts';
import type { Catalogue } from './world.ts';

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

export type OfferSort = 'PRICE' | 'CATEGORY' | 'RECOMMENDED';

/** A stretch of what a search found, with all of it counted. */
export interface Found {
  offers: { offer: Offer; key: OfferKey }[];
  /** How many offers the filters leave. */
  totalCount: number;
  /** All that is free there, on every plan: for facets. Good until the next await. */
  sought: Sought<Alike>;
  /** Those that were searched. */
  agencies: readonly Site[];
  /** Where that is what they are sorted by. */
  recommended: Recommended | null;
}

async function pickUpAgencies(world: Catalogue, { pickUpAgency, near, country, radiusKm }: SearchInput): Promise<readonly Site[]> {
  if ([pickUpAgency, near, country].filter((place) => place !== null && place !== undefined).length !== 1) {
    throw new Refusal('BAD_INPUT', 'pickUpAgency | near | country');
  }
  if (pickUpAgency) return [await world.agencies.get(pickUpAgency)];
  if (country) return world.agencies.inCountry(country);
  const radius = radiusKm ?? 50;
  if (!near || radius < 1 || radius > 500) throw new Refusal('BAD_INPUT', 'radiusKm 1…500');
  return world.agencies.near(near, radius);
}

function check({ tariff }: Catalogue, { driverAge, acriss, currency, ratePlans }: SearchInput): void {
  if (driverAge && (driverAge < 16 || driverAge > 120)) throw new Refusal('BAD_INPUT', 'driverAge');
  if ((acriss?.length ?? 0) > 50) throw new Refusal('BAD_INPUT', 'acriss ≤ 50');
  if (currency && !Object.hasOwn(tariff.currencies, currency)) throw new Refusal('BAD_INPUT', 'currency');
  if (ratePlans?.some((code) => !tariff.plans.some((plan) => plan.code === code))) throw new Refusal('BAD_INPUT', 'ratePlans');
}

/** Refuses BAD_INPUT where a cap would be held against prices of several currencies. */
function requireOneCurrency({ profiles }: Sought<Alike>['cells']): void {
  const currency = profiles[0]?.terms.facts.currency;
  if (profiles.some(({ terms }) => terms.facts.currency !== currency)) throw new Refusal('BAD_INPUT', 'maxTotalMinor: currency');
}

const sizes = Object.keys(categories).join('');
/** What classes come by before their price. */
const placeBy: Record<OfferSort, (acriss: string, recommended: Recommended | null) => number> = {
  PRICE: () => 0,
  CATEGORY: (acriss) => sizes.indexOf(acriss.charAt(0)),
  RECOMMENDED: (acriss, recommended) => recommended?.placeOf(acriss) ?? 0,
};
/** More than any price. */
const apart = 2 ** 40;

/** What the cells `among` all are sorted by. A price counts in minor units where all are of one currency, else in euro cents, not rounded. */
function ordersOf(
  placeOf: (acriss: string) => number,
  { cells, codes }: Sought<Alike>,
  among: readonly number[],
  { tariff }: Catalogue,
): Float64Array {
  const factors = new Map<string, number>();
  for (const { terms } of cells.profiles) {
    const { currency } = terms.facts;
    if (!factors.has(currency))
      factors.set(currency, Number(tariff.exchange(currency, terms.today)?.rate ?? '1') * 10 ** (exponentOf(currency) - 2));
  }
  const places = codes.map(placeOf);
  const orders = new Float64Array(among.length);
  for (const [index, cell] of among.entries()) {
    const factor = factors.size < 2 ? 1 : (factors.get(cells.profile(cell).terms.facts.currency) ?? 1);
    orders[index] = (places[cells.numbers[cell] ?? -1] ?? 0) * apart + (cells.totalMinor[cell] ?? 0) / factor;
  }
  return orders;
}

export interface SearchManner {
  sort: OfferSort;
  most: number;
  cursor: readonly (string | number)[] | null;
  /** Whose past may count in what is recommended. */
  searcher: Searcher | null;
}

/** The first `most` offers of a search behind the cursor. */
export async function searchOffers(world: Catalogue, input: SearchInput, { sort, most, cursor, searcher }: SearchManner): Promise<Found> {
  check(world, input);
  const patterns = input.acriss?.map(acrissPattern);
  const agencies = await pickUpAgencies(world, input);
  const dropOff = input.dropOffAgency ? await world.agencies.get(input.dropOffAgency) : null;
  const wish = {
    acriss: '',
    currency: input.currency,
    pickUpLocal: input.pickUpAt,
    dropOffLocal: input.dropOffAt,
    driverAge: input.driverAge ?? 30,
    ratePlan: '',
    residence: input.residence,
    extras: [],
  };
  const trip = sort === 'RECOMMENDED' ? tripOf(input, agencies, world.clock.now()) : null;
  const person = trip && searcher ? await personBehind(world, searcher, trip.from) : null;
  const sought = await freeCells(world, agencies, dropOff, wish, world.clock.now());
  const { cells, stocks, codes } = sought;
  const wanted = codes.map((code) => patterns?.some((matches) => matches(code)) ?? true);
  const mostMinor = input.maxTotalMinor ?? Infinity;
  if (mostMinor < Infinity) requireOneCurrency(cells);
  const among: number[] = [];
  let totalCount = 0;
  for (let cell = 0; cell < cells.length; cell += 1) {
    if ((cells.totalMinor[cell] ?? 0) > mostMinor || !wanted[cells.numbers[cell] ?? -1]) continue;
    if (input.ratePlans && !input.ratePlans.includes(cells.plans[cell] ?? '')) continue;
    among.push(cell);
    totalCount += cells.agencies[cell] ?? 0;
  }
  const recommended =
    trip && recommend(world.recommender.learnt, trip, person, new Set(among.map((cell) => codes[cells.numbers[cell] ?? -1] ?? '')));
  const orders = ordersOf((acriss) => placeBy[sort](acriss, recommended), sought, among, world);
  const places = firstOffers(sought, among, orders, most, cursor);
  const offers = places.map((place) => ({ offer: offerAt(world, stocks, place), key: place.key }));
  return { offers, totalCount, sought, agencies, recommended };
}
