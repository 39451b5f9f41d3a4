import { postgres } from '@ycyw/service/postgres';
import fc from 'fast-check';
import type { SearchInput } from '../src/actions/search.ts';
import { Availability } from '../src/data/availability.ts';
import { lockStock, take } from '../src/data/ledger.ts';
import { openAgency, type Answer, type House } from './agency.ts';
import { naiveSearch, type NaiveOffer } from './naiveSearch.ts';
import { aHold, search } from './rental.ts';

let house: House;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 4, 'CDG CDMV': 1, 'LYS EDMV': 2 });
  await sow(house);
});
afterAll(() => house.close());

const classes = ['EDMV', 'CDMV', 'CDAE', 'IFAV', 'SFAV', 'FVAV'];
const places: [
  code: string,
  country: string,
  subdivision: string | null,
  zone: string,
  currency: string,
  latitude: number,
  longitude: number,
][] = [
  ['NCE', 'FR', null, 'Europe/Paris', 'EUR', 43.6, 7.2],
  ['TLN', 'FR', null, 'Europe/Paris', 'EUR', 43.1, 6.1],
  ['LIL', 'FR', null, 'Europe/Paris', 'EUR', 50.6, 3.1],
  ['LCY', 'GB', null, 'Europe/London', 'GBP', 51.5, 0.05],
  ['MIA', 'US', 'Florida', 'America/New_York', 'USD', 25.8, -80.3],
  ['PNS', 'US', 'Florida', 'America/Chicago', 'USD', 30.5, -87.2],
  ['LAX', 'US', 'California', 'America/Los_Angeles', 'USD', 33.9, -118.4],
  ['HNL', 'US', 'Hawaii', 'Pacific/Honolulu', 'USD', 21.3, -157.9],
  ['MIA1', 'US', 'Florida', 'America/New_York', 'USD', 25.9, -80.2],
];
const week = (days: readonly number[]) => days.map((weekday) => ({ weekday, opens: '08:00', closes: '20:00' }));

/** Agencies with hours and exceptions of all sorts, and stock that comes and goes. */
async function sow({ db }: House): Promise<void> {
  await db.agency.createMany({
    data: places.map(([code, country, subdivision, timeZone, currency, latitude, longitude], index) => ({
      ...{ code, name: code, country, subdivision, region: 'EU', timeZone, currency, latitude, longitude, active: true, version: 1 },
      openingHours: week(index % 3 === 0 ? [1, 2, 3, 4, 5, 6] : [1, 2, 3, 4, 5, 6, 7]),
      exceptions:
        index % 2 === 0 ? [{ date: '2026-07-14', opens: null, closes: null }] : [{ date: '2026-07-14', opens: '06:00', closes: '12:00' }],
      outOfHoursReturn: index % 4 !== 1,
    })),
  });
  const stocks = places.flatMap(([agency], index) => classes.slice(index % 2).map((acriss) => ({ agency, acriss })));
  await db.classStock.createMany({ data: stocks });
  await db.classLedger.createMany({
    data: stocks.map((stock, index) => ({ ...stock, fromAt: new Date(0), supply: index % 3, allowance: index % 5 === 0 ? 1 : 0, sold: 0 })),
  });
}

const daysAhead = fc.integer({ min: 0, max: 60 });
const wall = (days: number, hour: number): string =>
  `${new Date(Date.UTC(2026, 5, 20 + days)).toISOString().slice(0, 10)}T${String(hour).padStart(2, '0')}:00`;

const inputs: fc.Arbitrary<SearchInput> = fc
  .record({
    place: fc.oneof(
      fc.constantFrom('FR', 'US', 'GB', 'DE').map((country) => ({ country })),
      fc.constantFrom(...places, ['CDG', 'FR', null, '', '', 0, 0] as const).map(([pickUpAgency]) => ({ pickUpAgency })),
      fc.record({
        near: fc.constantFrom({ latitude: 51, longitude: 1.5 }, { latitude: 26, longitude: -80 }),
        radiusKm: fc.constantFrom(20, 500),
      }),
    ),
    dropOffAgency: fc.option(fc.constantFrom('NCE', 'HNL', 'MIA'), { freq: 3 }),
    days: daysAhead,
    hours: fc.tuple(fc.constantFrom(7, 9, 12, 19), fc.constantFrom(7, 10, 21)),
    length: fc.integer({ min: 1, max: 9 }),
    acriss: fc.option(fc.constantFrom<string[]>(['C***'], ['ASUV', 'EDMV'], ['***E'])),
    maxTotalMinor: fc.option(fc.integer({ min: 8_000, max: 60_000 })),
    currency: fc.option(fc.constantFrom('EUR', 'USD'), { freq: 3 }),
    ratePlans: fc.option(fc.constantFrom<string[]>(['PREPAID'], ['FLEX', 'EARLY'])),
    driverAge: fc.constantFrom(23, 40),
  })
  .map(({ place, days, hours: [from, to], length, ...rest }) => ({
    ...place,
    ...rest,
    pickUpAt: wall(days, from),
    dropOffAt: wall(days + length, to),
  }));

interface Page {
  searchOffers: {
    totalCount: number;
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
    edges: {
      node: {
        left: number;
        vehicleClass: { id: string };
        ratePlan: { code: string };
        pickUp: { agency: { id: string } };
        dropOff: { outOfHours: boolean };
        price: { total: { minor: number; currency: string } };
      };
    }[];
    facets: { name: string; values: { value: string; count: number }[] }[];
  } | null;
}

const query = `query ($input: SearchOffersInput!, $sort: OfferSort, $after: String) {
  searchOffers(input: $input, sort: $sort, first: 7, after: $after) { totalCount pageInfo { hasNextPage endCursor }
    facets { name values { value count } }
    edges { node { left vehicleClass { id } ratePlan { code } pickUp { agency { id } } dropOff { outOfHours } price { total { minor currency } } } } } }`;

/** All pages of a search, one after the other; null where it is refused. */
async function readAll(
  input: SearchInput,
  sort: string,
  refusals = ['AGENCY_CLOSED', 'PERIOD_EMPTY'],
): Promise<{ offers: NaiveOffer[]; first: NonNullable<Page['searchOffers']> } | null> {
  const offers: NaiveOffer[] = [];
  let first: Page['searchOffers'] | undefined;
  for (let after: string | null = null; ;) {
    const { data, code }: Answer<Page | null> = await house.ask({}, query, { input, sort, after });
    const page: Page['searchOffers'] | undefined = data?.searchOffers;
    if (!page) {
      expect(refusals).toContain(code);
      return null;
    }
    first ??= page;
    for (const { node } of page.edges) {
      offers.push({
        ...{ agency: node.pickUp.agency.id, acriss: node.vehicleClass.id, ratePlan: node.ratePlan.code, left: node.left },
        ...{ totalMinor: node.price.total.minor, currency: node.price.total.currency, outOfHours: node.dropOff.outOfHours },
      });
    }
    if (!page.pageInfo.hasNextPage) return { offers, first };
    after = page.pageInfo.endCursor;
  }
}

const counted = (offers: readonly NaiveOffer[], of: (offer: NaiveOffer) => string): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(offers, of)].map(([value, group]) => [value, group.length]));

test('a search finds what looking at every offer finds: the same ones in the same order, counted alike, page by page without gap or double', async () => {
  const change = fc.record({ stock: fc.nat(), days: daysAhead, length: fc.integer({ min: 1, max: 12 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { maxLength: 6 }),
      inputs,
      fc.constantFrom('PRICE', 'CATEGORY', 'RECOMMENDED'),
      async (changes, input, sort) => {
        const stocks = await house.db.classStock.findMany({ orderBy: [{ agency: 'asc' }, { acriss: 'asc' }] });
        for (const { stock: drawn, days, length } of changes) {
          const stock = stocks[drawn % stocks.length];
          const from = new Date(`${wall(days, 10)}Z`);
          if (!stock) continue;
          await house.world.sql.$transaction(async (tx) => {
            await lockStock(tx, stock);
            await take(tx, stock, [{ from, to: new Date(from.getTime() + length * 24 * 3_600_000) }]);
          });
        }
        const expected = await naiveSearch(house, input, sort);
        if (input.maxTotalMinor !== null && new Set(expected.all.map(({ currency }) => currency)).size > 1) {
          expect(await readAll(input, sort, ['BAD_INPUT'])).toBeNull();
          return;
        }
        const found = await readAll(input, sort);
        expect(found?.offers ?? []).toEqual(expected.matching);
        if (!found) return;
        expect(found.first.totalCount).toBe(expected.matching.length);
        const values = (name: string): Record<string, number> =>
          Object.fromEntries(found.first.facets.find((each) => each.name === name)?.values.map(({ value, count }) => [value, count]) ?? []);
        const onPlans = expected.all.filter(({ ratePlan }) => input.ratePlans?.includes(ratePlan) ?? true);
        expect(values('category')).toEqual(counted(onPlans, ({ acriss }) => `${acriss.charAt(0)}***`));
        expect(values('type')).toEqual(counted(onPlans, ({ acriss }) => `*${acriss.charAt(1)}**`));
        expect(values('fuelAndAir')).toEqual(counted(onPlans, ({ acriss }) => `***${acriss.charAt(3)}`));
        expect(values('ratePlan')).toEqual(counted(expected.all, ({ ratePlan }) => ratePlan));
        for (const [cap, count] of Object.entries(values('price')))
          expect(count).toBe(onPlans.filter(({ totalMinor }) => totalMinor <= Number(cap)).length);
      },
    ),
    { numRuns: 60 },
  );
});

test('a cap on prices of several currencies is refused until it says in which', async () => {
  const both = {
    near: { latitude: 51, longitude: 1.5 },
    radiusKm: 500,
    pickUpAt: wall(90, 10),
    dropOffAt: wall(93, 10),
    maxTotalMinor: 100_000,
  };
  expect(await readAll(both, 'PRICE', ['BAD_INPUT'])).toBeNull();
  const found = await readAll({ ...both, currency: 'EUR' }, 'PRICE');
  expect(counted(found?.offers ?? [], ({ agency }) => agency)).toMatchObject({
    LIL: expect.any(Number) as number,
    LCY: expect.any(Number) as number,
  });
  expect(found?.offers.every(({ currency, totalMinor }) => currency === 'EUR' && totalMinor <= 100_000)).toBe(true);
  expect(await readAll({ ...both, near: { latitude: 50.6, longitude: 3.1 }, radiusKm: 50 }, 'PRICE')).not.toBeNull();
});

/** Beyond what the random changes above reach. */
const autumn = { pickUpAt: '2026-10-14T10:00', dropOffAt: '2026-10-18T10:00' };

const left = async (of: House, acriss: string): Promise<number> => {
  const { data } = await search(of, { ...autumn, acriss: [acriss] });
  return data.searchOffers.edges[0]?.node.left ?? 0;
};

test('what this process sells is gone from its next search', async () => {
  const before = await left(house, 'EDMV');
  await aHold(house, {}, { ...autumn, acriss: ['EDMV'] });
  expect(await left(house, 'EDMV')).toBe(before - 1);
});

const stock = { agency: 'CDG', acriss: 'EDMV' };
const span = { from: new Date('2026-10-14T10:00Z'), to: new Date('2026-10-15T10:00Z') };

test('what another process sells is gone from the next search here, and there what is sold here', async () => {
  const sql = postgres(house.url, 2, () => undefined);
  const availability = new Availability(sql, house.world.clock);
  const there: House = { ...house, ask: (...asked) => house.askOf({ ...house.world, sql, availability }, ...asked) };
  try {
    expect(await left(house, 'CDMV')).toBe(1);
    expect(await left(there, 'CDMV')).toBe(1);
    await aHold(there, {}, { ...autumn, acriss: ['CDMV'] });
    expect(await left(house, 'CDMV')).toBe(0);
    const before = await left(there, 'EDMV');
    await aHold(house, {}, { ...autumn, acriss: ['EDMV'] });
    expect(await left(there, 'EDMV')).toBe(before - 1);
  } finally {
    await sql.end();
  }
});

test('a change is heard of though a younger one was committed and heard of before it', async () => {
  const { sql } = house.world;
  const other = postgres(house.url, 2, () => undefined);
  const before = await left(house, 'EDMV');
  let seen = '0';
  const newest = async (): Promise<string[]> => {
    const rows = await sql.$queryRaw<{ acriss: string; changed: string }[]>`
      SELECT acriss::text, changed_in::text AS changed FROM class_stock WHERE changed_in > ${seen}::bigint ORDER BY changed_in`;
    seen = rows.at(-1)?.changed ?? seen;
    return rows.map(({ acriss }) => acriss);
  };
  await newest();
  await other.$transaction(async (older) => {
    await lockStock(older, stock);
    expect(await take(older, stock, [span])).toBe(true);
    await other.$transaction(async (younger) => {
      await lockStock(younger, { agency: 'LYS', acriss: 'EDMV' });
      await take(younger, { agency: 'LYS', acriss: 'EDMV' }, [span]);
    });
    expect(await newest()).toEqual(['EDMV']);
    expect(await left(house, 'EDMV')).toBe(before);
  });
  // The control: whoever asks for what is newer than the newest seen never hears of the older one.
  expect(await newest()).toEqual([]);
  expect(await left(house, 'EDMV')).toBe(before - 1);
  await other.end();
});

test('an agency keeps the hours of its exceptions, and takes cars back out of hours only where it says so', async () => {
  const at = (input: Record<string, unknown>) => house.ask<Page | null>({}, query, { input, sort: 'PRICE' });
  expect((await at({ pickUpAgency: 'NCE', pickUpAt: '2026-07-14T10:00', dropOffAt: '2026-07-16T10:00' })).code).toBe('AGENCY_CLOSED');
  expect((await at({ pickUpAgency: 'TLN', pickUpAt: '2026-07-14T07:00', dropOffAt: '2026-07-16T10:00' })).code).toBeUndefined();
  expect((await at({ pickUpAgency: 'TLN', pickUpAt: '2026-07-14T07:00', dropOffAt: '2026-07-16T22:00' })).code).toBe('AGENCY_CLOSED');
  expect((await at({ pickUpAgency: 'LIL', pickUpAt: '2026-07-15T09:00', dropOffAt: '2026-07-16T22:00' })).code).toBeUndefined();
});
