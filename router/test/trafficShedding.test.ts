import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createShedding } from '../src/traffic/shedding.ts';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { accounts } from './toys/store.ts';
import { startToys } from './toys/subgraph.ts';

let toys: Awaited<ReturnType<typeof startToys>>;
let router: TestRouter;

beforeAll(async () => {
  toys = await startToys([accounts]);
  router = await startTestRouter(toys.supergraph, { overload: { requestsInFlight: 2 } });
});
afterAll(async () => {
  await router.stop();
  await toys.stop();
});

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await pause(5);
};

test('refuses with 503 and Retry-After what comes while too many requests are in flight', async () => {
  const { promise: refusedOthers, resolve: answer } = Promise.withResolvers<undefined>();
  toys.toy('accounts').misbehave({ until: refusedOthers });
  const served = [router.post('{ me { id } }'), router.post('{ me { name } }')];
  await until(() => toys.toy('accounts').requests.length === 2);
  const { status, headers, body } = await router.post('{ me { role } }', {}, { 'accept-language': 'en' });
  expect(status).toBe(503);
  expect(headers.get('retry-after')).toBe('1');
  expect(body.errors).toMatchObject([{ message: expect.stringContaining('Try again'), extensions: { code: 'OVERLOADED' } }]);
  const client = createClient({
    url: router.url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { acceptLanguage: 'en' },
  });
  const refused = client.iterate({ query: '{ me { role } }' }).next();
  await expect(refused).rejects.toMatchObject([{ extensions: { code: 'OVERLOADED' } }]);
  answer(undefined);
  for (const { body: answered } of await Promise.all(served)) expect(answered.errors).toBeUndefined();
  toys.toy('accounts').misbehave(undefined);
  expect((await router.post('{ me { role } }')).status).toBe(200);
  for (let again = 0; again < 4; again += 1)
    expect(await client.iterate({ query: '{ me { role } }' }).next()).toMatchObject({ value: { data: { me: {} } } });
  await client.dispose();
});

test('refuses while the event loop is late, but for one, and takes requests again once it is in time', async () => {
  const shedding = createShedding({ requestsInFlight: 1000, eventLoopDelayMs: 20 });
  let busy = true;
  const block = (): void => {
    const until = performance.now() + 100;
    while (performance.now() < until);
    if (busy) setTimeout(block, 0);
  };
  block();
  expect(shedding.enter()).toBe(true);
  await until(() => {
    const entered = shedding.enter();
    if (entered) shedding.leave();
    return !entered;
  });
  shedding.leave();
  expect(shedding.enter()).toBe(true);
  expect(shedding.enter()).toBe(false);
  busy = false;
  await until(() => shedding.enter());
  expect(shedding.inFlight()).toBe(2);
  shedding.close();
});
