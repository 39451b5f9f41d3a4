import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { startIssuer } from './toys/issuer.ts';
import { library } from './toys/library.ts';
import { startRedis, type RunningRedis } from './toys/redis.ts';
import { startTestRouter, type Result, type TestRouter } from './toys/router.ts';
import { startToys } from './toys/subgraph.ts';

let toys: Awaited<ReturnType<typeof startToys>>;
let issuer: Awaited<ReturnType<typeof startIssuer>>;
let redis: RunningRedis;
let router: TestRouter;
const keys = (): Promise<string[]> => redis.client.keys('test:entity:*');
const kept = async (count: number): Promise<void> => {
  for (let tries = 0; tries < 4000 && (await keys()).length < count; tries += 1) await wait(5);
  expect(await keys()).toHaveLength(count);
};
/** Ids of the entities that `texts` was asked for, a list a request. */
const asked = (): unknown[] =>
  toys.toy('texts').requests.map(({ variables }) => (variables['representations'] as { id: string }[]).map(({ id }) => id));
const fresh = async (fields: string, ids: string[], headers: Record<string, string> = {}): Promise<Result> => {
  const { body } = await router.post(`query ($ids: [ID!]!) { fresh(ids: $ids) { id ${fields} } }`, { ids }, headers);
  return { ...(body.data !== undefined && { data: body.data }), ...(body.errors && { errors: body.errors }) };
};

beforeAll(async () => {
  [toys, issuer] = await Promise.all([startToys(library), startIssuer()]);
});
beforeEach(async () => {
  redis = await startRedis();
  router = await startTestRouter(toys.supergraph, {
    auth: issuer.auth,
    cache: { redisUrl: redis.url, prefix: 'test', timeoutMs: 5000 },
  });
  for (let tries = 0; (await keys()).length === 0 && tries < 200; tries += 1) await fresh('title', ['0']);
  await redis.client.flushall();
  toys.toy('texts').requests.length = 0;
});
afterEach(async () => {
  await redis.stop();
  await router.stop();
});
afterAll(async () => {
  await toys.stop();
  issuer.stop();
});

test('asks again for what is kept in a form that it can not read', async () => {
  await fresh('title', ['1']);
  await kept(1);
  for (const text of ['{"title"', 'null', '7']) {
    await redis.client.set((await keys())[0] ?? '', text);
    expect(await fresh('title', ['1'])).toEqual({ data: { fresh: [{ id: '1', title: 'Title 1' }] } });
  }
  expect(asked()).toHaveLength(4);
});

test('asks for those alone that are not kept, whatever operation they come from', async () => {
  expect(await fresh('title', ['1', '2'])).toEqual({
    data: {
      fresh: [
        { id: '1', title: 'Title 1' },
        { id: '2', title: 'Title 2' },
      ],
    },
  });
  await kept(2);
  const { body } = await router.post('query Other($ids: [ID!]!) { fresh(ids: $ids) { id title } }', { ids: ['3', '2', '1', '2'] });
  expect(body.data?.['fresh']).toEqual(['3', '2', '1', '2'].map((id) => ({ id, title: `Title ${id}` })));
  await kept(3);
  await fresh('title', ['3', '1']);
  expect(asked()).toEqual([['1', '2'], ['3']]);
  for (const key of await keys()) {
    const ttl = await redis.client.pttl(key);
    expect([ttl > 75_000, ttl <= 90_000]).toEqual([true, true]);
  }
});

test('keeps for the least time that is selected, and apart by arguments', async () => {
  await fresh('title price', ['1']);
  await kept(1);
  expect(await redis.client.pttl((await keys())[0] ?? '')).toBeLessThanOrEqual(30_000);
  for (const upper of [true, false, true]) {
    const query = 'query ($ids: [ID!]!, $upper: Boolean) { fresh(ids: $ids) { title(upper: $upper) } }';
    const { body } = await router.post(query, { ids: ['1'], upper });
    expect(body.data?.['fresh']).toEqual([{ title: upper ? 'TITLE 1' : 'Title 1' }]);
  }
});

test('private data never crosses viewers, and languages stay apart', async () => {
  for (const name of ['ada', 'grace', 'ada', 'grace'])
    expect(await fresh('notes', ['1'], { authorization: await issuer.bearer(name) })).toEqual({
      data: { fresh: [{ id: '1', notes: name }] },
    });
  expect(asked()).toHaveLength(2);
  for (const _again of [1, 2]) await fresh('notes', ['1']);
  expect(asked()).toHaveLength(4);
  for (const language of ['fr', 'en', 'fr'])
    expect(await fresh('spoken', ['1'], { 'accept-language': language })).toEqual({ data: { fresh: [{ id: '1', spoken: language }] } });
  expect(asked()).toHaveLength(6);
});

test('never keeps what came with an error, nor what is not there', async () => {
  const first = await fresh('faulty', ['1', '2', '404', '3']);
  expect(first.errors?.map(({ path }) => path)).toEqual([['fresh', 1, 'faulty']]);
  await kept(2);
  const second = await fresh('faulty', ['1', '2', '404', '3']);
  expect(second.data).toEqual(first.data);
  expect(second.errors?.map(({ path, message }) => [path, message])).toEqual([[['fresh', 1, 'faulty'], 'Not yours.']]);
  expect(asked()).toEqual([
    ['1', '2', '404', '3'],
    ['2', '404'],
  ]);
});

test('never keeps what came with a cookie', async () => {
  const own = await startTestRouter(toys.supergraph, {
    cache: { redisUrl: redis.url, prefix: 'test', timeoutMs: 5000 },
    subgraphs: { texts: { setCookie: true } },
  });
  const query = '{ fresh(ids: ["1"]) { title } }';
  const text = JSON.stringify({ data: { _entities: [{ __typename: 'Book', title: 'Mine' }] } });
  toys.toy('texts').misbehave({ instead: (response) => response.writeHead(200, { 'set-cookie': 'session=1' }).end(text) });
  for (let again = 0; again < 2; again += 1) {
    const { body, headers } = await own.post(query);
    expect([body.data, headers.get('set-cookie')]).toEqual([{ fresh: [{ title: 'Mine' }] }, 'session=1']);
  }
  toys.toy('texts').misbehave(undefined);
  for (let tries = 0; (await keys()).length === 0 && tries < 200; tries += 1) await own.post(query);
  expect((await own.post(query)).body.data).toEqual({ fresh: [{ title: 'Title 1' }] });
  await own.stop();
});

test('a subgraph that is gone takes along what is not kept, and that alone', async () => {
  await fresh('title', ['1', '3']);
  await kept(2);
  toys.toy('texts').misbehave({ cut: true });
  const { data, errors } = await fresh('title', ['1', '2', '3']);
  toys.toy('texts').misbehave(undefined);
  expect(data?.['fresh']).toEqual([
    { id: '1', title: 'Title 1' },
    { id: '2', title: null },
    { id: '3', title: 'Title 3' },
  ]);
  expect(errors?.map(({ path }) => path)).toEqual([['fresh', 1]]);
});

test('answers on when Redis dies in the middle', async () => {
  await fresh('title', ['1']);
  await redis.kill();
  for (let time = 0; time < 8; time += 1) expect(await fresh('title', ['1'])).toEqual({ data: { fresh: [{ id: '1', title: 'Title 1' }] } });
});
