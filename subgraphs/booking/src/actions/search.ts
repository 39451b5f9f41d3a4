import { categories } from '@ycyw/service/acrissLetters';
import { acrissPattern } from '@ycyw/service/acrissPattern';
import { exponentOf } from '@ycyw/service/money';
import { Refusal } from '@ycyw/service/refusal';
import type { Site } from '../data/agency.ts';
import { firstOffers, type Cell, type OfferKey } from '../domain/offerSearch.ts';
import { freeCells, offerAt, type Alike, type Offer } from './offers.ts';
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
  /** All that is free there, on every plan: for facets. */
  cells: readonly Cell<Alike>[];
  /** Those that were searched. */
  agencies: readonly Site[];
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

/** Whether a class is among those that are asked for, each class looked at once. */
function wantedClasses(acriss: readonly string[] | null | undefined): (code: string) => boolean {
  if (!acriss) return () => true;
  const patterns = acriss.map(acrissPattern);
  const known = new Map<string, boolean>();
  return (code) => {
    let wanted = known.get(code);
    if (wanted === undefined) {
      wanted = patterns.some((matches) => matches(code));
      known.set(code, wanted);
    }
    return wanted;
  };
}

/** The price as a figure to sort by: minor units where all prices are of one currency, else euro cents, not rounded. */
function priceOrder(cells: readonly Cell<Alike>[], { tariff }: Catalogue): (cell: Cell<Alike>) => number {
  const factors = new Map<string, number>();
  for (const { profile } of cells) {
    const { facts, today } = profile.terms;
    if (!factors.has(facts.currency))
      factors.set(facts.currency, Number(tariff.exchange(facts.currency, today)?.rate ?? '1') * 10 ** (exponentOf(facts.currency) - 2));
  }
  if (factors.size < 2) return ({ totalMinor }) => totalMinor;
  return ({ totalMinor, profile }) => totalMinor / (factors.get(profile.terms.facts.currency) ?? 1);
}

/** Refuses BAD_INPUT where a cap would be held against prices of several currencies. */
function requireOneCurrency(cells: readonly Cell<Alike>[]): void {
  const currency = cells[0]?.profile.terms.facts.currency;
  if (cells.some(({ profile }) => profile.terms.facts.currency !== currency)) throw new Refusal('BAD_INPUT', 'maxTotalMinor: currency');
}

const sizes = Object.keys(categories).join('');
/** More than any price. */
const apart = 2 ** 40;

function orderOf(sort: OfferSort, cells: readonly Cell<Alike>[], world: Catalogue): (cell: Cell<Alike>) => number {
  const price = priceOrder(cells, world);
  return sort === 'CATEGORY' ? (cell) => sizes.indexOf(cell.acriss.charAt(0)) * apart + price(cell) : price;
}

/** The first `most` offers of a search behind the cursor. */
export async function searchOffers(
  world: Catalogue,
  input: SearchInput,
  { sort, most, cursor }: { sort: OfferSort; most: number; cursor: readonly (string | number)[] | null },
): Promise<Found> {
  check(world, input);
  const wants = wantedClasses(input.acriss);
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
  const cells = await freeCells(world, agencies, dropOff, wish, world.clock.now());
  const mostMinor = input.maxTotalMinor ?? Infinity;
  if (mostMinor < Infinity) requireOneCurrency(cells);
  const matching = cells.filter(
    (cell) => cell.totalMinor <= mostMinor && wants(cell.acriss) && (!input.ratePlans || input.ratePlans.includes(cell.ratePlan)),
  );
  const places = firstOffers(matching, orderOf(sort, matching, world), most, cursor);
  return {
    offers: places.map((place) => ({ offer: offerAt(world, place), key: place.key })),
    totalCount: matching.reduce((sum, cell) => sum + cell.agencies, 0),
    cells,
    agencies,
  };
}
