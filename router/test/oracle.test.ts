import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { store } from './toys/store.ts';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { startToys } from './toys/subgraph.ts';

let toys: Awaited<ReturnType<typeof startToys>>;
let router: TestRouter;
let oracle: ApolloServer;

beforeAll(async () => {
  toys = await startToys(store);
  router = await startTestRouter(toys.supergraph, {}, true);
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  oracle = new ApolloServer({
    gateway: new ApolloGateway({ supergraphSdl: toys.supergraph, logger: silent }),
    logger: silent,
    introspection: true,
  });
  await oracle.start();
});

afterAll(async () => {
  await Promise.all([router.stop(), oracle.stop()]);
  await toys.stop();
});

const operations: [behaviour: string, query: string, variables?: Record<string, unknown>][] = [
  ['one subgraph', '{ me { id name role } }'],
  ['an entity of another subgraph', '{ reviews { id author { id role email } } }'],
  ['nulls in lists and unknown entities', '{ owners { id } items { sku } users(ids: ["u1", "nobody", "u3"]) { name reviews { body } } }'],
  ['an unknown entity whose field is not nullable', '{ owners { id name } me { id } }'],
  ['aliases', '{ a: user(id: "u1") { n: name m: name } b: user(id: "u2") { n: name best { x: id } } }'],
  ['one key that a subgraph can only answer under two', '{ items { sku ... on Book { note } ... on Gadget { note } } }'],
  ['aliases that differ by type', '{ items { ... on Book { x: title label } ... on Gadget { y: volts number: label } } }'],
  [
    'an interface',
    '{ items { __typename sku price { minor currency } ... on Book { title } } item(sku: "g1") { sku ... on Gadget { volts } } }',
  ],
  [
    'an interface across subgraphs',
    '{ items { sku ... on Book { reviews { stars author { name } } } ... on Gadget { reviews(first: 1) { body author { role } } } } }',
  ],
  [
    'a union',
    '{ search(filter: { text: "all" }) { __typename ... on Book { title shipping } ... on Gadget { volts } ... on User { name reviews { id } } } }',
  ],
  [
    'a union of entities in another subgraph',
    '{ reviews { about { __typename ... on Book { title price { minor } } ... on Gadget { volts } } } }',
  ],
  ['@requires', '{ book(sku: "b1") { shipping } items { ... on Book { title shipping weight } } }'],
  ['@provides', '{ reviews { author { name } } latest { author { name id } } }'],
  ['an interface object', '{ scarce { stock sku } items { stock } item(sku: "b1") { stock } }'],
  ['from an interface object to its types', '{ scarce { __typename stock price { minor } ... on Book { title } } }'],
  [
    'variables',
    'query ($f: Filter!, $n: Int = 2) { search(filter: $f) { ... on Book { sku reviews(first: $n) { id } } } items(first: $n) { sku } }',
    { f: { text: 'x', range: { from: 1000 } } },
  ],
  ['variables that are null', 'query ($s: Int) { reviews(stars: $s) { id } }', { s: null }],
  ['lists from single values', 'query ($ids: [ID!]!) { users(ids: $ids) { id } }', { ids: 'u2' }],
  [
    '@skip and @include by variable, true',
    'query ($y: Boolean!) { me { id name @skip(if: $y) reviews @include(if: $y) { id } } users @skip(if: $y) { id } }',
    { y: true },
  ],
  [
    '@skip and @include by variable, false',
    'query ($y: Boolean!) { me { id name @skip(if: $y) reviews @include(if: $y) { id } } users @skip(if: $y) { id } }',
    { y: false },
  ],
  [
    '@include by default value',
    'query ($y: Boolean = false) { me { id reviews @include(if: $y) { id about { ... on Book { title } } } } }',
  ],
  [
    '@skip on fragments',
    'query ($y: Boolean!) { me { ...F @include(if: $y) ... @skip(if: $y) { role } } } fragment F on User { name reviews { id } }',
    { y: true },
  ],
  [
    'fragments in fragments',
    '{ me { ...A } } fragment A on User { id ...B friends { ...B } } fragment B on User { name reviews { ...C } } fragment C on Review { id author { id role } }',
  ],
  [
    'a chain through three subgraphs',
    '{ me { reviews { about { ... on Book { title shipping reviews { author { role best { name reviews { id } } } } } } } } }',
  ],
  ['errors with paths below entities', '{ reviews { id author { email } } }'],
  ['a refused root field that is not nullable', '{ secretive { id } me { id } }'],
  [
    'a mutation and what others know of it',
    'mutation { addReview(sku: "b1", body: "New.") { id author { role } about { ... on Book { title } } } }',
  ],
  [
    'mutations in order across subgraphs',
    'mutation { a: rename(id: "u1", name: "A") { name reviews { id } } b: addReview(sku: "g1", body: "B") { body } c: rename(id: "u2", name: "C") { name } }',
  ],
  ['__typename at the root and everywhere', '{ __typename t: __typename me { __typename x: __typename friends { __typename } } }'],
  ['interfaces behind a field', '{ node(id: "u1") { __typename id ... on User { name reviews { id } } } }'],
  ['the same field twice', '{ me { id id name } me { name role reviews { id } reviews { body } } }'],
  [
    'arguments of fields of entities',
    'query ($l: Int) { items { ... on Book { reviews { short: body(length: 2) long: body(length: $l) } } } }',
    { l: 4 },
  ],
  [
    'introspection',
    '{ __schema { queryType { name } types { name kind fields { name } enumValues { name } } } __type(name: "User") { name } me { id } }',
  ],
  [
    'introspection by fragment and variable',
    'query ($n: String!) { ...I } fragment I on Query { t: __type(name: $n) { fields { name type { name } } } }',
    { n: 'Book' },
  ],
];

test.each(operations.map(([behaviour, query, variables]) => ({ behaviour, query, variables })))(
  'answers $behaviour like the oracle',
  async ({ query, variables }) => {
    const { body } = await router.post(query, variables);
    const { body: known } = await oracle.executeOperation({ query, ...(variables && { variables }) });
    if (known.kind !== 'single') throw new Error('incremental');
    const plain = JSON.parse(JSON.stringify(known.singleResult)) as {
      data?: unknown;
      errors?: { path?: unknown; extensions: { code: unknown } }[];
    };
    expect(JSON.stringify(body.data)).toBe(JSON.stringify(plain.data));
    const placed = (errors: { path?: unknown; extensions: Record<string, unknown> }[] = []) =>
      errors.map(({ path, extensions }) => `${JSON.stringify(path)} ${String(extensions['code']).replace('_SERVER_ERROR', '')}`).sort();
    // The oracle says nothing of nulls it had to carry up, where there are no other errors.
    if (plain.errors) expect(placed(body.errors)).toEqual(placed(plain.errors));
  },
);
