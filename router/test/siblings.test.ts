import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { startToys, type ToySubgraph } from './toys/subgraph.ts';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const place = (id: string) => ({ __typename: 'Place', id });
const travel: ToySubgraph[] = [
  {
    name: 'trips',
    typeDefs: `${link}
      type Query { trip(from: ID!, to: ID!): Trip! }
      type Trip { from: Place! to: Place! }
      type Place @key(fields: "id") { id: ID! }`,
    resolvers: { Query: { trip: (_: unknown, { from, to }: { from: string; to: string }) => ({ from: place(from), to: place(to) }) } },
  },
  {
    name: 'places',
    typeDefs: `${link} type Place @key(fields: "id") { id: ID! name: String! at: Point! } type Point { zone: String! }`,
    resolvers: { Place: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `Place ${id}`, at: { zone: 'UTC' } }) } },
  },
];

let toys: Awaited<ReturnType<typeof startToys>>;
let router: TestRouter;
beforeAll(async () => {
  toys = await startToys(travel);
  router = await startTestRouter(toys.supergraph);
});
afterAll(async () => {
  await router.stop();
  await toys.stop();
});

test.each([
  ['once where both places are the same', ['1', '1'], 1],
  ['for each place where they differ', ['1', '2'], 2],
])('asks for what an operation wants to know in two places %s', async (_what, [from, to], count) => {
  const { requests } = toys.toy('places');
  requests.length = 0;
  const query =
    'query Journey($from: ID!, $to: ID!) { trip(from: $from, to: $to) { from { ...Shown } to { ...Shown } } } fragment Shown on Place { name at { zone } }';
  const { body } = await router.post(query, { from, to });
  const shown = (id: string | undefined) => ({ name: `Place ${String(id)}`, at: { zone: 'UTC' } });
  expect(body.data).toEqual({ trip: { from: shown(from), to: shown(to) } });
  expect(requests).toHaveLength(count);
  expect(requests[0]?.query).toMatch(/^query Journey__places\(/);
});
