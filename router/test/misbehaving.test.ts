import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { parseConfiguration } from '../src/configuration.ts';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { store } from './toys/store.ts';
import { startToys, type Running } from './toys/subgraph.ts';

let toys: Awaited<ReturnType<typeof startToys>>;
let router: TestRouter;
/** One that would wait for a minute for any subgraph, but not for a request. */
let brief: TestRouter;
const toy = (name: string): Running => toys.toy(name);

beforeAll(async () => {
  toys = await startToys(store);
  // The breaker is not to open between one test and the next, and who behaves has all the time of a slow machine.
  router = await startTestRouter(toys.supergraph, {
    subgraphs: { accounts: { timeoutMs: 200 } },
    breaker: { minimumRequests: 100_000 },
  });
  brief = await startTestRouter(toys.supergraph, { subgraphTimeoutMs: 60_000, requestTimeoutMs: 200 });
});
afterEach(() => {
  for (const one of Object.values(toys.running)) one.misbehave(undefined);
  router.logged.length = 0;
});
afterAll(async () => {
  await Promise.all([router.stop(), brief.stop()]);
  await toys.stop();
});

const json = { 'content-type': 'application/json' };

function dripping(response: ServerResponse): void {
  response.writeHead(200, json).write('{"data":{"_entities":[');
  const drip = setInterval(() => response.write(' '), 20);
  response.on('close', () => {
    clearInterval(drip);
  });
}

function flooding(response: ServerResponse): void {
  response.writeHead(200, json).write('{"data":{"_entities":["');
  const mebibyte = 'x'.repeat(1024 * 1024);
  let sent = 0;
  const pour = (): void => {
    while (!response.destroyed && sent < 60) {
      sent += 1;
      if (!response.write(mebibyte)) return;
    }
    response.end('"]}}');
  };
  response.on('drain', pour);
  pour();
}

test('a subgraph, and all of a request, have less than two seconds by default, and a subgraph less than its request', () => {
  const { subgraphTimeoutMs, requestTimeoutMs } = parseConfiguration({}, {});
  expect(requestTimeoutMs).toBeLessThan(2000);
  expect(subgraphTimeoutMs).toBeLessThan(requestTimeoutMs);
});

// What hangs here hangs for ever: that there is an answer shows that the router waited no longer than it is told to.
test.each<[string, (response: ServerResponse) => void]>([
  ['hangs', () => undefined],
  ['hangs after its headers', (response) => response.writeHead(200, json).flushHeaders()],
  [
    'resets in the middle of its answer',
    (response) => response.writeHead(200, json).write('{"data":', () => response.socket?.resetAndDestroy()),
  ],
  [
    'ends in the middle of its answer',
    (response) => response.writeHead(200, { ...json, 'content-length': 500 }).write('{"data":', () => response.socket?.end()),
  ],
  ['answers byte by byte', dripping],
  ['answers with 60 MB', flooding],
  ['announces 60 MB', (response) => response.writeHead(200, { ...json, 'content-length': 60 * 1024 * 1024 }).flushHeaders()],
  ['answers with HTML', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>at 10.0.0.7</html>')],
  ['answers with half of its JSON', (response) => response.writeHead(200, json).end('{"data":{"_entities":[{"email":"at 10.0.0.7')],
  ['answers with a list', (response) => response.writeHead(200, json).end('[{"data":{}}]')],
  [
    'answers with entities that nobody asked for',
    (response) => response.writeHead(200, json).end('{"data":{"_entities":[1,2,3,4,5,6,7]}}'),
  ],
  ['answers with data that is no object', (response) => response.writeHead(200, json).end('{"data":"10.0.0.7"}')],
  ['answers with bytes that are no UTF-8', (response) => response.writeHead(200, json).end(Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0x7d]))],
  ['answers with no HTTP', (response) => response.socket?.write('\x16\x03\x01 at 10.0.0.7\r\n\r\n')],
  ['answers with nothing', (response) => response.writeHead(204).end()],
])('gives the rest of the data when a subgraph %s', async (_how, instead) => {
  toy('accounts').misbehave({ instead });
  const { status, body } = await router.post('{ reviews { id stars author { id email } } items { sku } }');
  expect(status).toBe(200);
  expect(body.data).toMatchObject({
    reviews: ['r1', 'r2', 'r3', 'r4'].map((id) => ({ id, author: { email: null } })),
    items: [{ sku: 'b1' }, { sku: 'b2' }, { sku: 'g1' }, null],
  });
  expect(body.errors?.map(({ extensions }) => extensions['code'])).toContain('INTERNAL');
  const traceId = String(body.errors?.[0]?.extensions['traceId']);
  expect(JSON.stringify(body).replaceAll(traceId, '')).not.toMatch(/accounts|127\.0\.0\.1|10\.0\.0\.7|ECONN|html|stack/);
  expect(JSON.stringify(body)).not.toContain(new URL(toy('accounts').url).port);
  expect(router.logged.filter(({ subgraph }) => subgraph === 'accounts')).toHaveLength(1);
});

test('gives all of the data when a subgraph hangs up after each answer', async () => {
  const patient = await startTestRouter(toys.supergraph);
  toy('accounts').misbehave({ hangUp: true });
  for (let n = 0; n < 30; n += 1) {
    const { body } = await patient.post('{ reviews { author { id role } } }');
    expect(body.errors).toBeUndefined();
  }
  await patient.stop();
});

test('answers at the end of the time of a request when every subgraph hangs', async () => {
  for (const one of Object.values(toys.running)) one.misbehave({ instead: () => undefined });
  const { body } = await brief.post('{ me { id } items { sku } reviews { id author { email } } scarce { sku price { minor } } }');
  expect(body.errors?.length).toBeGreaterThan(0);
});
