import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { store } from './toys/store.ts';
import { startToys } from './toys/subgraph.ts';

let toys: Awaited<ReturnType<typeof startToys>>;
let router: TestRouter;
beforeAll(async () => {
  toys = await startToys(store);
  router = await startTestRouter(toys.supergraph);
});
afterAll(async () => {
  await router.stop();
  await toys.stop();
});

const lines = (): Record<string, unknown>[] => router.logged.filter(({ msg }) => msg === 'request');
/** The line of what was asked last; it is written once the answer has been. */
async function lineAfter(asked: Promise<unknown>): Promise<Record<string, unknown> | undefined> {
  const before = lines().length;
  await asked;
  while (lines().length === before) await new Promise((resolve) => setImmediate(resolve));
  return lines().at(-1);
}

test('a request is one line: what it was, how it went, how long it took, and nothing of who asked', async () => {
  const traceId = 'a'.repeat(32);
  const line = await lineAfter(
    router.post('query Named($id: ID!) { user(id: $id) { name } }', { id: 'u1' }, { traceparent: `00-${traceId}-${'b'.repeat(16)}-00` }),
  );
  expect(line).toEqual({
    level: 30,
    time: expect.any(Number),
    pid: expect.any(Number),
    hostname: expect.any(String),
    transport: 'http',
    operation: 'Named',
    type: 'query',
    outcome: 'ok',
    status: 200,
    durationMs: expect.any(Number),
    fetches: 1,
    traceId,
    msg: 'request',
  });
});

test('partial, refused and malformed requests say so, with the code of the first error', async () => {
  expect(await lineAfter(router.post('query P { users(ids: ["u1", "u2"]) { email } }'))).toMatchObject({
    level: 40,
    outcome: 'partial',
    code: 'FORBIDDEN',
    operation: 'P',
  });
  expect(await lineAfter(router.post('query Wrong { nowhere }'))).toMatchObject({
    level: 30,
    outcome: 'refused',
    code: 'BAD_INPUT',
    status: 400,
    type: 'none',
    fetches: 0,
  });
  const malformed = fetch(router.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' });
  expect(await lineAfter(malformed)).toMatchObject({ outcome: 'refused', code: 'BAD_INPUT', operation: '', status: 400 });
  expect(await lineAfter(fetch(router.url))).toMatchObject({ outcome: 'refused', status: 400 });
});

test('what a client writes for a name is a name, or is not told', async () => {
  const named = (operationName: string): Promise<Response> =>
    fetch(router.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ me { id } }', operationName }),
    });
  expect(await lineAfter(named('ada@example.com\n{"level":60}'))).toMatchObject({ operation: '' });
  expect(String((await lineAfter(named('x'.repeat(5000))))?.['operation'])).toHaveLength(80);
});

test('operations over a WebSocket are a line each, a subscription when it ends', async () => {
  const client = createClient({ url: router.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  const first = async (query: string): Promise<void> => {
    for await (const _ of client.iterate({ query })) break;
  };
  expect(await lineAfter(first('query Over { me { id } }'))).toMatchObject({
    transport: 'websocket',
    operation: 'Over',
    type: 'query',
    outcome: 'ok',
    fetches: 1,
  });
  expect(await lineAfter(first('subscription S { reviewAdded { id author { role } } }'))).toMatchObject({
    transport: 'websocket',
    operation: 'S',
    type: 'subscription',
    outcome: 'ok',
  });
  expect(await lineAfter(first('query Bad { nowhere }').catch(() => undefined))).toMatchObject({ outcome: 'refused', code: 'BAD_INPUT' });
  await client.dispose();
});

test('can be switched off', async () => {
  const quiet = await startTestRouter(toys.supergraph, { telemetry: { requestLog: false } });
  await quiet.post('{ me { id } }');
  await quiet.stop();
  expect(quiet.logged).toEqual([]);
});
