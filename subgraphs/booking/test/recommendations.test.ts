import { randomUUID } from 'node:crypto';
import { aScope } from '@ycyw/service/testing/scope';
import type { Viewer } from '@ycyw/service/viewer';
import { erasePeople } from '../src/actions/erase.ts';
import { noteErasure } from '../src/data/erasure.ts';
import { forgetSearches, noteSearch } from '../src/data/recommendation/renterSearch.ts';
import { saveConsent } from '../src/data/recommendation/consent.ts';
import { addDays } from '../src/domain/period.ts';
import { Answers } from '../src/graphql/answers.ts';
import { contextOf } from '../src/graphql/context.ts';
import { claire, eventually, liveKey, marie, openAgency, sam, schema, testKey, type House } from './agency.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 4, 'CDG CDMV': 4, 'CDG IFAV': 4, 'CDG SFAV': 4, 'LYS EDMV': 4, 'LYS CDMV': 4, 'LYS IFAV': 4 });
}, 60_000);
afterAll(() => house.close());

let choices = 0;
const choose = (who: Partial<Viewer>, personalisation: boolean, at = new Date(Date.UTC(2026, 4, 1, 0, 0, (choices += 1)))) =>
  house.event('identity.privacy.changed', { userId: who.id, region: 'EU', personalisation, at: at.toISOString() });

const aStop = (agency: string, date: string) => ({ agency, local: `${date}T10:00`, at: `${date}T08:00:00Z`, outOfHours: false });
let booked = 0;

/** A rental that was booked and paid, as far as learning looks at it. */
async function rented(who: Partial<Viewer>, acriss: string, { agency = 'CDG', from = '2025-07-14', nights = 7, state = 'CONFIRMED' } = {}) {
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

interface Row {
  vehicleClass: { id: string };
  ratePlan: { code: string };
  pickUp: { agency: { id: string } };
  recommendation: { because: string; personal: boolean } | null;
}
interface Page {
  searchOffers: { pageInfo: { hasNextPage: boolean; endCursor: string | null }; edges: { node: Row }[] };
}
const query = `query ($input: SearchOffersInput!, $sort: OfferSort, $first: Int, $after: String) {
  searchOffers(input: $input, sort: $sort, first: $first, after: $after) { pageInfo { hasNextPage endCursor }
    edges { node { vehicleClass { id } ratePlan { code } pickUp { agency { id } } recommendation { because personal } } } } }`;
const week = { pickUpAgency: 'CDG', pickUpAt: '2026-10-14T10:00', dropOffAt: '2026-10-21T10:00', ratePlans: ['PREPAID'] };

async function find(viewer: Partial<Viewer>, more: Record<string, unknown> = {}, language: 'fr' | 'en' = 'fr'): Promise<Row[]> {
  const { data, errors } = await house.ask<Page | null>(viewer, query, { input: week, sort: 'RECOMMENDED', first: 20, ...more }, language);
  if (!data) throw new Error(JSON.stringify(errors));
  return data.searchOffers.edges.map(({ node }) => node);
}
const classesOf = (rows: readonly Row[]): string[] => rows.map(({ vehicleClass }) => vehicleClass.id);
const searchesOf = (who: Partial<Viewer>): Promise<number> => house.db.renterSearch.count({ where: { userId: String(who.id) } });
const kept = (who: Partial<Viewer>, count: number) =>
  eventually(
    () => searchesOf(who),
    (found) => found === count,
  );

let day = 0;
const learnAnew = async (): Promise<void> => {
  house.moveTo(new Date(Date.UTC(2026, 5, 2 + (day += 1))).toISOString());
  await house.world.recommender.turn();
};

const crowd = Array.from({ length: 6 }, (): Partial<Viewer> => ({ id: randomUUID(), role: 'CUSTOMER', region: 'EU' }));

test('is the order of prices, with no reason given, as long as nothing was learnt', async () => {
  const byPrice = classesOf(await find({}, { sort: 'PRICE' }));
  expect(byPrice).toHaveLength(4);
  const rows = await find({});
  expect(classesOf(rows)).toEqual(byPrice);
  expect(rows.every(({ recommendation }) => recommendation === null)).toBe(true);
});

test('puts first for anybody what those who allowed it booked for such a trip, and says why without a word of anybody', async () => {
  for (const person of crowd) {
    await choose(person, true);
    await rented(person, 'SFAV', { nights: 7 });
    await rented(person, 'CDMV', { agency: 'LYS', nights: 2, from: '2025-03-03' });
  }
  await learnAnew();
  const rows = await find({});
  expect(classesOf(rows)[0]).toBe('SFAV');
  expect(rows[0]?.recommendation).toEqual({ because: expect.stringMatching(/^Souvent choisie /) as string, personal: false });
  expect((await find({}, {}, 'en'))[0]?.recommendation?.because).toMatch(/^Often chosen /);
  expect(rows.filter(({ recommendation }) => recommendation !== null).length).toBeLessThanOrEqual(3);
  const weekend = { ...week, pickUpAgency: 'LYS', pickUpAt: '2026-10-14T10:00', dropOffAt: '2026-10-16T10:00' };
  expect(classesOf(await find({}, { input: weekend }))[0]).toBe('CDMV');
  for (const sort of ['PRICE', 'CATEGORY'])
    expect((await find(claire, { sort })).every(({ recommendation }) => recommendation === null)).toBe(true);
});

test('learns nothing from who did not allow it, from guests, or from test keys', async () => {
  const before = await house.db.taste.findMany({ orderBy: [{ trait: 'asc' }, { value: 'asc' }, { acriss: 'asc' }] });
  for (let n = 0; n < 8; n += 1) await rented({ id: randomUUID() }, 'IFAV');
  await learnAnew();
  expect(await house.db.taste.findMany({ orderBy: [{ trait: 'asc' }, { value: 'asc' }, { acriss: 'asc' }] })).toEqual(before);
});

test('counts somebody’s own rentals with their consent alone, and no more from the moment in which it is withdrawn', async () => {
  await rented(claire, 'IFAV');
  const anybody = await find({});
  expect(await find(claire)).toEqual(anybody);
  expect(await searchesOf(claire)).toBe(0);

  await choose(claire, true);
  const own = await find(claire);
  expect(own[0]).toMatchObject({ vehicleClass: { id: 'IFAV' }, recommendation: { personal: true } });
  expect(own[0]?.recommendation?.because).toBe('Vous avez choisi cette catégorie pour juillet 2025');
  expect((await find(claire, {}, 'en'))[0]?.recommendation?.because).toBe('You chose this class for July 2025');
  expect(await find(sam)).toEqual(anybody);
  expect(await find({})).toEqual(anybody);
  await kept(claire, 1);

  await choose(claire, false);
  expect(await find(claire)).toEqual(anybody);
  expect(await searchesOf(claire)).toBe(0);
});

test('takes the last choice, in whatever order choices arrive, and refuses what is none', async () => {
  const at = (minute: number): Date => new Date(Date.UTC(2026, 4, 9, 0, minute));
  await choose(sam, false, at(2));
  await choose(sam, true, at(1));
  expect(await house.db.personalisation.findUniqueOrThrow({ where: { userId: String(sam.id) } })).toMatchObject({
    granted: false,
    at: at(2),
  });
  await choose(sam, true, at(3));
  await choose(sam, true, at(3));
  expect(await house.db.personalisation.findUniqueOrThrow({ where: { userId: String(sam.id) } })).toMatchObject({ granted: true });
  for (const payload of [
    {},
    { userId: 'nobody', region: 'EU', personalisation: true, at: at(4) },
    { userId: sam.id, region: 'MOON', personalisation: true, at: at(4) },
  ])
    await expect(house.event('identity.privacy.changed', payload)).rejects.toThrow();
  await choose(sam, false, at(5));
});

test('puts the class first that a partner booked a moment ago for the same days, and nothing of a partner for its test key', async () => {
  await choose(liveKey, true);
  for (const from of ['2025-01-06', '2025-02-03', '2025-03-03', '2025-04-07', '2025-05-05']) await rented(liveKey, 'EDMV', { from });
  await rented(liveKey, 'IFAV', { from: '2026-10-14', nights: 7 });
  const [first] = await find(liveKey);
  expect(first).toMatchObject({ vehicleClass: { id: 'IFAV' }, recommendation: { personal: true } });
  expect(await find(testKey)).toEqual(await find({}));
  expect(await searchesOf(liveKey)).toBe(0);
});

test('withdrawing while a search is being kept leaves no search behind', async () => {
  const person = { id: randomUUID() };
  await choose(person, true);
  const search = { agency: 'CDG', from: '2026-10-14', nights: 7, classes: '' };
  const now = new Date();
  const naive = async (): Promise<void> => {
    const [row] = await house.world.sql.$queryRaw<
      { granted: boolean }[]
    >`SELECT granted FROM personalisation WHERE user_id = ${person.id}::uuid`;
    await withdraw();
    if (row?.granted) {
      await house.world.sql.$executeRaw`
        INSERT INTO renter_search (id, user_id, region, agency, from_date, nights, classes, at)
        VALUES (${randomUUID()}::uuid, ${person.id}::uuid, 'EU', 'CDG', '2026-10-14'::date, 1, '', ${now})`;
    }
  };
  const withdraw = () =>
    house.world.sql.$transaction((tx) =>
      saveConsent(tx, { userId: person.id, region: 'EU', granted: false, at: new Date(Date.UTC(2026, 4, 20)) }),
    );
  // The control: who looks first and writes later leaves one.
  await naive();
  expect(await searchesOf(person)).toBe(1);
  for (let round = 0; round < 10; round += 1) {
    const at = new Date(Date.UTC(2026, 4, 21 + round));
    await choose(person, true, at);
    await Promise.all([
      ...Array.from({ length: 4 }, (_, n) => noteSearch(house.world.sql, person.id, { ...search, nights: n }, now)),
      house.world.sql.$transaction((tx) => saveConsent(tx, { userId: person.id, region: 'EU', granted: false, at })),
    ]);
    expect(await searchesOf(person)).toBe(0);
  }
});

test('keeps of a search the agency, days and classes, each once, fifty at most and for 180 days', async () => {
  const person: Partial<Viewer> = { id: randomUUID(), role: 'CUSTOMER', region: 'EU' };
  await choose(person, true);
  for (let times = 0; times < 2; times += 1) await find(person, { input: { ...week, acriss: ['sfav', 'C***'] } });
  await find(person, { input: { ...week, pickUpAgency: undefined, country: 'FR' } });
  await kept(person, 1);
  const [row] = await house.db.renterSearch.findMany({ where: { userId: String(person.id) } });
  expect(row).toMatchObject({ agency: 'CDG', nights: 7, classes: 'C***,SFAV', fromDate: new Date('2026-10-14') });
  for (let nights = 1; nights < 60; nights += 1)
    await noteSearch(
      house.world.sql,
      String(person.id),
      { agency: 'LYS', from: '2026-08-01', nights, classes: '' },
      new Date(Date.UTC(2026, 5, 1, 0, nights)),
    );
  expect(await searchesOf(person)).toBe(50);
  await forgetSearches(house.world.sql, new Date('2026-11-27T00:00:00Z'));
  expect(await searchesOf(person)).toBe(50);
  await forgetSearches(house.world.sql, new Date('2027-01-01T00:00:00Z'));
  expect(await searchesOf(person)).toBe(0);
});

test('reads on page by page without gap or double, for anybody and for oneself', async () => {
  await choose(claire, true);
  for (const viewer of [{}, claire]) {
    const input = { ...week, pickUpAgency: undefined, ratePlans: undefined, country: 'FR' };
    const whole = await find(viewer, { input, first: 100 });
    expect(whole.length).toBeGreaterThan(12);
    const pages: Row[] = [];
    for (let after: string | null = null; ;) {
      const { data } = await house.ask<Page>(viewer, query, { input, sort: 'RECOMMENDED', first: 4, after });
      const page: Page['searchOffers'] = data.searchOffers;
      pages.push(...page.edges.map(({ node }) => node));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(pages).toEqual(whole);
  }
});

test('asks the database nothing more than other searches do, and of somebody signed in one thing more', async () => {
  const asked: string[] = [];
  const { sql } = house.world;
  const counting = {
    ...sql,
    $queryRaw: (...all: Parameters<typeof sql.$queryRaw>) => (asked.push(all[0].join('?')), sql.$queryRaw<never>(...all)),
  };
  const count = async (viewer: Partial<Viewer>, sort: string): Promise<string[]> => {
    asked.length = 0;
    await house.askOf({ ...house.world, sql: counting }, viewer, query, { input: week, sort, first: 5 });
    return [...asked];
  };
  expect(await count({}, 'RECOMMENDED')).toEqual(await count({}, 'PRICE'));
  expect(await count(claire, 'PRICE')).toEqual([]);
  expect(await count(marie, 'RECOMMENDED')).toEqual([]);
  expect(await count(claire, 'RECOMMENDED')).toEqual([expect.stringContaining('FROM personalisation')]);
});

test('shares an answer of one’s own with nobody', async () => {
  const answers = new Answers(schema);
  const answer = async (viewer: Partial<Viewer>): Promise<Page> => {
    const body = await answers.answer({ query, variables: { input: week, sort: 'RECOMMENDED' } }, contextOf(house.world)(aScope(viewer)));
    return (JSON.parse(String(body)) as { data: Page }).data;
  };
  const isPersonal = ({ searchOffers }: Page): boolean => searchOffers.edges.some(({ node }) => node.recommendation?.personal);
  expect(isPersonal(await answer(claire))).toBe(true);
  expect(isPersonal(await answer({}))).toBe(false);
  expect(isPersonal(await answer({}))).toBe(false);
  expect(answers.counts).toMatchObject({ hits: 1, misses: 1 });
  expect(isPersonal(await answer(claire))).toBe(true);
  await choose(claire, false);
  expect(isPersonal(await answer(claire))).toBe(false);
  await choose(claire, true);
});

const strange: [string, Record<string, unknown>, string][] = [
  ['a cursor that we did not make', { after: 'e30' }, 'BAD_INPUT'],
  ['no place', { input: { ...week, pickUpAgency: undefined } }, 'BAD_INPUT'],
  ['a drop-off before the pick-up', { input: { ...week, dropOffAt: '2026-10-13T10:00' } }, 'PERIOD_EMPTY'],
  ['an agency of nowhere', { input: { ...week, pickUpAgency: 'ZZZ' } }, 'NOT_FOUND'],
  ['a hundred classes', { input: { ...week, acriss: Array.from({ length: 100 }, () => 'C***') } }, 'BAD_INPUT'],
];
test.each(strange)('refuses %s, and keeps nothing of it', async (_, more, code) => {
  const before = await searchesOf(claire);
  expect((await house.ask(claire, query, { input: week, sort: 'RECOMMENDED', first: 5, ...more })).code).toBe(code);
  expect(await searchesOf(claire)).toBe(before);
});

test('a cursor of another sort reads on somewhere and breaks nothing', async () => {
  const { data } = await house.ask<Page>({}, query, { input: week, sort: 'PRICE', first: 2 });
  expect(await find(claire, { after: data.searchOffers.pageInfo.endCursor })).toBeInstanceOf(Array);
});

interface Trip {
  agency: { id: string };
  vehicleClass: { id: string } | null;
  pickUpAt: string;
  dropOffAt: string;
  because: string;
}
const tripsOf = (viewer: Partial<Viewer>, id: unknown, first?: number) =>
  house.ask<{ _entities: [{ nextTrips: Trip[] | null }] }>(
    viewer,
    `query ($id: ID!, $first: Int) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User {
      nextTrips(first: $first) { agency { id } vehicleClass { id } pickUpAt dropOffAt because } } } }`,
    { id, ...(first === undefined ? {} : { first }) },
  );

test('suggests the trips of last year at their time of the year, and those searched for and not booked; to oneself alone', async () => {
  const person: Partial<Viewer> = { id: randomUUID(), role: 'CUSTOMER', region: 'EU' };
  house.moveTo('2026-07-01T08:00:00Z');
  await rented(person, 'SFAV', { agency: 'LYS', from: '2025-08-04', nights: 5 });
  await rented(person, 'EDMV', { agency: 'LYS', from: '2024-12-20', nights: 3, state: 'CANCELLED' });
  expect((await tripsOf(person, person.id)).data._entities[0].nextTrips).toEqual([]);
  await choose(person, true);
  await noteSearch(
    house.world.sql,
    String(person.id),
    { agency: 'CDG', from: '2026-09-07', nights: 0, classes: 'IFAV' },
    new Date('2026-06-30T08:00:00Z'),
  );
  const { data } = await tripsOf(person, person.id);
  expect(data._entities[0].nextTrips).toEqual([
    {
      ...{ agency: { id: 'LYS' }, vehicleClass: { id: 'SFAV' }, pickUpAt: '2026-08-03T10:00', dropOffAt: '2026-08-08T10:00' },
      because: 'Vous y étiez en août 2025',
    },
    {
      ...{ agency: { id: 'CDG' }, vehicleClass: { id: 'IFAV' }, pickUpAt: '2026-09-07T10:00', dropOffAt: '2026-09-08T10:00' },
      because: 'Vous avez cherché ce voyage sans le réserver',
    },
  ]);
  expect((await tripsOf(person, person.id, 1)).data._entities[0].nextTrips).toHaveLength(1);
  for (const first of [0, 6, -1]) expect((await tripsOf(person, person.id, first)).code).toBe('BAD_INPUT');
  expect((await tripsOf(claire, person.id)).code).toBe('NOT_FOUND');
  expect((await tripsOf(marie, person.id)).code).toBe('NOT_FOUND');
  expect((await tripsOf({}, person.id)).code).toBe('UNAUTHENTICATED');
  expect((await tripsOf(liveKey, person.id)).code).toBe('FORBIDDEN');
  await rented(person, 'EDMV', { from: '2026-09-06', nights: 2 });
  await rented(person, 'EDMV', { from: '2026-08-05', nights: 2 });
  expect((await tripsOf(person, person.id)).data._entities[0].nextTrips).toEqual([]);
  await choose(person, false);
  expect((await tripsOf(person, person.id)).data._entities[0].nextTrips).toEqual([]);
});

test('a person’s archive holds their consent and searches, and erasing takes both; of the rest the next learning takes what they booked', async () => {
  const person: Partial<Viewer> = { id: randomUUID(), role: 'CUSTOMER', region: 'EU' };
  await choose(person, true);
  await noteSearch(house.world.sql, String(person.id), { agency: 'CDG', from: '2026-10-14', nights: 7, classes: 'SFAV' }, new Date());
  const records = `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { bookingRecords { records { kind data } } } } }`;
  const { data } = await house.ask<{ _entities: [{ bookingRecords: { records: { kind: string; data: string }[] } }] }>(
    { role: 'SERVICE' },
    records,
    { id: person.id },
  );
  expect(data._entities[0].bookingRecords.records.map(({ kind, data: held }) => [kind, JSON.parse(held) as unknown])).toEqual([
    ['privacyChoice', { purpose: 'PERSONALISATION', granted: true }],
    ['search', { agency: 'CDG', pickUp: '2026-10-14', nights: 7, acriss: 'SFAV' }],
  ]);
  await house.world.sql.$transaction((tx) =>
    noteErasure(tx, { deletionId: randomUUID(), userId: String(person.id), region: 'EU' }, new Date()),
  );
  await erasePeople(house.world);
  expect(await searchesOf(person)).toBe(0);
  expect(await house.db.personalisation.count({ where: { userId: String(person.id) } })).toBe(0);

  expect(await house.db.taste.count({ where: { trait: 'all', acriss: 'SFAV' } })).toBe(1);
  for (const each of crowd.slice(0, 2)) await choose(each, false);
  await learnAnew();
  house.moveTo('2026-07-02T08:00:00Z');
  await house.world.recommender.turn();
  expect(await house.db.taste.count({ where: { trait: 'all', acriss: 'SFAV' } })).toBe(0);
});
