import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import type { PlanNode } from '../src/planning/plan.ts';
import { compileDefer } from '../src/execution/deferral.ts';
import type { Execution, LatePart, Step } from '../src/execution/step.ts';
import { store } from './toys/store.ts';
import { startToys } from './toys/subgraph.ts';
import { until } from './toys/until.ts';

let toys: Awaited<ReturnType<typeof startToys>>;
let router: TestRouter;

beforeAll(async () => {
  toys = await startToys(store);
  router = await startTestRouter(toys.supergraph, { subgraphTimeoutMs: 3000, requestTimeoutMs: 5000 });
});
afterEach(() => {
  for (const toy of Object.values(toys.running)) toy.misbehave(undefined);
});
afterAll(async () => {
  await router.stop();
  await toys.stop();
});

interface Part {
  data?: Record<string, unknown>;
  errors?: unknown;
  hasNext: boolean;
  incremental?: { label?: string; path: (string | number)[]; data: unknown; errors?: { path: unknown; extensions: { code: string } }[] }[];
}

const accept = 'multipart/mixed;deferSpec=20220824';

async function* parts(query: string, variables?: unknown, url = router.url): AsyncGenerator<Part> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'multipart/mixed;deferSpec=20220824, application/json' },
    body: JSON.stringify({ query, variables }),
  });
  expect(response.headers.get('content-type')).toBe('multipart/mixed;boundary="-";deferSpec=20220824');
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString();
    const pieces = text.split('\r\n---');
    text = pieces.pop() ?? '';
    for (const piece of pieces.filter(Boolean)) yield JSON.parse(piece.slice(piece.indexOf('\r\n\r\n') + 4)) as Part;
  }
  expect(text).toBe('--\r\n');
}

async function all(query: string, variables?: unknown): Promise<Part[]> {
  const found: Part[] = [];
  for await (const { data, errors, incremental, hasNext } of parts(query, variables))
    found.push({ ...(data && { data }), ...(errors !== undefined && { errors }), ...(incremental && { incremental }), hasNext });
  return found;
}

test('sends what is there, then what was deferred', async () => {
  expect(await all('{ me { name ... @defer(label: "later") { reviews { id } } } }')).toEqual([
    { data: { me: { name: 'Ada' } }, hasNext: true },
    { incremental: [{ label: 'later', path: ['me'], data: { reviews: [{ id: 'r1' }, { id: 'r4' }] } }], hasNext: false },
  ]);
});

test('says what the root is where it is asked, in the first part or the later one', async () => {
  const query = `query ($yes: Boolean!) {
    ...R ... @include(if: $yes) { b: __typename } ... @skip(if: $yes) { c: __typename }
    me { name } ... @defer { d: __typename me { email } }
  }
  fragment R on Query { a: __typename }`;
  const [first, later] = await all(query, { yes: true });
  expect(first).toEqual({ data: { a: 'Query', b: 'Query', me: { name: 'Ada' } }, hasNext: true });
  expect(later?.incremental).toEqual([{ path: [], data: { d: 'Query', me: { email: 'u1@example.com' } } }]);
  expect((await all('{ __typename ... @defer { d: __typename } }'))[0]).toEqual({ data: { __typename: 'Query' }, hasNext: true });
});

test('does not wait for a slow subgraph with the first part', async () => {
  toys.toy('reviews').misbehave({ delayMs: 500 });
  const asked = parts('{ me { name ...R @defer } } fragment R on User { reviews { id } }');
  expect((await asked.next()).value).toMatchObject({ data: { me: { name: 'Ada' } }, hasNext: true });
  expect(toys.toy('reviews').requests).not.toEqual([]);
  expect((await asked.next()).value).toMatchObject({ incremental: [{ path: ['me'] }], hasNext: false });
  expect((await asked.next()).done).toBe(true);
});

test('has one payload for each object of a list, and keeps the errors of each part with it', async () => {
  const [first, second, ...none] = await all('{ users(ids: ["u1", "u2", "u3", "u9"]) { id ... @defer { email } } }');
  expect(first).toEqual({ data: { users: [{ id: 'u1' }, { id: 'u2' }, { id: 'u3' }, null] }, hasNext: true });
  expect(none).toEqual([]);
  expect(second?.incremental?.map(({ path, data }) => ({ path, data }))).toEqual([
    { path: ['users', 0], data: { email: 'u1@example.com' } },
    { path: ['users', 1], data: { email: null } },
    { path: ['users', 2], data: { email: null } },
  ]);
  expect(second?.incremental?.map(({ errors }) => errors?.map(({ path, extensions }) => [path, extensions.code]))).toEqual([
    undefined,
    [[['users', 1, 'email'], 'FORBIDDEN']],
    [[['users', 2, 'email'], 'INTERNAL']],
  ]);
});

test('defers within what is deferred, under private names too', async () => {
  const answer = await all('{ me { id: name ... @defer { role best { id: name ... @defer { reviews { id } } } } } }');
  expect(answer[0]).toEqual({ data: { me: { id: 'Ada' } }, hasNext: true });
  const later = answer.slice(1).flatMap(({ incremental = [] }) => incremental);
  expect(later).toEqual([
    { path: ['me'], data: { role: 'WRITER', best: { id: 'Grace' } } },
    { path: ['me', 'best'], data: { reviews: [{ id: 'r2' }] } },
  ]);
  expect(answer.map(({ hasNext }) => hasNext)).toEqual([...answer.slice(1).map(() => true), false]);
});

test('decides by a variable', async () => {
  const query = 'query ($d: Boolean!) { me { name ... @defer(if: $d) { reviews { id } } } }';
  expect(await all(query, { d: true })).toHaveLength(2);
  expect((await router.post(query, { d: false }, { accept: 'multipart/mixed;deferSpec=20220824, application/json' })).body.data).toEqual({
    me: { name: 'Ada', reviews: [{ id: 'r1' }, { id: 'r4' }] },
  });
});

test('answers at once whom no parts can be sent, or where the rest can not be had', async () => {
  const query = '{ me { name ... @defer { reviews { id } } } }';
  expect((await router.post(query)).body.data).toEqual({ me: { name: 'Ada', reviews: [{ id: 'r1' }, { id: 'r4' }] } });
  toys.toy('reviews').misbehave({ status: 500 });
  const [, second] = await all(query);
  expect(second?.incremental?.[0]).toMatchObject({ path: ['me'], data: null, errors: [{ extensions: { code: 'INTERNAL' } }] });
});

test('holds its place among the requests in flight until the last part', async () => {
  const small = await startTestRouter(toys.supergraph, { overload: { requestsInFlight: 1 } });
  toys.toy('reviews').misbehave({ delayMs: 300 });
  const asked = parts('{ me { name ... @defer { reviews { id } } } }', undefined, small.url);
  expect((await asked.next()).value).toMatchObject({ hasNext: true });
  expect((await small.post('{ me { name } }')).status).toBe(503);
  expect((await asked.next()).value).toMatchObject({ hasNext: false });
  expect((await asked.next()).done).toBe(true);
  expect((await small.post('{ me { name } }')).status).toBe(200);
  await small.stop();
});

test('drops what it asked for once the client has gone, and gives its place back', async () => {
  const small = await startTestRouter(toys.supergraph, { overload: { requestsInFlight: 1 } });
  let dropped = false;
  toys.toy('reviews').misbehave({ instead: (response) => response.on('close', () => (dropped = true)) });
  const gone = new AbortController();
  const response = await fetch(small.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'multipart/mixed;deferSpec=20220824' },
    body: JSON.stringify({ query: '{ me { name ... @defer { reviews { id } } } }' }),
    signal: gone.signal,
  });
  expect(response.status).toBe(200);
  gone.abort();
  await until(() => dropped);
  toys.toy('reviews').misbehave(undefined);
  expect((await small.post('{ me { reviews { id } } }')).status).toBe(200);
  await small.stop();
});

test('costs what all parts come to, as the whole answer would', async () => {
  const strict = await startTestRouter(toys.supergraph, { limits: { cost: 1000, rate: { perSecond: 0.001, burst: 1000 } } });
  const left = async (): Promise<number> => {
    const { body } = await strict.post('{ __typename }');
    return (body.extensions?.['cost'] as { available: number }).available;
  };
  const query = (defer: string): string => `{ users(ids: ["u1", "u2"]) { id ... ${defer} { reviews { id } } } }`;
  const before = await left();
  expect((await strict.post(query(''))).body.errors).toBeUndefined();
  const between = await left();
  for await (const { hasNext } of parts(query('@defer'), undefined, strict.url)) expect(typeof hasNext).toBe('boolean');
  expect(between - (await left())).toBe(before - between);
  await strict.stop();
});

test('sends nothing that would lie below a null', async () => {
  const friends = { data: { me: { __typename: 'User', id: 'u1', friends: [{ __typename: 'User', id: 'u2', name: null }] } } };
  toys.toy('accounts').misbehave({ instead: (response) => response.end(JSON.stringify(friends)) });
  const [first, ...later] = await all('{ me { id friends { name ... @defer { reviews { id } } } } }');
  expect(first).toMatchObject({ data: { me: null }, errors: [{ path: ['me', 'friends', 0, 'name'] }], hasNext: true });
  expect(later).toEqual([{ hasNext: false }]);
  const viewer = { data: { viewer: null, me: { __typename: 'User', id: 'u1' } } };
  toys.toy('accounts').misbehave({ instead: (response) => response.end(JSON.stringify(viewer)) });
  const whole = await router.post(
    '{ viewer { id } me { id ... @defer { reviews { id } } } }',
    {},
    { accept: `${accept}, application/json` },
  );
  expect(whole.body).toMatchObject({ data: null, errors: [{ path: ['viewer'] }] });
});

test('makes a part ready after the one that it is within', async () => {
  let come = (): void => undefined;
  const coming = new Promise<void>((resolve) => (come = resolve));
  const fetched = { kind: 'Sequence', nodes: [] } satisfies PlanNode;
  const compiled = (node: PlanNode): Step => (node.kind === 'Defer' ? compileDefer(node, compiled) : () => coming);
  const defer = (primary: PlanNode | undefined, label: string, node: PlanNode | undefined): Extract<PlanNode, { kind: 'Defer' }> => ({
    kind: 'Defer',
    primary: { selection: undefined, node: primary },
    deferred: [{ label, path: [], selection: undefined, node }],
  });
  const failures = { apart: () => failures };
  const run = { deferral: { current: undefined }, failures } as unknown as Execution;
  await compiled(defer(undefined, 'outer', defer(fetched, 'inner', undefined)))([], run);
  const parts = (): readonly LatePart[] => run.deferral.current?.parts ?? [];
  await until(() => parts().length === 2);
  const order: (string | undefined)[] = [];
  const all = Promise.all(parts().map(({ part, ready }) => ready.then(() => order.push(part.label))));
  come();
  await all;
  expect(order).toEqual(['outer', 'inner']);
});

test('sends the events of a subscription whole', async () => {
  const response = await fetch(router.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: `${accept}, text/event-stream` },
    body: JSON.stringify({ query: 'subscription { reviewAdded(after: 3) { id ... @defer { stars } } }' }),
  });
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString();
    if (response.status !== 200 || text.includes('data: {')) break;
  }
  expect(text).toContain('{"data":{"reviewAdded":{"id":"r4","stars":4}}}');
});
