import type { Language } from '@ycyw/service/language';
import { postgres } from '@ycyw/service/postgres';
import { aScope } from '@ycyw/service/testing/scope';
import type { Viewer } from '@ycyw/service/viewer';
import { graphql } from 'graphql';
import { lockStock, release, take } from '../src/data/ledger.ts';
import { Answers } from '../src/graphql/answers.ts';
import { contextOf } from '../src/graphql/context.ts';
import { liveKey, openAgency, schema, without, type House } from './agency.ts';

let house: House;
let answers: Answers;
beforeAll(async () => {
  house = await openAgency({ 'CDG EDMV': 4, 'CDG CDMV': 2, 'LYS EDMV': 2, 'JFK EDMV': 1 });
});
beforeEach(() => {
  answers = new Answers(schema);
});
afterAll(() => house.close());

const query = `query Some($input: SearchOffersInput!, $first: Int) {
  found: searchOffers(input: $input, first: $first) { ...Page } }
  fragment Amount on Money { minor currency }
  fragment Page on OfferConnection { __typename totalCount pageInfo { hasNextPage endCursor } facets { name values { value label count } }
    edges { cursor node { left vehicleClass { __typename id } pickUp { at instant outOfHours agency { __typename id } }
      price { total { ...Amount } total { decimal } perDay { ...Amount } days exchangeRate exchangeFrom
        lines { kind label quantity net { ...Amount } taxes { name jurisdiction rate amount { ...Amount } } gross { ...Amount } rounding { rule stepMinor } } }
      deposit { ...Amount } mileage { includedKm unlimited perExtraKm { ...Amount } } cancellation { from refund { ...Amount } }
      extras { code name perDay max price { ...Amount } } ratePlan { code name description payment }
      otherPlans { ratePlan { code } price { total { ...Amount } } cancellation { from } } } } }`;
const week = { pickUpAt: '2026-10-14T10:00', dropOffAt: '2026-10-18T10:00' };
const france = { input: { country: 'FR', ...week }, first: 5 };

async function answer(
  variables: Record<string, unknown> = france,
  { language = 'fr', viewer = {}, text = query }: { language?: Language; viewer?: Partial<Viewer>; text?: string } = {},
): Promise<string | null> {
  const body = await answers.answer({ query: text, variables }, contextOf(house.world)(aScope(viewer, { language })));
  return body?.toString() ?? null;
}

const executed = async (variables: Record<string, unknown>, language: Language = 'fr'): Promise<string> => {
  const contextValue = contextOf(house.world)(aScope({}, { language }));
  return `${JSON.stringify(await graphql({ schema, source: query, variableValues: variables, contextValue }))}\n`;
};

test('an answer is to the letter what the executor gives, made anew or kept, in each language and for each page', async () => {
  const { data } = JSON.parse(await executed(france)) as { data: { found: { pageInfo: { endCursor: string } } } };
  expect(data.found.pageInfo.endCursor).toMatch(/./);
  for (const variables of [france, { ...france, first: 3 }, { input: { pickUpAgency: 'JFK', currency: 'EUR', ...week } }]) {
    for (const language of ['fr', 'en'] as const) {
      const expected = await executed(variables, language);
      expect(await answer(variables, { language })).toBe(expected);
      expect(await answer(variables, { language })).toBe(expected);
    }
  }
  expect(answers.counts).toEqual({ hits: 6, misses: 6, invalidations: 0 });
});

test('what another process sells is gone from the answer at once, and the answers of other agencies are kept', async () => {
  const sql = postgres(house.url, 2, () => undefined);
  const newYork = { input: { country: 'US', ...week } };
  const stock = { agency: 'LYS', acriss: 'EDMV' };
  const span = { from: new Date('2026-10-15T10:00Z'), to: new Date('2026-10-16T10:00Z') };
  try {
    const before = await answer();
    await answer(newYork);
    for (const change of [take, release]) {
      await sql.$transaction(async (tx) => {
        await lockStock(tx, stock);
        await change(tx, stock, [span]);
        // The control: what is not committed yet changes nothing.
        expect(answers.counts.invalidations).toBe(change === take ? 0 : 1);
        expect(await answer()).toBe(await executed(france));
      });
      const after = await answer();
      expect(after).toBe(await executed(france));
      if (change === take) expect(after).not.toBe(before);
      else expect(after).toBe(before);
    }
    expect(answers.counts.invalidations).toBe(2);
    const { hits } = answers.counts;
    await answer(newYork);
    expect(answers.counts.hits).toBe(hits + 1);
  } finally {
    await sql.end();
  }
});

test('an agency that closes is gone from the answer, and a minute later no answer is kept', async () => {
  await answer();
  house.moveTo('2026-06-01T08:01:00Z');
  await answer();
  expect(answers.counts).toMatchObject({ hits: 0, misses: 2 });
  await house.db.agency.update({ where: { code: 'LYS' }, data: { active: false } });
  house.world.agencies.forget();
  const closed = await answer();
  expect(closed).toBe(await executed(france));
  await house.db.agency.update({ where: { code: 'LYS' }, data: { active: true } });
  house.world.agencies.forget();
  const open = await answer();
  expect(open).toBe(await executed(france));
  expect(open).not.toBe(closed);
});

test('many who ask the same at once share one answer', async () => {
  const all = await Promise.all(Array.from({ length: 20 }, () => answer()));
  expect(new Set(all).size).toBe(1);
  expect(answers.counts).toEqual({ hits: 19, misses: 1, invalidations: 0 });
});

test('refusals, other queries and keys without the scope are left to the executor, and nothing of them is kept', async () => {
  expect(await answer({ input: { country: 'FR', near: { latitude: 1, longitude: 1 }, ...week } })).toBeNull();
  expect(await answer({ input: { country: 'FR', ...week, pickUpAt: '2026-10-14' } })).toBeNull();
  expect(await answer({})).toBeNull();
  expect(await answer(france, { text: '{ paymentSettings { publishableKey } }' })).toBeNull();
  expect(await answer(france, { text: query.replace('totalCount', 'totalCount @include(if: true)') })).toBeNull();
  expect(await answer(france, { text: query.replace('totalCount', 'total') })).toBeNull();
  expect(await answer(france, { viewer: without(liveKey, 'offers:read') })).toBeNull();
  expect(answers.size).toEqual({ answers: 0, bytes: 0 });
  expect(await answer(france, { viewer: liveKey })).not.toBeNull();
});
