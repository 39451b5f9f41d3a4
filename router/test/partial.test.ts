import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { store } from './toys/store.ts';
import { startToys, type Running } from './toys/subgraph.ts';

let toys: Awaited<ReturnType<typeof startToys>>;
let router: TestRouter;
/** One that gives accounts little time. */
let hasty: TestRouter;
const toy = (name: string): Running => toys.toy(name);
const query = '{ reviews { id author { id email role } } latest { author { role } } }';

beforeAll(async () => {
  toys = await startToys(store);
  router = await startTestRouter(toys.supergraph);
  hasty = await startTestRouter(toys.supergraph, { subgraphs: { accounts: { timeoutMs: 150 } } });
});
afterEach(() => {
  for (const one of Object.values(toys.running)) one.misbehave(undefined);
  router.logged.length = 0;
  hasty.logged.length = 0;
});
afterAll(async () => {
  await Promise.all([router.stop(), hasty.stop()]);
  await toys.stop();
});

test.each([
  ['answers with 503 and HTML', { status: 503 }],
  ['cuts the line', { cut: true }],
  ['refuses the router', { status: 401 }],
  ['hangs for ever', { instead: () => undefined }],
])('keeps the rest of the data when a subgraph %s', async (_how, how) => {
  toy('accounts').misbehave(how);
  const { status, body } = await hasty.post('{ reviews { id stars author { id role } } }');
  expect(status).toBe(200);
  const author = null;
  expect(body.data?.['reviews']).toEqual([
    { id: 'r1', stars: 5, author },
    { id: 'r2', stars: 3, author },
    { id: 'r3', stars: null, author },
    { id: 'r4', stars: 4, author },
  ]);
  expect(body.errors?.map(({ path, extensions }) => [path, extensions['code']])).toEqual(
    [0, 1, 2, 3].map((index) => [['reviews', index, 'author'], 'INTERNAL']),
  );
  const traceId = String(body.errors?.[0]?.extensions['traceId']);
  expect(JSON.stringify(body).replaceAll(traceId, '')).not.toMatch(/accounts|127\.0\.0\.1|10\.0\.0\.7|503|html|stack/);
  expect(hasty.logged.filter(({ subgraph }) => subgraph === 'accounts')).toHaveLength(1);
  expect(hasty.logged[0]?.['traceId']).toBe(traceId);
});

test('names the root fields that a failing subgraph owed', async () => {
  toy('accounts').misbehave({ cut: true });
  const { body } = await router.post('{ mine: me { id } user(id: "u1") { id } items { sku } }');
  expect(body.data).toMatchObject({ mine: null, user: null, items: [{ sku: 'b1' }, { sku: 'b2' }, { sku: 'g1' }, null] });
  expect(body.errors?.map(({ path }) => path)).toEqual([['mine'], ['user']]);
});

test('passes a refusal on and masks a fault', async () => {
  const { body } = await router.post(query);
  const [refused, fault] = body.errors ?? [];
  expect(refused).toMatchObject({
    message: 'Not yours.',
    path: ['reviews', 1, 'author', 'email'],
    extensions: { code: 'FORBIDDEN', hint: 'ask nicely' },
  });
  expect(refused?.extensions['stacktrace']).toBeUndefined();
  expect(fault).toMatchObject({ path: ['reviews', 2, 'author', 'email'], extensions: { code: 'INTERNAL' } });
  expect(JSON.stringify(body)).not.toContain('SELECT');
  expect(JSON.stringify(router.logged)).toContain('SELECT');
});

test('asks for each entity once, however often it appears', async () => {
  toy('accounts').requests.length = 0;
  await router.post('{ reviews { author { role } } }');
  expect(toy('accounts').requests.map(({ variables }) => variables['representations'])).toEqual([
    ['u1', 'u2', 'u3'].map((id) => ({ __typename: 'User', id })),
  ]);
});

test('tells an error of a shared entity at every place where it shows', async () => {
  toy('accounts').requests.length = 0;
  const { body } = await router.post('{ a: review(id: "r2") { author { email } } owners { email } }');
  expect(body.errors?.map(({ path }) => path)).toEqual(
    expect.arrayContaining([
      ['owners', 1, 'email'],
      ['a', 'author', 'email'],
    ]),
  );
});

test('says where a null had to be carried up, without blame', async () => {
  const { body } = await router.post('{ owners { name } me { id } }');
  expect(body.data).toBeNull();
  expect(body.errors).toMatchObject([{ path: ['owners', 3, 'name'], extensions: { code: 'INTERNAL' } }]);
});

test('speaks the language that is asked for', async () => {
  toy('accounts').misbehave({ cut: true });
  const said = async (accept: string): Promise<string | undefined> =>
    (await router.post('{ me { id } }', {}, { 'accept-language': accept })).body.errors?.[0]?.message;
  expect(await said('en-GB,en;q=0.9,fr;q=0.8')).toContain('Something went wrong');
  expect(await said('de, fr;q=0.5')).toContain('Une erreur est survenue');
});
