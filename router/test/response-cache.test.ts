import { request, type IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startIssuer } from './toys/issuer.ts';
import { library } from './toys/library.ts';
import { startRedis, type RunningRedis } from './toys/redis.ts';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { startToys } from './toys/subgraph.ts';

let toys: Awaited<ReturnType<typeof startToys>>;
let issuer: Awaited<ReturnType<typeof startIssuer>>;
let redis: RunningRedis;
let router: TestRouter;
const startRouter = (): Promise<TestRouter> =>
  startTestRouter(toys.supergraph, {
    auth: issuer.auth,
    subgraphs: { shelves: { setCookie: true } },
    cache: { redisUrl: redis.url, prefix: 'test', timeoutMs: 5000 },
  });
const asked = (): number => toys.toy('shelves').requests.length;
const keys = (): Promise<string[]> => redis.client.keys('test:answer:*');
const kept = async (count: number): Promise<void> => {
  for (let tries = 0; tries < 4000 && (await keys()).length !== count; tries += 1) await wait(5);
  expect(await keys()).toHaveLength(count);
};

beforeAll(async () => {
  [toys, issuer] = await Promise.all([startToys(library), startIssuer()]);
});
beforeEach(async () => {
  redis = await startRedis();
  router = await startRouter();
  // The first question tells when the connection stands.
  for (let tries = 0; (await keys()).length === 0 && tries < 200; tries += 1) await router.post('{ books(to: 1) { __typename } }');
  await redis.client.flushall();
  toys.toy('shelves').requests.length = 0;
});
afterEach(async () => {
  await redis.stop();
  await router.stop();
});
afterAll(async () => {
  await toys.stop();
  issuer.stop();
});

test('asks once, for all who ask the same, and says for how long it holds', async () => {
  const first = await router.post('query A($to: Int!) { books(to: $to) { id } }', { to: 2 });
  expect([first.body.data, first.body.errors]).toEqual([{ books: [{ id: '1' }, { id: '2' }] }, undefined]);
  expect(first.headers.get('cache-control')).toBe('max-age=60, public');
  // Of a budget that is somebody's own it says nothing.
  expect(first.body.extensions).toEqual({ cost: { requested: expect.any(Number), actual: expect.any(Number) } });
  expect(first.headers.get('vary')).toBe('accept, accept-language');
  await kept(1);
  const ttl = await redis.client.pttl((await keys())[0] ?? '');
  expect(ttl).toBeGreaterThan(50_000);
  expect(ttl).toBeLessThanOrEqual(60_000);
  const second = await router.post(
    'query A($to: Int!) {\n  books(to: $to) { id }\n}',
    { to: 2, unused: 1 },
    { authorization: await issuer.bearer('ada') },
  );
  expect(second.body.data).toEqual(first.body.data);
  expect(Number(second.headers.get('age'))).toBeGreaterThanOrEqual(0);
  expect(asked()).toBe(1);
  await router.post('query A($to: Int!) { books(to: $to) { id } }', { to: 3 });
  await router.post('query A($to: Int!) { books(to: $to) { other: id } }', { to: 2 });
  expect(asked()).toBe(3);
});

test('names the headers on which an answer depends to those who sent none', async () => {
  const answer = await new Promise<IncomingMessage>((resolve) => {
    const headers = { 'content-type': 'application/json' };
    request(router.url, { method: 'POST', headers }, resolve).end(JSON.stringify({ query: '{ books { id } }' }));
  });
  answer.resume();
  expect([answer.headers['cache-control'], answer.headers.vary]).toEqual(['max-age=60, public', 'accept, accept-language']);
});

test('asks again when its time is over', async () => {
  await router.post('{ books { id } }');
  await kept(1);
  await redis.client.pexpire((await keys())[0] ?? '', 1);
  await kept(0);
  await router.post('{ books { id } }');
  expect(asked()).toBe(2);
});

test('private data never crosses viewers, and nobody stays nobody', async () => {
  for (const query of ['{ mine }', '{ books { id } mine }']) {
    for (const name of ['ada', 'grace', 'ada', 'grace']) {
      const { body, headers } = await router.post(query, {}, { authorization: await issuer.bearer(name) });
      expect(Object.values(body.data ?? {}).at(-1)).toBe(name);
      expect(headers.get('cache-control')).toBe('max-age=60, private');
      expect(headers.get('vary')).toContain('authorization');
    }
  }
  expect(asked()).toBe(4);
  const before = asked();
  const { headers } = await router.post('{ mine }');
  await router.post('{ mine }');
  expect([asked() - before, headers.get('cache-control')]).toEqual([2, 'no-store']);
});

test('keeps languages apart', async () => {
  const greeted = async (language: string): Promise<unknown> =>
    (await router.post('{ greeting }', {}, { 'accept-language': language })).body.data?.['greeting'];
  for (const _again of [1, 2]) expect([await greeted('fr'), await greeted('en')]).toEqual(['Bonjour', 'Hello']);
  expect(asked()).toBe(2);
});

test.each([
  ['a refusal', '{ refused }'],
  ['what is whole but for one refusal', '{ books { id } refused }'],
  ['what says nothing of its time', '{ plain }'],
  ['what is in part of no time', '{ books { id } plain }'],
  ['a mutation', 'mutation { lend }'],
  ['what sets a cookie', '{ cookie }'],
  ['nothing but a name', '{ __typename }'],
])('never keeps %s', async (_what, query) => {
  const first = await router.post(query);
  expect((await router.post(query)).body.data).toEqual(first.body.data);
  expect(asked()).toBe(query === '{ __typename }' ? 0 : 2);
  if (query !== '{ cookie }') expect(first.headers.get('cache-control')).toBe('no-store');
  else expect((await router.post(query)).headers.get('set-cookie')).toContain('session=1');
  expect(await keys()).toEqual([]);
});

test('one asks for all who miss the same at the same time', async () => {
  toys.toy('shelves').misbehave({ delayMs: 200 });
  const all = await Promise.all(Array.from({ length: 20 }, () => router.post('{ books { id } }')));
  toys.toy('shelves').misbehave(undefined);
  expect(new Set(all.map(({ body }) => JSON.stringify(body.data))).size).toBe(1);
  expect(asked()).toBe(1);
  // A refusal is everybody's own.
  await Promise.all(Array.from({ length: 3 }, () => router.post('{ refused }')));
  expect(asked()).toBe(4);
});

test('answers on while Redis hangs, dies and comes back, and says so once', async () => {
  await router.stop();
  router = await startTestRouter(toys.supergraph, { cache: { redisUrl: redis.url, prefix: 'test' } });
  redis.freeze();
  for (let time = 0; time < 8; time += 1) expect((await router.post('{ books { id } }')).body.errors).toBeUndefined();
  redis.thaw();
  await redis.kill();
  for (let time = 0; time < 8; time += 1) expect((await router.post('{ books { id } }')).body.errors).toBeUndefined();
  expect(router.logged.filter(({ msg }) => String(msg).startsWith('the cache is out of reach'))).toHaveLength(1);
});
