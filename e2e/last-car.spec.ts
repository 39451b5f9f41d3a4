import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inDays, people } from './people.ts';
import { addAgency, addVehicles } from './replay/operations.ts';
import { runningSystem, type Running } from './running.ts';

const customers = 100;
const patienceMs = 30_000;

let system: Running;
let asked: ReturnType<typeof people>;
before(async () => {
  system = await runningSystem();
  asked = people(system, customers);
});
after(async () => {
  asked.close();
  await system.stop();
});

interface Search {
  searchOffers: { edges: { node: { id: string; left: number; vehicleClass: { id: string } } }[] };
}

const search = `query Search($input: SearchOffersInput!) { searchOffers(input: $input) { edges { node { id left vehicleClass { id } } } } }`;
const quote = `mutation Quote($input: CreateQuoteInput!) { createQuote(input: $input) { __typename ... on QuoteCreated { quote { id } } } }`;
const book = `mutation Book($input: BookQuoteInput!) {
  bookQuote(input: $input) { __typename ... on BookQuoteSuccess { booking { state } } ... on SoldOut { alternatives { vehicleClass { id } } } }
}`;

const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '23:59' }));
const agency = {
  code: 'LAST',
  name: 'Last Car',
  city: 'Nice',
  country: 'FR',
  region: 'EU',
  timeZone: 'Europe/Paris',
  location: { latitude: 43.66, longitude: 7.21 },
  currency: 'EUR',
  openingHours: hours,
};

void test('of a hundred guests who book the last car at once one gets it, and 99 are offered another', async () => {
  const admin = await asked.as('ada.admin@example.com');
  await admin(addAgency, { input: agency });
  await admin(addVehicles, { input: { agency: 'LAST', acriss: 'EDMV', count: 1, idempotencyKey: 'last-EDMV' } });
  await admin(addVehicles, { input: { agency: 'LAST', acriss: 'CDMV', count: 3, idempotencyKey: 'last-CDMV' } });

  const input = { pickUpAgency: 'LAST', pickUpAt: inDays(20), dropOffAt: inDays(23), ratePlans: ['PREPAID'] };
  const offers = async (): Promise<Search['searchOffers']['edges']> =>
    (await asked.guest<Search>(search, { input }).catch(() => null))?.searchOffers.edges ?? [];
  const since = Date.now();
  let found = await offers();
  while (found.length < 2 && Date.now() - since < patienceMs) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    found = await offers();
  }
  const last = found.find(({ node }) => node.vehicleClass.id === 'EDMV')?.node;
  assert.equal(last?.left, 1);

  const quotes = await Promise.all(
    Array.from({ length: customers }, async (_, number) => {
      const { createQuote } = await asked.guest<{ createQuote: { quote: { id: string } } }>(quote, {
        input: { offerId: last.id, idempotencyKey: `last-quote-${number}` },
      });
      return createQuote.quote.id;
    }),
  );
  assert.equal(new Set(quotes).size, customers, 'each guest has a quote of their own');

  const answers = await Promise.all(
    quotes.map(async (quoteId, number) => {
      const driver = {
        givenName: 'Guest',
        familyName: `Number ${number}`,
        birthDate: '1985-02-28',
        licenceNumber: `L-${number}`,
        licenceCountry: 'FR',
        email: `guest${number}@example.com`,
      };
      const answer = await asked.guest<{ bookQuote: { __typename: string; alternatives?: { vehicleClass: { id: string } }[] } }>(book, {
        input: { quoteId, driver, idempotencyKey: `last-book-${number}` },
      });
      return answer.bookQuote;
    }),
  );
  const count = (name: string): number => answers.filter(({ __typename }) => __typename === name).length;
  assert.deepEqual([count('BookQuoteSuccess'), count('SoldOut')], [1, customers - 1]);
  for (const { alternatives } of answers) {
    if (alternatives)
      assert.deepEqual(
        alternatives.map(({ vehicleClass }) => vehicleClass.id),
        ['CDMV'],
      );
  }

  const agent = await asked.as('marie.agent@example.com');
  const { bookings } = await agent<{ bookings: { totalCount: number } }>(`query Books { bookings(agency: "LAST") { totalCount } }`, {});
  assert.equal(bookings.totalCount, 1);
});
