import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { parseConfiguration } from '../src/configuration.ts';
import { Lru } from '../src/lru.ts';
import { createOperations } from '../src/execution/operations.ts';
import { rulesOf } from '../src/guard/guard.ts';
import { createPlanner } from '../src/planning/planning.ts';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { store } from './toys/store.ts';
import { startToys } from './toys/subgraph.ts';

let toys: Awaited<ReturnType<typeof startToys>>;
let router: TestRouter;
const limits = { cost: 46, weights: { 'Query.items': 7, 'Mutation.signIn': 11 } };
beforeAll(async () => {
  toys = await startToys(store);
  router = await startTestRouter(toys.supergraph, { limits });
});
afterAll(async () => {
  await router.stop();
  await toys.stop();
});

const repeated = (times: number, field: string, prefix = 'a'): string =>
  Array.from({ length: times }, (_, index) => `${prefix}${String(index)}: ${field}`).join(' ');
const within: [string, string][] = [
  ['two dear fields', `{ ${repeated(2, 'items { sku }')} ${repeated(6, 'item(sku: "b1") { sku }', 'b')} }`],
  ['four guesses', `mutation { ${repeated(4, 'signIn')} }`],
];
const beyond: [string, number, string][] = [
  ['aliases', 51, `{ ${repeated(3, 'items { sku }')} }`],
  ['dear and ordinary fields together', 48, `{ ${repeated(2, 'items { sku }')} ${repeated(7, 'item(sku: "b1") { sku }', 'b')} }`],
  [
    'fragments',
    68,
    '{ ...A ...B } fragment A on Query { a: items { sku } ...C } fragment B on Query { c: items { sku } d: items { sku } } fragment C on Query { b: items { sku } }',
  ],
  ['inline fragments', 51, `{ ... on Query { ${repeated(2, 'items { sku }')} } ... { b: items { sku } } }`],
  ['what @skip and @include leave out', 51, `query ($no: Boolean = false) { ${repeated(3, 'items @include(if: $no) { sku }')} }`],
  ['guesses', 55, `mutation { ${repeated(5, 'signIn')} }`],
];

test.each(within)('lets %s through', async (_what, query) => {
  expect((await router.post(query)).status).toBe(200);
});

test.each(beyond)('refuses too much by %s before any subgraph hears of it, at every time', async (_what, cost, query) => {
  for (const { requests } of Object.values(toys.running)) requests.splice(0);
  for (const language of ['en', 'fr']) {
    const { status, body } = await router.post(query, {}, { 'accept-language': language });
    expect([status, body.errors?.[0]?.extensions['code']]).toEqual([400, 'TOO_COSTLY']);
    const reason = `cost ${String(cost)} > 46`;
    expect(body.errors?.[0]?.message).toBe(
      language === 'en' ? `The query asks for too much (${reason}). Split it.` : `La requête demande trop (${reason}). Découpez-la.`,
    );
  }
  expect(Object.values(toys.running).flatMap(({ requests }) => requests)).toEqual([]);
});

test('refuses the same over a WebSocket', async () => {
  const client = createClient({ url: router.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  for (const [, , query] of beyond)
    await expect(client.iterate({ query }).next()).rejects.toMatchObject([{ extensions: { code: 'TOO_COSTLY' } }]);
  await client.dispose();
});

test('weighs a field of that name below the root like any other', async () => {
  const own = await startTestRouter(toys.supergraph, { limits: { cost: 300, weights: { 'Query.reviews': 300 } } });
  expect((await own.post('{ a: me { reviews { id } } b: me { reviews { id } } }')).status).toBe(200);
  await own.stop();
});

test('does not start with a weight for a field that is not there', async () => {
  await expect(startTestRouter(toys.supergraph, { limits: { weights: { 'Query.itens': 7 } } })).rejects.toThrow('Query.itens');
});

test('keeps of the operations sent what fits, and neither refused nor oversized ones', () => {
  const kept = new Lru<number>(10, (weight) => weight);
  for (const [key, weight] of [
    ['a', 4],
    ['b', 4],
    ['c', 4],
    ['c', 2],
  ] as const)
    kept.set(key, weight);
  expect(['a', 'b', 'c'].map((key) => kept.get(key))).toEqual([undefined, 4, 2]);

  const planner = createPlanner(toys.supergraph);
  const { limits } = parseConfiguration({}, {});
  const rules = rulesOf(toys.supergraph, planner.apiSchema, limits);
  const operations = createOperations(planner, { limits, rules, introspection: false, capacity: 20 });
  const wide = `{ me { ${'friends { id name role } '.repeat(300)} } }`;
  for (const [query, remembered] of [
    ['{ me { id } }', true],
    [wide, false],
    ['{ nobody }', false],
  ] as const)
    expect(operations.prepared(query, undefined) === operations.prepared(query, undefined)).toBe(remembered);
});
