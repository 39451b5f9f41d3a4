import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { store } from './toys/store.ts';
import { startToys } from './toys/subgraph.ts';

interface Span {
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code: number };
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
}
interface Exported {
  resourceSpans: { resource: { attributes: Span['attributes'] }; scopeSpans: { spans: Span[] }[] }[];
}

const exported: { headers: Record<string, unknown>; body: Exported; text: string }[] = [];
const collector = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const text = Buffer.concat(chunks).toString();
    exported.push({ headers: request.headers, body: JSON.parse(text) as Exported, text });
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
});
/** Takes spans and says nothing. */
const silent = createServer();
const portOf = (server: typeof collector): string => String((server.address() as AddressInfo).port);
const spans = (traceId: string): Span[] =>
  exported
    .flatMap(({ body }) => body.resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap((scope) => scope.spans)
    .filter((span) => span.traceId === traceId);

const caller = 'b'.repeat(16);
const sampled = (digit: string): string => `00-${digit.repeat(32)}-${caller}-01`;
const query = 'query Reviews { reviews { body author { id name email } } }';

let toys: Awaited<ReturnType<typeof startToys>>;
let url: string;
beforeAll(async () => {
  for (const server of [collector, silent]) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${portOf(collector)}/v1/traces`;
  toys = await startToys(store);
});
afterAll(async () => {
  await toys.stop();
  for (const server of [collector, silent]) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const running = new Set<TestRouter>();
async function tracing(traces: { ratio?: number; url?: string } = {}): Promise<TestRouter> {
  const telemetry = { traces: { url, headers: { 'x-key': 'k' }, serviceName: 'edge', ...traces } };
  const router = await startTestRouter(toys.supergraph, { telemetry });
  running.add(router);
  return router;
}
/** What was recorded is with the collector then. */
async function stop(router: TestRouter): Promise<void> {
  running.delete(router);
  await router.stop();
}
afterEach(async () => {
  await Promise.all([...running].map(stop));
});

test('a sampled request is a span under the caller, and each fetch a span under it whose id the subgraph gets', async () => {
  const router = await tracing();
  const before = toys.toy('accounts').requests.length;
  await router.post(query, undefined, { traceparent: sampled('a') });
  await stop(router);
  const found = spans('a'.repeat(32));
  const server = found.find(({ kind }) => kind === 2);
  expect(server).toMatchObject({ name: 'query Reviews', parentSpanId: caller });
  const fetches = found.filter(({ kind }) => kind === 3);
  expect(fetches.map(({ name }) => name).sort()).toEqual(['fetch accounts', 'fetch reviews']);
  for (const name of ['accounts', 'reviews']) {
    const span = fetches.find((fetch) => fetch.name === `fetch ${name}`);
    expect(span?.parentSpanId).toBe(server?.spanId);
    const asked = toys.toy(name).requests.at(-1);
    expect(asked?.headers['traceparent']).toBe(`00-${'a'.repeat(32)}-${span?.spanId ?? ''}-01`);
    expect(Number(span?.endTimeUnixNano) >= Number(span?.startTimeUnixNano)).toBe(true);
  }
  expect(toys.toy('accounts').requests.length).toBe(before + 1);
  expect(found.find(({ name }) => name === 'plan')?.parentSpanId).toBe(server?.spanId);
  expect(exported[0]?.headers).toMatchObject({ 'x-key': 'k' });
  expect(exported[0]?.body.resourceSpans[0]?.resource.attributes).toContainEqual({ key: 'service.name', value: { stringValue: 'edge' } });
});

test('spans hold nothing of the person, the variables or the query', async () => {
  const router = await tracing();
  const from = exported.length;
  const headers = { traceparent: sampled('c'), 'user-agent': 'Secret/1', cookie: 'sid=secret' };
  await router.post('query Named($id: ID!) { user(id: $id) { email } }', { id: 'u1' }, headers);
  await stop(router);
  expect(spans('c'.repeat(32)).length).toBeGreaterThanOrEqual(2);
  const text = exported
    .slice(from)
    .map((one) => one.text)
    .join();
  for (const secret of ['u1', 'example.com', 'Secret', 'secret', '127.0.0.1', 'email']) expect(text).not.toContain(secret);
});

test('errors show in the spans they belong to', async () => {
  const router = await tracing();
  toys.toy('accounts').misbehave({ status: 500 });
  await router.post(query, undefined, { traceparent: sampled('d') });
  toys.toy('accounts').misbehave(undefined);
  await router.post('{ nowhere }', undefined, { traceparent: sampled('e') });
  await stop(router);
  const codes = Object.fromEntries(spans('d'.repeat(32)).map(({ name, status }) => [name, status.code]));
  expect(codes).toMatchObject({ 'query Reviews': 2, 'fetch accounts': 2, 'fetch reviews': 0 });
  const refused = spans('e'.repeat(32)).find(({ kind }) => kind === 2);
  expect(refused?.attributes).toContainEqual({ key: 'router.outcome', value: { stringValue: 'refused' } });
});

test('records of its own traces the share it is told, and says so to subgraphs', async () => {
  for (const [ratio, flags] of [
    [0, '00'],
    [1, '01'],
  ] as const) {
    const router = await tracing({ ratio });
    const from = exported.length;
    await router.post('{ me { id } }');
    await stop(router);
    expect(toys.toy('accounts').requests.at(-1)?.headers['traceparent']).toMatch(new RegExp(`-${flags}$`));
    expect(exported.length > from).toBe(ratio === 1);
  }
});

test('a request that its caller does not sample is not recorded', async () => {
  const router = await tracing({ ratio: 1 });
  await router.post('{ me { id } }', undefined, { traceparent: `00-${'f'.repeat(32)}-${caller}-00` });
  await stop(router);
  expect(spans('f'.repeat(32))).toEqual([]);
});

test('a collector that is out of reach, or never answers, hurts no request, and no stop', async () => {
  const routers = [
    await tracing({ ratio: 1, url: 'http://127.0.0.1:9/v1/traces' }),
    await tracing({ ratio: 1, url: `http://127.0.0.1:${portOf(silent)}/v1/traces` }),
  ];
  for (const router of routers)
    for (let n = 0; n < 20; n += 1) expect((await router.post('{ me { id } }')).body.data).toEqual({ me: { id: 'u1' } });
  await Promise.all(routers.map(stop));
});
