import { randomUUID } from 'node:crypto';
import { aScope } from '@ycyw/service/testing/scope';
import type { Viewer } from '@ycyw/service/viewer';
import { Answers } from '../src/graphql/answers.ts';
import { contextOf } from '../src/graphql/context.ts';
import { claire, liveKey, marie, openAgency, sam, schema, testKey, type House } from './agency.ts';
import { choose, crowdRents, find, kept, learnAnew, query, rented, searchesOf, week, type Page, type Row } from './recommending.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 4, 'CDG CDMV': 4, 'CDG IFAV': 4, 'CDG SFAV': 4, 'LYS EDMV': 4, 'LYS CDMV': 4, 'LYS IFAV': 4 });
});
afterAll(() => house.close());

const classesOf = (rows: readonly Row[]): string[] => rows.map(({ vehicleClass }) => vehicleClass.id);

test('is the order of prices, with no reason given, as long as nothing was learnt', async () => {
  const byPrice = classesOf(await find(house, {}, { sort: 'PRICE' }));
  expect(byPrice).toHaveLength(4);
  const rows = await find(house, {});
  expect(classesOf(rows)).toEqual(byPrice);
  expect(rows.every(({ recommendation }) => recommendation === null)).toBe(true);
});

test('puts first for anybody what those who allowed it booked for such a trip, and says why without a word of anybody', async () => {
  await crowdRents(house);
  await learnAnew(house);
  const rows = await find(house, {});
  expect(classesOf(rows)[0]).toBe('SFAV');
  expect(rows[0]?.recommendation).toEqual({ because: expect.stringMatching(/^Souvent choisie /) as string, personal: false });
  expect((await find(house, {}, {}, 'en'))[0]?.recommendation?.because).toMatch(/^Often chosen /);
  expect(rows.filter(({ recommendation }) => recommendation !== null).length).toBeLessThanOrEqual(3);
  const weekend = { ...week, pickUpAgency: 'LYS', pickUpAt: '2026-10-14T10:00', dropOffAt: '2026-10-16T10:00' };
  expect(classesOf(await find(house, {}, { input: weekend }))[0]).toBe('CDMV');
  for (const sort of ['PRICE', 'CATEGORY'])
    expect((await find(house, claire, { sort })).every(({ recommendation }) => recommendation === null)).toBe(true);
});

test('learns nothing from who did not allow it, from guests, or from test keys', async () => {
  const before = await house.db.taste.findMany({ orderBy: [{ trait: 'asc' }, { value: 'asc' }, { acriss: 'asc' }] });
  for (let n = 0; n < 8; n += 1) await rented(house, { id: randomUUID() }, 'IFAV');
  await learnAnew(house);
  expect(await house.db.taste.findMany({ orderBy: [{ trait: 'asc' }, { value: 'asc' }, { acriss: 'asc' }] })).toEqual(before);
});

test('counts somebody’s own rentals with their consent alone, and no more from the moment in which it is withdrawn', async () => {
  await rented(house, claire, 'IFAV');
  const anybody = await find(house, {});
  expect(await find(house, claire)).toEqual(anybody);
  expect(await searchesOf(house, claire)).toBe(0);

  await choose(house, claire, true);
  const own = await find(house, claire);
  expect(own[0]).toMatchObject({ vehicleClass: { id: 'IFAV' }, recommendation: { personal: true } });
  expect(own[0]?.recommendation?.because).toBe('Vous avez choisi cette catégorie pour juillet 2025');
  expect((await find(house, claire, {}, 'en'))[0]?.recommendation?.because).toBe('You chose this class for July 2025');
  expect(await find(house, sam)).toEqual(anybody);
  expect(await find(house, {})).toEqual(anybody);
  await kept(house, claire, 1);

  await choose(house, claire, false);
  expect(await find(house, claire)).toEqual(anybody);
  expect(await searchesOf(house, claire)).toBe(0);
});

test('puts the class first that a partner booked a moment ago for the same days, and nothing of a partner for its test key', async () => {
  await choose(house, liveKey, true);
  for (const from of ['2025-01-06', '2025-02-03', '2025-03-03', '2025-04-07', '2025-05-05']) await rented(house, liveKey, 'EDMV', { from });
  await rented(house, liveKey, 'IFAV', { from: '2026-10-14', nights: 7 });
  const [first] = await find(house, liveKey);
  expect(first).toMatchObject({ vehicleClass: { id: 'IFAV' }, recommendation: { personal: true } });
  expect(await find(house, testKey)).toEqual(await find(house, {}));
  expect(await searchesOf(house, liveKey)).toBe(0);
});

test('reads on page by page without gap or double, for anybody and for oneself', async () => {
  await choose(house, claire, true);
  for (const viewer of [{}, claire]) {
    const input = { ...week, pickUpAgency: undefined, ratePlans: undefined, country: 'FR' };
    const whole = await find(house, viewer, { input, first: 100 });
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
  await choose(house, claire, false);
  expect(isPersonal(await answer(claire))).toBe(false);
  await choose(house, claire, true);
});

const strange: [string, Record<string, unknown>, string][] = [
  ['a cursor that we did not make', { after: 'e30' }, 'BAD_INPUT'],
  ['no place', { input: { ...week, pickUpAgency: undefined } }, 'BAD_INPUT'],
  ['a drop-off before the pick-up', { input: { ...week, dropOffAt: '2026-10-13T10:00' } }, 'PERIOD_EMPTY'],
  ['an agency of nowhere', { input: { ...week, pickUpAgency: 'ZZZ' } }, 'NOT_FOUND'],
  ['a hundred classes', { input: { ...week, acriss: Array.from({ length: 100 }, () => 'C***') } }, 'BAD_INPUT'],
];
test.each(strange)('refuses %s, and keeps nothing of it', async (_, more, code) => {
  const before = await searchesOf(house, claire);
  expect((await house.ask(claire, query, { input: week, sort: 'RECOMMENDED', first: 5, ...more })).code).toBe(code);
  expect(await searchesOf(house, claire)).toBe(before);
});

test('a cursor of another sort reads on somewhere and breaks nothing', async () => {
  const { data } = await house.ask<Page>({}, query, { input: week, sort: 'PRICE', first: 2 });
  expect(await find(house, claire, { after: data.searchOffers.pageInfo.endCursor })).toBeInstanceOf(Array);
});
