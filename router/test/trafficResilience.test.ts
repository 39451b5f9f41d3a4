import { afterEach, expect, jest, test } from '@jest/globals';
import type { Socket } from 'node:net';
import { SubgraphFailure } from '../src/traffic/subgraphs.ts';
import { internal, scopeOf, startAsking, type Asking } from './toys/asking.ts';
import { answer, startRaw, type RawRequest, type RawSubgraph } from './toys/rawSubgraph.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  jest.restoreAllMocks();
  aheadMs = 0;
  for (const close of closing.splice(0).reverse()) await close();
});

async function started(
  respond: (socket: Socket, request: RawRequest) => void,
  configuration: Parameters<typeof startAsking>[1] = {},
): Promise<{ raw: RawSubgraph; asking: Asking }> {
  const raw = await startRaw(respond);
  const asking = startAsking(raw.url, configuration);
  closing.push(raw.stop, asking.close);
  return { raw, asking };
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};
const status = (code: number, text = '<html>'): string => `HTTP/1.1 ${code} No\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
const outcomes = (asking: Asking, what: string): number => asking.counted.filter((one) => one === what).length;

const realNow = performance.now.bind(performance);
let aheadMs = 0;
/** The clock of breakers goes on by so much more than time does. */
function later(ms: number): void {
  aheadMs += ms;
  jest.spyOn(performance, 'now').mockImplementation(() => realNow() + aheadMs);
}

test('gives a subgraph that never answers its time and no more, and ends the connection', async () => {
  const { raw, asking } = await started(() => undefined, { subgraphs: { toy: { timeoutMs: 100 } } });
  await expect(asking.ask()).rejects.toThrow('no answer within 100 ms');
  await until(() => raw.open() === 0);
  expect(asking.counted).toEqual(['timeout']);
  expect(raw.requests).toHaveLength(1);
});

test('never waits past the end of the request', async () => {
  const { raw, asking } = await started(() => undefined);
  await expect(asking.ask('{}', 'query', scopeOf({ timeoutMs: 400 }))).rejects.toBeInstanceOf(SubgraphFailure);
  await until(() => raw.open() === 0);
  await expect(asking.ask('{}', 'query', scopeOf({ timeoutMs: 0 }))).rejects.toBeInstanceOf(SubgraphFailure);
  expect(raw.requests).toHaveLength(1);
});

test('ends a fetch when its client leaves', async () => {
  const { raw, asking } = await started(() => undefined);
  const gone = new AbortController();
  const asked = asking.ask('{}', 'query', scopeOf({ signal: gone.signal }));
  await until(() => raw.requests.length === 1);
  gone.abort();
  await expect(asked).rejects.toBeInstanceOf(SubgraphFailure);
  await until(() => raw.open() === 0);
});

test.each<[string, (socket: Socket) => void]>([
  ['a reset', (socket) => socket.resetAndDestroy()],
  ['a closed connection', (socket) => socket.end()],
  ['half an answer', (socket) => socket.end(answer().slice(0, -3))],
  ['502', (socket) => socket.write(status(502))],
  ['503', (socket) => socket.write(status(503, '{"errors":[{"message":"draining"}]}'))],
  ['504', (socket) => socket.write(status(504))],
])('asks a query again after %s, never a mutation', async (_what, fail) => {
  let failing = true;
  const { raw, asking } = await started((socket) => {
    if (failing) fail(socket);
    else socket.write(answer());
    failing = false;
  });
  expect(await asking.ask()).toBe('{"data":{}}');
  expect(asking.counted).toEqual(['retried', 'ok']);
  failing = true;
  const mutation = await asking.ask('{"query":"mutation"}', 'mutation').catch((error: unknown) => error);
  expect(mutation).not.toBe('{"data":{}}');
  expect(raw.requests).toHaveLength(3);
});

test.each([400, 401, 403, 404, 500])('does not ask again after %i', async (code) => {
  const { raw, asking } = await started((socket) => socket.write(status(code)));
  await expect(asking.ask()).rejects.toThrow(`HTTP ${code}`);
  expect(raw.requests).toHaveLength(1);
});

test('retries no more than a tenth of what is asked, and a few at the start', async () => {
  const { raw, asking } = await started((socket) => socket.resetAndDestroy(), { breaker: { minimumRequests: 10_000 } });
  for (let n = 0; n < 200; n += 1) await asking.ask().catch(() => undefined);
  expect(outcomes(asking, 'failed')).toBe(200);
  expect(outcomes(asking, 'retried')).toBe(30);
  expect(raw.requests).toHaveLength(230);
});

test('opens the breaker where most fails, tries with one request, and closes when that succeeds', async () => {
  let failing = true;
  const { raw, asking } = await started((socket) => socket.write(failing ? status(500) : answer()), {
    breaker: { minimumRequests: 10, pauseMs: 60_000, windowMs: 600_000 },
  });
  for (let n = 0; n < 10; n += 1) await expect(asking.ask()).rejects.toThrow('HTTP 500');
  await expect(asking.ask()).rejects.toThrow('no address takes requests');
  expect(raw.requests).toHaveLength(10);
  expect(asking.counted.slice(-3)).toEqual(['breaker open', 'failed', 'rejected']);

  later(60_000);
  const tried = await Promise.allSettled([asking.ask(), asking.ask(), asking.ask()]);
  expect(tried.map(({ status: how }) => how)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(raw.requests).toHaveLength(11);

  failing = false;
  later(60_000);
  await asking.ask();
  await Promise.all([asking.ask(), asking.ask()]);
  expect(asking.counted.filter((what) => what.startsWith('breaker'))).toEqual([
    'breaker open',
    'breaker half-open',
    'breaker open',
    'breaker half-open',
    'breaker closed',
  ]);
});

test('a try that is given up lets another one try', async () => {
  let how: 'fail' | 'hang' | 'answer' = 'fail';
  const { asking, raw } = await started((socket) => how !== 'hang' && socket.write(how === 'fail' ? status(500) : answer()), {
    breaker: { minimumRequests: 5, pauseMs: 60_000, windowMs: 600_000 },
  });
  for (let n = 0; n < 5; n += 1) await asking.ask().catch(() => undefined);
  how = 'hang';
  later(60_000);
  await expect(asking.ask('{}', 'query', scopeOf({ timeoutMs: 400 }))).rejects.toBeInstanceOf(SubgraphFailure);
  expect(raw.requests).toHaveLength(6);
  how = 'answer';
  expect(await asking.ask()).toBe('{"data":{}}');
});

test('leaves the breaker closed on what a client can bring about', async () => {
  const { asking } = await started((socket) => socket.write(status(400)), { breaker: { minimumRequests: 5 } });
  for (let n = 0; n < 20; n += 1) await expect(asking.ask()).rejects.toThrow('HTTP 400');
});

test('gives a subgraph so many at a time, lets so many wait, and refuses the rest at once', async () => {
  const held: Socket[] = [];
  const { raw, asking } = await started((socket) => held.push(socket), { subgraphs: { toy: { maxInFlight: 3, maxWaiting: 2 } } });
  const asked = Array.from({ length: 7 }, () => asking.ask());
  const refused = await Promise.allSettled(asked.slice(5));
  expect(refused.map(({ status: how }) => how)).toEqual(['rejected', 'rejected']);
  await until(() => raw.requests.length === 3);
  expect(raw.open()).toBe(3);
  while (raw.requests.length < 5 || held.length > 0) {
    held.shift()?.write(answer());
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await Promise.all(asked.slice(0, 5))).toHaveLength(5);
  expect(raw.connections()).toBe(3);
  await Promise.all([asking.ask(), ...[0].map(() => until(() => held.length > 0).then(() => held.shift()?.write(answer())))]);
});

test('one who waits for a place gives it up when the time is over', async () => {
  const { raw, asking } = await started(() => undefined, { subgraphs: { toy: { maxInFlight: 1, timeoutMs: 1000 } } });
  const first = asking.ask();
  await expect(asking.ask('{}', 'query', scopeOf({ timeoutMs: 400 }))).rejects.toBeInstanceOf(SubgraphFailure);
  await expect(first).rejects.toBeInstanceOf(SubgraphFailure);
  expect(raw.requests).toHaveLength(1);
});

test('fetches once what is asked in the same words by the same authority at the same time', async () => {
  const held: Socket[] = [];
  const { raw, asking } = await started((socket) => held.push(socket), { auth: { internal } });
  const body = '{"query":"{ me }"}';
  const same = [
    asking.ask(body),
    asking.ask(body, 'query', scopeOf()),
    asking.ask(body, 'query', scopeOf({ headers: { 'x-other': 'y' } })),
  ];
  const different = [
    asking.ask(body, 'query', scopeOf({ user: 'u2' })),
    asking.ask(body, 'query', scopeOf({ headers: { 'accept-language': 'fr' } })),
    asking.ask('{"query":"{ you }"}'),
    asking.ask(body, 'mutation'),
    asking.ask(body, 'mutation'),
  ];
  await until(() => held.length === 6);
  for (const [index, socket] of held.entries()) socket.write(answer(`{"data":${index}}`));
  expect(new Set(await Promise.all(same)).size).toBe(1);
  expect(new Set([...(await Promise.all(different)), await same[0]]).size).toBe(6);
  expect(raw.requests).toHaveLength(6);
  expect(outcomes(asking, 'merged')).toBe(2);

  held.length = 0;
  const later = asking.ask(body);
  await until(() => held.length === 1);
  held[0]?.write(answer());
  expect(await later).toBe('{"data":{}}');
});

test.each([
  ['switched off', { mergeFetches: false }],
  ['the subgraph sets cookies', { subgraphs: { toy: { setCookie: true } } }],
])('merges nothing where %s', async (_why, configuration) => {
  const held: Socket[] = [];
  const { asking } = await started((socket) => held.push(socket), configuration);
  const asked = [asking.ask('{}'), asking.ask('{}')];
  await until(() => held.length === 2);
  for (const socket of held) socket.write(answer());
  await Promise.all(asked);
});

test('one who leaves a shared fetch, or whose time is over, does not end it for the others', async () => {
  const held: Socket[] = [];
  const { raw, asking } = await started((socket) => held.push(socket));
  const gone = new AbortController();
  const leaver = asking.ask('{}', 'query', scopeOf({ signal: gone.signal }));
  const hasty = asking.ask('{}', 'query', scopeOf({ timeoutMs: 400 }));
  const patient = asking.ask('{}');
  await until(() => held.length === 1);
  gone.abort();
  await expect(leaver).rejects.toBeInstanceOf(SubgraphFailure);
  await expect(hasty).rejects.toBeInstanceOf(SubgraphFailure);
  held[0]?.write(answer());
  expect(await patient).toBe('{"data":{}}');
  expect(raw.requests).toHaveLength(1);
});

test('turns away any number that wait once no address takes requests', async () => {
  const { asking } = await started((socket) => socket.destroy(), {
    subgraphMaxInFlight: 1,
    subgraphMaxWaiting: 5000,
    breaker: { minimumRequests: 1 },
  });
  const ended = await Promise.allSettled(Array.from({ length: 5000 }, () => asking.ask(undefined, 'mutation')));
  expect(ended.every(({ status }) => status === 'rejected')).toBe(true);
  expect([outcomes(asking, 'failed'), outcomes(asking, 'rejected')]).toEqual([1, 4999]);
});
