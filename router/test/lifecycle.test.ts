import { once } from 'node:events';
import { Agent, request as ask, type IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { accounts } from './toys/store.ts';
import { startToys } from './toys/subgraph.ts';

let toys: Awaited<ReturnType<typeof startToys>>;
beforeAll(async () => {
  toys = await startToys([accounts]);
});
afterAll(async () => {
  await toys.stop();
});

const status = async (router: TestRouter, path: string): Promise<number | 'refused'> =>
  fetch(new URL(path, router.url)).then(
    (response) => response.status,
    () => 'refused',
  );

async function asked(router: TestRouter, agent: Agent): Promise<{ status: number | undefined; connection: unknown; data: unknown }> {
  const request = ask(router.url, { method: 'POST', agent, headers: { 'content-type': 'application/json' } });
  request.end('{"query":"{ me { id } }"}');
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let body = '';
  for await (const chunk of response) body += String(chunk);
  const { data } = JSON.parse(body) as { data: unknown };
  return { status: response.statusCode, connection: response.headers.connection, data };
}

async function open(router: TestRouter): Promise<WebSocket> {
  const socket = new WebSocket(router.url.replace('http', 'ws'), 'graphql-transport-ws');
  await once(socket, 'open');
  return socket;
}

async function asksWhileItSaysSo(drainDelayMs: number): Promise<void> {
  const router = await startTestRouter(toys.supergraph, { drainDelayMs });
  const agent = new Agent({ keepAlive: true });
  const before = performance.now();
  try {
    expect([await status(router, '/livez'), await status(router, '/readyz')]).toEqual([200, 200]);
    expect((await asked(router, agent)).connection).toBe('keep-alive');
    const since = performance.now();
    const stopped = router.stop();
    expect([await status(router, '/livez'), await status(router, '/readyz')]).toEqual([200, 503]);
    expect(await asked(router, agent)).toEqual({ status: 200, connection: 'close', data: { me: { id: 'u1' } } });
    const socket = await open(router);
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1001);
    await stopped;
    expect(performance.now() - since).toBeGreaterThanOrEqual(drainDelayMs - 5);
    expect(await status(router, '/livez')).toBe('refused');
  } catch (error) {
    // On a machine that took longer over it than the delay, nothing was seen of it.
    if (performance.now() - before < drainDelayMs || drainDelayMs > 5000) throw error;
    await asksWhileItSaysSo(drainDelayMs * 4);
  } finally {
    agent.destroy();
  }
}

test('before it drains it says so for as long as it is told, and still takes requests and sockets', async () => {
  await asksWhileItSaysSo(400);
});

test('a request in flight is answered to its end; connections that idle do not hold it up', async () => {
  const router = await startTestRouter(toys.supergraph);
  const agent = new Agent({ keepAlive: true });
  await asked(router, agent);
  const before = toys.toy('accounts').requests.length;
  const { promise: stopping, resolve: goOn } = Promise.withResolvers<undefined>();
  toys.toy('accounts').misbehave({ until: stopping });
  const answer = asked(router, new Agent());
  while (toys.toy('accounts').requests.length === before) await wait(5);
  const stopped = router.stop();
  while ((await status(router, '/livez')) !== 'refused') await wait(5);
  goOn(undefined);
  expect(await answer).toMatchObject({ status: 200, data: { me: { id: 'u1' } } });
  toys.toy('accounts').misbehave(undefined);
  await stopped;
  agent.destroy();
});

test('nobody waits longer than drainMs for a request that does not end', async () => {
  const router = await startTestRouter(toys.supergraph, { drainMs: 200, subgraphTimeoutMs: 600_000, requestTimeoutMs: 600_000 });
  const before = toys.toy('accounts').requests.length;
  toys.toy('accounts').misbehave({ instead: () => undefined });
  const answer = asked(router, new Agent()).catch(() => 'cut');
  while (toys.toy('accounts').requests.length === before) await wait(5);
  await router.stop();
  expect(await answer).toBe('cut');
  toys.toy('accounts').misbehave(undefined);
});

test('probes come by address, whatever host names are served', async () => {
  const router = await startTestRouter(toys.supergraph, { allowedHosts: ['graph.example'] });
  expect([await status(router, '/livez'), await status(router, '/readyz'), await status(router, '/graphql')]).toEqual([200, 200, 421]);
  await router.stop();
});
