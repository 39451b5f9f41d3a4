import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startTestRouter, type TestRouter } from '../toys/router.ts';
import { startToys } from '../toys/subgraph.ts';
import { subgraph } from './subgraph.ts';
import { requiresOfRequires } from './topics/requiresOfRequires.ts';

/** Stock has no subscriptions: what each event becomes is said by the specification alone. */

const passing = [
  { ship: { __typename: 'Tug', id: 't' }, gate: 1 },
  { ship: { __typename: 'Ferry', id: 'f' }, gate: 2 },
  { ship: null, gate: 3 },
  { ship: { __typename: 'Ferry', id: 'gone' }, gate: 4 },
];
const lock = subgraph(
  'lock',
  `type Query { gates: Int } type Subscription { passed(from: Int! = 1, by: By): Passage  must: Passage! } input By { gate: Int } type Passage { ship: Ship gate: Int! } union Ship = Tug | Ferry type Tug @key(fields: "id") { id: ID! } type Ferry @key(fields: "id") { id: ID! }`,
);
const events = (field: string) => ({
  subscribe: async function* (_: unknown, args: { from?: number; by?: { gate?: number } }) {
    for (const event of passing) if (event.gate >= (args.by?.gate ?? args.from ?? 1)) yield await Promise.resolve({ [field]: event });
  },
});
const locks = { ...lock, resolvers: { ...lock.resolvers, Subscription: { passed: events('passed'), must: events('must') } } };
const register = subgraph(
  'register',
  `type Tug @key(fields: "id") { id: ID! pull: Int! } type Ferry @key(fields: "id") { id: ID! seats(class: Int = 1): Int! name: String }`,
  {},
  {
    Tug: [{ id: 't', pull: 60 }],
    Ferry: [{ id: 'f', seats: 900, name: 'Fram' }],
  },
);

let toys: Awaited<ReturnType<typeof startToys>>;
let router: TestRouter;
let client: Client;

beforeAll(async () => {
  toys = await startToys([locks, register]);
  router = await startTestRouter(toys.supergraph);
  client = createClient({ url: router.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
});
afterAll(async () => {
  await client.dispose();
  await router.stop();
  await toys.stop();
});

interface Event {
  data?: unknown;
  errors?: readonly { path?: readonly unknown[] }[];
}
async function all(query: string, variables: Record<string, unknown> = {}): Promise<Event[]> {
  const found: Event[] = [];
  for await (const event of client.iterate({ query, variables })) found.push(event);
  return found;
}

test('each event of a subscription is completed by other subgraphs, by type', async () => {
  const query = 'subscription { passed { gate ship { __typename ...T ... on Ferry { name } } } } fragment T on Tug { pull }';
  expect(await all(query)).toEqual([
    { data: { passed: { gate: 1, ship: { __typename: 'Tug', pull: 60 } } } },
    { data: { passed: { gate: 2, ship: { __typename: 'Ferry', name: 'Fram' } } } },
    { data: { passed: { gate: 3, ship: null } } },
    { data: { passed: { gate: 4, ship: { __typename: 'Ferry', name: null } } } },
  ]);
});

test('variables, conditions and aliases hold for the event and for what completes it', async () => {
  const query =
    'subscription S($b: By, $no: Boolean!, $c: Int = 2) { p: passed(by: $b) { g: gate ship @skip(if: $no) { ... on Ferry { s: seats(class: $c) name @include(if: $no) } } } }';
  expect(await all(query, { b: { gate: 2 }, no: false })).toMatchObject([
    { data: { p: { g: 2, ship: { s: 900 } } } },
    { data: { p: { g: 3, ship: null } } },
    { data: { p: { g: 4, ship: null } }, errors: [{ path: ['p', 'ship', 's'] }] },
  ]);
  expect(await all(query, { b: { gate: 4 }, no: true })).toEqual([{ data: { p: { g: 4 } } }]);
});

test('a null that has to be carried up ends with its event', async () => {
  const query = 'subscription { must { gate ship { ... on Ferry { seats } ... on Tug { id } } } }';
  const found = await all(query);
  expect(found.map(({ data }) => data)).toEqual([
    { must: { gate: 1, ship: { id: 't' } } },
    { must: { gate: 2, ship: { seats: 900 } } },
    { must: { gate: 3, ship: null } },
    { must: { gate: 4, ship: null } },
  ]);
  expect(found[3]?.errors).toMatchObject([{ path: ['must', 'ship', 'seats'], extensions: { code: 'INTERNAL' } }]);
});

test('what is required is got before what requires it, for each event and for what could come later', async () => {
  const [wells, ...others] = requiresOfRequires[0]?.subgraphs ?? [];
  const drilled = {
    subscribe: async function* () {
      for (const id of ['w1', 'w2']) yield await Promise.resolve({ drilled: { id, metres: id === 'w1' ? 5 : 7 } });
    },
  };
  const drilling = {
    name: 'wells',
    typeDefs: `${wells?.typeDefs ?? ''} type Subscription { drilled: Well! }`,
    resolvers: { ...wells?.resolvers, Subscription: { drilled } },
  };
  const started = await startToys([drilling, ...others]);
  const routing = await startTestRouter(started.supergraph);
  const drillers = createClient({ url: routing.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  try {
    const found: unknown[] = [];
    for await (const event of drillers.iterate({ query: 'subscription { drilled { paid bill } }' })) found.push(event);
    expect(found).toEqual([{ data: { drilled: { paid: true, bill: 51 } } }, { data: { drilled: { paid: false, bill: 71 } } }]);
    const whole = await fetch(routing.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'multipart/mixed;deferSpec=20220824, application/json' },
      body: JSON.stringify({ query: '{ well { id ... @defer { paid } } }' }),
    });
    expect(await whole.text()).toContain('{"data":{"well":{"id":"w1","paid":true}}');
  } finally {
    await drillers.dispose();
    await routing.stop();
    await started.stop();
  }
});
