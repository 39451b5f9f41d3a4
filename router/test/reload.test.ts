import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { sourceOf } from '../src/supergraph/source.ts';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { until } from './toys/until.ts';
import { startVersions } from './toys/versions.ts';

const query = '{ things { id by also } }';
const folder = mkdtempSync(join(tmpdir(), 'reload-'));
const file = join(folder, 'supergraph.graphql');
let toys: Awaited<ReturnType<typeof startVersions>>;
let router: TestRouter;
const logged = (message: string): Record<string, unknown>[] => router.logged.filter(({ msg }) => msg === message);
const swaps = (): number => logged('new supergraph').length;

function replace(sdl: string): void {
  writeFileSync(`${file}.new`, sdl);
  renameSync(`${file}.new`, file);
}

async function swapTo(name: 'left' | 'right'): Promise<void> {
  const before = swaps();
  replace(toys.supergraphs[name]);
  await until(() => swaps() > before);
}

beforeAll(async () => {
  toys = await startVersions();
});
beforeEach(async () => {
  replace(toys.supergraphs.left);
  router = await startTestRouter(sourceOf(file), { supergraph: { pollMs: 50 } });
});
afterEach(() => router.stop());
afterAll(async () => {
  await toys.stop();
  rmSync(folder, { recursive: true });
});

test('swaps ten times under load: no request fails, and each answer is of one version', async () => {
  const seen = new Map<string, number>();
  let over = false;
  const clients = Array.from({ length: 8 }, async () => {
    while (!over) {
      const { status, body } = await router.post(query);
      const things = body.data?.['things'] as { by: string; also: string }[];
      const [by, ...mixed] = new Set(things.flatMap((thing) => [thing.by, thing.also]));
      expect([status, body.errors, mixed]).toEqual([200, undefined, []]);
      seen.set(by ?? '', (seen.get(by ?? '') ?? 0) + 1);
    }
  });
  try {
    for (let swap = 0; swap < 10; swap += 1) {
      const counted = seen.get(swap % 2 === 0 ? 'left' : 'right') ?? 0;
      await until(() => (seen.get(swap % 2 === 0 ? 'left' : 'right') ?? 0) > counted + 5);
      await swapTo(swap % 2 === 0 ? 'right' : 'left');
    }
  } finally {
    over = true;
    await Promise.all(clients);
  }
  expect(swaps()).toBe(10);
  expect(logged('new supergraph').map(({ warmed, lost }) => [warmed, lost])).toEqual(Array(10).fill([1, 0]));
});

test('answers a field that was added, and refuses one that was removed', async () => {
  expect((await router.post('{ left }')).body.data).toEqual({ left: 'left' });
  expect((await router.post('{ right }')).status).toBe(400);
  await swapTo('right');
  expect((await router.post('{ right }')).body.data).toEqual({ right: 'right' });
  expect((await router.post('{ left }')).body.errors?.[0]?.extensions['code']).toBe('BAD_INPUT');
});

test('asks a subgraph where the new supergraph says that it is', async () => {
  expect(JSON.stringify((await router.post(query)).body.data)).toContain('"by":"left"');
  replace(toys.supergraphs.left.replace(toys.running.left.url, toys.running.right.url));
  await until(() => swaps() === 1);
  expect(JSON.stringify((await router.post(query)).body.data)).toContain('"by":"right"');
});

test('ends what is in flight on the version that prepared it', async () => {
  await router.post(query);
  toys.running.base.misbehave({ delayMs: 400 });
  const asked = toys.running.base.requests.length;
  const flying = router.post(query);
  await until(() => toys.running.base.requests.length > asked);
  await swapTo('right');
  toys.running.base.misbehave(undefined);
  expect(JSON.stringify((await flying).body)).toContain('"by":"left"');
  expect(JSON.stringify((await router.post(query)).body)).toContain('"by":"right"');
});

test('subscriptions that run through swaps lose and double nothing', async () => {
  const client = createClient({ url: router.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  const numbers: number[] = [];
  const sides = new Set<string>();
  const running = (async () => {
    for await (const { data } of client.iterate<{ counted: { number: number; thing: { by: string } } }>({
      query: 'subscription { counted { number thing { by } } }',
    })) {
      numbers.push(data?.counted.number ?? NaN);
      sides.add(data?.counted.thing.by ?? '');
    }
  })();
  for (let swap = 0; swap < 4; swap += 1) {
    const before = numbers.length;
    await until(() => numbers.length > before + 10);
    await swapTo(swap % 2 === 0 ? 'right' : 'left');
  }
  const before = numbers.length;
  await until(() => numbers.length > before + 10);
  await client.dispose();
  await running.catch(() => undefined);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  // What follows an event goes by the supergraph that serves then.
  expect([...sides]).toEqual(['left', 'right']);
  expect(toys.running.base.connections).toHaveLength(1);
});

test.each([
  ['no SDL', () => 'type Query {'],
  ['no supergraph', () => 'type Query { a: Int }'],
  ['a subgraph without an address', () => toys.supergraphs.right.replace(toys.running.right.url, '')],
  ['no more of a type', () => toys.supergraphs.right.replace(/type Count[^}]*}/, '')],
])('refuses %s once, with the reason, and the old one keeps serving', async (_what, bad) => {
  const texts = [toys.supergraphs.left, bad(), bad(), `${bad()}\n`, toys.supergraphs.right];
  await router.stop();
  router = await startTestRouter(
    { read: () => Promise.resolve(texts.shift()), watch: () => () => undefined },
    { supergraph: { pollMs: 3_600_000 } },
  );
  for (const [look, refused] of [1, 1, 2].entries()) {
    router.checkSupergraph();
    await until(() => texts.length === 3 - look);
    expect((await router.post('{ left }')).body.data).toEqual({ left: 'left' });
    expect((await fetch(router.url.replace('/graphql', '/readyz'))).status).toBe(200);
    await until(() => logged('supergraph refused').length === refused);
  }
  router.checkSupergraph();
  await until(() => swaps() === 1);
  const refusals = logged('supergraph refused');
  expect(refusals.map(({ level, reason }) => [level, typeof reason, reason === ''])).toEqual(Array(2).fill([50, 'string', false]));
});

test('serves on while a bad one lies there, and refuses what the configuration no longer fits', async () => {
  await router.stop();
  router = await startTestRouter(sourceOf(file), { supergraph: { pollMs: 50 }, limits: { weights: { 'Query.left': 2 } } });
  replace(toys.supergraphs.right);
  await until(() => logged('supergraph refused').length > 0);
  expect(String(logged('supergraph refused')[0]?.['reason'])).toContain('Query.left');
  expect((await router.post('{ left }')).body.data).toEqual({ left: 'left' });
});

test('sees a new target of a symbolic link, as Kubernetes gives it', async () => {
  const mounted = join(folder, 'mounted');
  for (const name of ['left', 'right'] as const) {
    mkdirSync(join(mounted, name), { recursive: true });
    writeFileSync(join(mounted, name, 'supergraph.graphql'), toys.supergraphs[name]);
  }
  symlinkSync('left', join(mounted, '..data'));
  symlinkSync(join('..data', 'supergraph.graphql'), join(mounted, 'supergraph.graphql'));
  await router.stop();
  router = await startTestRouter(sourceOf(join(mounted, 'supergraph.graphql')), { supergraph: { pollMs: 50 } });
  symlinkSync('right', join(mounted, '..data.new'));
  renameSync(join(mounted, '..data.new'), join(mounted, '..data'));
  await until(() => swaps() === 1);
  expect((await router.post('{ right }')).status).toBe(200);
});

test('keeps serving while the file is gone or empty, and takes the next one', async () => {
  rmSync(file);
  await until(() => logged('the supergraph is out of reach; the one that serves stays').length === 1);
  expect((await router.post('{ left }')).status).toBe(200);
  await swapTo('right');
  expect((await router.post('{ right }')).status).toBe(200);
});

test('looks at once when it is told to', async () => {
  await router.stop();
  router = await startTestRouter({ ...sourceOf(file), watch: () => () => undefined }, { supergraph: { pollMs: 3_600_000 } });
  replace(toys.supergraphs.right);
  router.checkSupergraph();
  await until(() => swaps() === 1);
});
