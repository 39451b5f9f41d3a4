import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { startToys, type ToySubgraph } from './toys/subgraph.ts';

const library: ToySubgraph = {
  name: 'library',
  typeDefs: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@listSize", { name: "@cost", as: "@price" }])
    type Query {
      book: Book
      books(first: Int = 3): [Book!]!
      shelf: [Book!]! @listSize(assumedSize: 4)
      page(take: Int, skip: Int): Page! @listSize(slicingArguments: ["take"], sizedFields: ["books"])
      pages(first: Int): Connection!
      things: [Thing!]! @listSize(assumedSize: 2)
      any: Thing
      search(by: By, deep: Boolean @price(weight: 5)): [String!]!
      all: [Book!]!
      some(titles: [String!]!): [Book!]!
    }
    type Mutation { write: Book }
    type Book { title: String author: Author summary: String @price(weight: 7) similar(first: Int!): [Book!]! }
    type Author @price(weight: 3) { name: String }
    type Page { books: [Book!]! total: Int }
    type Connection { edges: [Edge!]! }
    type Edge { node: Book! }
    interface Thing { id: ID picture: String }
    type Map implements Thing { id: ID picture: String @price(weight: 10) }
    type Globe implements Thing { id: ID picture: String axis: Int @price(weight: 2) }
    input By { title: String text: Text @price(weight: 4) also: [By!] }
    scalar Text`,
  resolvers: {
    Query: {
      book: () => ({ title: 'A', author: { name: 'B' } }),
      books: () => [{ title: 'A', author: { name: 'B' } }],
      shelf: () => [{}, {}],
      page: () => ({ books: [{}, {}, {}], total: 3 }),
      pages: () => ({ edges: [{ node: {} }] }),
      things: () => [{ __typename: 'Map' }, { __typename: 'Globe' }],
      any: () => null,
      search: () => [],
      all: () => [{}],
      some: () => [{}],
    },
    Mutation: { write: () => ({}) },
    Book: { similar: () => [] },
    Thing: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
  },
};

let toys: Awaited<ReturnType<typeof startToys>>;
let router: TestRouter;
beforeAll(async () => {
  toys = await startToys([library]);
  router = await startTestRouter(toys.supergraph, { limits: { cost: 1000, assumedListSize: 10 } });
});
afterAll(async () => {
  await router.stop();
  await toys.stop();
});

interface Priced {
  data: unknown;
  errors?: { message: string; extensions: { code: string } }[];
  extensions?: { cost: { requested: number; actual?: number; available: number } };
}
async function post(query: string, variables: object = {}, dryRun = false, at = router): Promise<Priced> {
  const body = JSON.stringify({ query, variables, ...(dryRun && { extensions: { cost: { dryRun } } }) });
  return (await (await fetch(at.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })).json()) as Priced;
}
const costOf = async (query: string, variables: object = {}): Promise<unknown> => (await post(query, variables)).extensions?.cost;

describe('costs, before and after:', () => {
  // A root field's call costs 1, an object 1, an author 3, a summary 7.
  test.each<[string, string, number, number, object?]>([
    ['an object', '{ book { title } }', 2, 2],
    ['weights of types and fields', '{ book { author { name } summary } }', 12, 12],
    ['the same field twice once', '{ book { author { name } ... { author { name } } } }', 5, 5],
    ['a list by a default', '{ books { author { name } } }', 1 + 3 * 4, 5],
    ['a list by a literal', '{ books(first: 20) { title } }', 21, 2],
    ['a list by a variable', 'query ($n: Int) { books(first: $n) { title } }', 51, 2, { n: 50 }],
    ['a list by a variable left out', 'query ($n: Int) { books(first: $n) { title } }', 4, 2],
    ['a list by a default of a variable', 'query ($n: Int = 7) { books(first: $n) { title } }', 8, 2],
    ['less than nothing as nothing', '{ books(first: -5) { title } }', 1, 2],
    ['lists in lists', '{ books(first: 5) { similar(first: 6) { title } } }', 1 + 5 * (1 + 6), 2],
    ['an assumed size', '{ shelf { title } }', 5, 3],
    ['a list of which nothing is said', '{ all { title } }', 11, 2],
    [
      'no less than what an argument lists',
      'query ($t: [String!]!) { some(titles: $t) { title } }',
      1 + 12,
      2,
      { t: 'abcdefghijkl'.split('') },
    ],
    ['no less than what is assumed, whatever is listed', '{ some(titles: ["a"]) { title } }', 11, 2],
    ['sized fields', '{ page(take: 8) { books { title } } }', 1 + 1 + 8, 5],
    ['the edges of a connection', '{ pages(first: 9) { edges { node { title } } } }', 1 + 1 + 9 * 2, 4],
    ['of an interface the dearest', '{ things { id ... on Map { picture } ... on Globe { axis } } }', 1 + 2 * 11, 1 + 11 + 3],
    ['an interface by its dearest implementation', '{ things { picture } }', 1 + 2 * 11, 1 + 11 + 1],
    ['arguments', '{ search(deep: true, by: { text: "x", also: [{ text: "y" }] }) }', 1 + 5 + 8, 1 + 5 + 8],
    ['arguments by variables', 'query ($by: By) { search(by: $by) }', 1 + 8, 1, { by: { also: [{ text: 'x' }, { text: 'y' }] } }],
    ['what is not there', '{ any { id } }', 2, 1],
    ['a mutation', 'mutation { write { title } }', 2, 2],
    ['what is left out by @include, as if it were not', '{ book @include(if: false) { title } }', 2, 0],
  ])('%s', async (_what, query, requested, actual, variables = {}) => {
    expect(await costOf(query, variables)).toEqual({ requested, actual, available: 1000 });
  });
});

test('refuses what its variables make too dear, and runs the same with others', async () => {
  const query = 'query ($n: Int) { books(first: $n) { title } }';
  const { errors, data } = await post(query, { n: 1000 });
  expect([errors?.[0]?.extensions.code, data]).toEqual(['TOO_COSTLY', undefined]);
  expect(errors?.[0]?.message).toContain('1001 > 1000');
  expect((await post(query, { n: 999 })).data).toEqual({ books: [{ title: 'A' }] });
});

test('wants one slicing argument where the graph says so', async () => {
  for (const query of ['{ page { total } }', '{ page(take: null) { total } }'])
    expect((await post(query)).errors?.[0]).toMatchObject({
      message: expect.stringContaining('Query.page: take'),
      extensions: { code: 'BAD_INPUT' },
    });
});

describe('a dry run', () => {
  test('prices whatever it is, asks nobody and costs one', async () => {
    const own = await startTestRouter(toys.supergraph, { limits: { cost: 100, rate: { perSecond: 0.001, burst: 100 } } });
    toys.toy('library').requests.splice(0);
    expect(await post('{ shelf { title } }', {}, true, own)).toEqual({ data: null, extensions: { cost: { requested: 5, available: 99 } } });
    const dear = await post('mutation { write { similar(first: 5000) { title } } }', {}, true, own);
    expect(dear).toEqual({ data: null, extensions: { cost: { requested: 5002, available: 98 } } });
    expect(toys.toy('library').requests).toEqual([]);
    expect((await post('{ nobody }', {}, true, own)).errors?.[0]?.extensions.code).toBe('BAD_INPUT');
    await own.stop();
  });

  test('works over a WebSocket', async () => {
    const client = createClient({ url: router.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    const sent = { query: '{ shelf { title } }', extensions: { cost: { dryRun: true } } };
    expect((await client.iterate(sent).next()).value).toEqual({ data: null, extensions: { cost: { requested: 5, available: 1000 } } });
    await client.dispose();
  });
});

test('what an answer did not come to is given back', async () => {
  const own = await startTestRouter(toys.supergraph, { limits: { cost: 100, rate: { perSecond: 0.001, burst: 100 } } });
  const cost = async (): Promise<unknown> => (await post('{ books(first: 90) { title } }', {}, false, own)).extensions?.cost;
  expect([await cost(), await cost()]).toEqual([
    { requested: 91, actual: 2, available: 98 },
    { requested: 91, actual: 2, available: 96 },
  ]);
  await own.stop();
});

describe('a batch', () => {
  const send = async (count: number, batch?: number): Promise<{ status: number; body: unknown }> => {
    const own = await startTestRouter(toys.supergraph, {
      limits: { cost: 10, rate: { perSecond: 0.001, burst: 10 }, ...(batch && { batch }) },
    });
    const operations = Array.from({ length: count }, (_, index) => ({ query: `{ a${String(index)}: book { title } }` }));
    const response = await fetch(own.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(operations),
    });
    const body: unknown = await response.json();
    await own.stop();
    return { status: response.status, body };
  };

  test('is refused unless the configuration allows it, and beyond what it allows', async () => {
    for (const refused of [await send(1), await send(4, 3), await send(0, 3)])
      expect(refused).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'BAD_INPUT' } }] } });
  });

  test('is answered in order, each operation charged', async () => {
    const { status, body } = await send(7, 10);
    const data = [0, 1, 2, 3, 4].map((index) => ({ data: { [`a${String(index)}`]: { title: 'A' } } }));
    const refused = { errors: [{ extensions: { code: 'RATE_LIMITED' } }] };
    expect([status, body]).toMatchObject([200, [...data, refused, refused]]);
  });
});
