import { randomUUID } from 'node:crypto';
import type { Viewer } from '@ycyw/service/viewer';
import { addDays } from '../src/domain/period.ts';
import { eventually, type House } from './agency.ts';

let choices = 0;
/** What somebody lets be learnt of them: each choice later than those before, where nothing else is said. */
export const choose = (
  house: House,
  who: Partial<Viewer>,
  personalisation: boolean,
  at = new Date(Date.UTC(2026, 4, 1, 0, 0, (choices += 1))),
) => house.event('identity.privacy.changed', { userId: who.id, region: 'EU', personalisation, at: at.toISOString() });

const aStop = (agency: string, date: string) => ({ agency, local: `${date}T10:00`, at: `${date}T08:00:00Z`, outOfHours: false });
let booked = 0;

/** A rental that was booked and paid, as far as learning looks at it. */
export async function rented(
  house: House,
  who: Partial<Viewer>,
  acriss: string,
  { agency = 'CDG', from = '2025-07-14', nights = 7, state = 'CONFIRMED' } = {},
) {
  booked += 1;
  const isPartner = who.role === 'PARTNER';
  await house.db.booking.create({
    data: {
      ...{ id: randomUUID(), quoteId: randomUUID(), reference: `PAST${booked}`, state, region: 'EU', language: 'fr', acriss, price: {} },
      ...{
        pickUpAgency: agency,
        dropOffAgency: agency,
        currency: 'EUR',
        totalMinor: 1n,
        createdAt: new Date(Date.UTC(2025, 5, 1, 0, booked)),
      },
      ...{ pickUpAt: new Date(from), dropOffAt: new Date(addDays(from, nights)), earliestPickUpAt: new Date(from) },
      ...(isPartner ? { partnerId: String(who.id) } : { customerId: String(who.id) }),
      journey: {
        ...{ ratePlan: 'PREPAID', promo: null, residence: 'FR', bookedOn: '2025-06-01' },
        ...{ pickUp: aStop(agency, from), dropOff: aStop(agency, addDays(from, nights)) },
      },
    },
  });
}

export interface Row {
  vehicleClass: { id: string };
  ratePlan: { code: string };
  pickUp: { agency: { id: string } };
  recommendation: { because: string; personal: boolean } | null;
}
export interface Page {
  searchOffers: { pageInfo: { hasNextPage: boolean; endCursor: string | null }; edges: { node: Row }[] };
}
export const query = `query ($input: SearchOffersInput!, $sort: OfferSort, $first: Int, $after: String) {
  searchOffers(input: $input, sort: $sort, first: $first, after: $after) { pageInfo { hasNextPage endCursor }
    edges { node { vehicleClass { id } ratePlan { code } pickUp { agency { id } } recommendation { because personal } } } } }`;
export const week = { pickUpAgency: 'CDG', pickUpAt: '2026-10-14T10:00', dropOffAt: '2026-10-21T10:00', ratePlans: ['PREPAID'] };

export async function find(
  house: House,
  viewer: Partial<Viewer>,
  more: Record<string, unknown> = {},
  language: 'fr' | 'en' = 'fr',
): Promise<Row[]> {
  const { data, errors } = await house.ask<Page | null>(viewer, query, { input: week, sort: 'RECOMMENDED', first: 20, ...more }, language);
  if (!data) throw new Error(JSON.stringify(errors));
  return data.searchOffers.edges.map(({ node }) => node);
}
export const searchesOf = (house: House, who: Partial<Viewer>): Promise<number> =>
  house.db.renterSearch.count({ where: { userId: String(who.id) } });
export const kept = (house: House, who: Partial<Viewer>, count: number) =>
  eventually(
    () => searchesOf(house, who),
    (found) => found === count,
  );

let day = 0;
export const learnAnew = async (house: House): Promise<void> => {
  house.moveTo(new Date(Date.UTC(2026, 5, 2 + (day += 1))).toISOString());
  await house.world.recommender.turn();
};

export const aPerson = (): Partial<Viewer> => ({ id: randomUUID(), role: 'CUSTOMER', region: 'EU' });

/** Six people who allow it. */
export const crowd = Array.from({ length: 6 }, aPerson);

/** They rent a large car for a week in Paris, and a small one for two days in Lyon. */
export async function crowdRents(house: House): Promise<void> {
  for (const person of crowd) {
    await choose(house, person, true);
    await rented(house, person, 'SFAV', { nights: 7 });
    await rented(house, person, 'CDMV', { agency: 'LYS', nights: 2, from: '2025-03-03' });
  }
}
