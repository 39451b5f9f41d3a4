import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient, type Client } from 'graphql-ws';
import { decodeJwt, SignJWT } from 'jose';
import { WebSocket } from 'ws';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { store } from './toys/store.ts';
import { startToys, type Running } from './toys/subgraph.ts';

const key = Buffer.alloc(32, 7);
let toys: Awaited<ReturnType<typeof startToys>>;
let router: TestRouter;
let client: Client | undefined;
const reviews = (): Running => toys.toy('reviews');
const configuration = {
  auth: {
    serviceTokens: { audience: 'router', claims: { role: 'SERVICE' } },
    internal: { key: key.toString('base64url'), claims: ['sub', 'role'] },
  },
};
const token = (expires: string | number = '60 s'): Promise<string> =>
  new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('x')
    .setAudience('router')
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(key);

beforeAll(async () => {
  toys = await startToys(store);
  router = await startTestRouter(toys.supergraph, configuration);
});
afterEach(async () => {
  await client?.dispose();
  client = undefined;
});
afterAll(async () => {
  await router.stop();
  await toys.stop();
});

const open = (connectionParams: Record<string, unknown> = {}): Client =>
  (client = createClient({ url: router.url.replace('http', 'ws'), webSocketImpl: WebSocket, connectionParams, retryAttempts: 0 }));
const until = async (condition: () => boolean): Promise<void> => {
  for (let tries = 0; !condition() && tries < 2500; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(condition()).toBe(true);
};
const query = 'subscription ($a: Int) { reviewAdded(after: $a) { id author { name role } about { ... on Book { title shipping } } } }';

async function take(count: number, from: AsyncIterableIterator<unknown>): Promise<unknown[]> {
  const taken: unknown[] = [];
  for await (const one of from) if (taken.push(one) === count) break;
  return taken;
}

test('completes every event from other subgraphs, in order, and ends upstream when the client leaves', async () => {
  const events = await take(4, open({ authorization: `Bearer ${await token()}`, acceptLanguage: 'en' }).iterate({ query }));
  expect(events).toEqual([
    { data: { reviewAdded: { id: 'r1', author: { name: 'Ada', role: 'WRITER' }, about: { title: 'Notes', shipping: 1200 } } } },
    { data: { reviewAdded: { id: 'r2', author: { name: 'Grace', role: 'READER' }, about: { title: 'Compilers', shipping: null } } } },
    { data: { reviewAdded: { id: 'r3', author: { name: 'Edsger', role: 'READER' }, about: {} } } },
    { data: { reviewAdded: { id: 'r4', author: { name: 'Ada', role: 'WRITER' }, about: {} } } },
  ]);
  const { authorization, acceptLanguage } = reviews().connections.at(-1) ?? {};
  expect(acceptLanguage).toBe('en');
  expect(decodeJwt(String(authorization).slice(7))).toMatchObject({ iss: 'router', aud: 'reviews', role: 'SERVICE' });
  const rest = toys.running['accounts']?.requests.at(-1)?.headers ?? {};
  expect(rest['accept-language']).toBe('en');
  expect(decodeJwt(String(rest.authorization).slice(7))).toMatchObject({ aud: 'accounts', role: 'SERVICE' });
  await until(() => reviews().openSockets() === 0);
});

test('continues after what the client has seen', async () => {
  expect(await take(1, open().iterate({ query, variables: { a: 3 } }))).toMatchObject([{ data: { reviewAdded: { id: 'r4' } } }]);
});

test('runs queries and mutations over the socket, under the same limits', async () => {
  const answers = [];
  for (const one of ['{ me { name reviews { id } } }', 'mutation { addReview(sku: "b1", body: "x") { body } }'])
    answers.push(...(await take(2, open().iterate({ query: one }))));
  expect(answers).toMatchObject([
    { data: { me: { name: 'Ada', reviews: [{ id: 'r1' }, { id: 'r4' }] } } },
    { data: { addReview: { body: 'x' } } },
  ]);
  for (const [bad, code] of [
    ['{ nobody }', 'BAD_INPUT'],
    ['{ __schema { types { name } } }', 'BAD_INPUT'],
    [`{ me ${'{ best '.repeat(15)}{ id } ${'}'.repeat(15)}}`, 'TOO_COSTLY'],
  ]) {
    await expect(take(1, open().iterate({ query: bad ?? '' }))).rejects.toEqual(
      expect.arrayContaining([expect.objectContaining({ extensions: expect.objectContaining({ code }) })]),
    );
  }
});

test('passes a refusal of the subgraph on', async () => {
  const [answer] = await take(1, open({ acceptLanguage: 'en' }).iterate({ query: 'subscription { refused { id } }' }));
  expect(answer).toMatchObject({ data: null, errors: [{ message: 'Not yours.', path: ['refused'], extensions: { code: 'FORBIDDEN' } }] });
});

test('tells the client when the subgraph is lost, so that it can subscribe again', async () => {
  const events = open({ acceptLanguage: 'en' }).iterate({ query, variables: { a: 3 } });
  await events.next();
  const next = events.next();
  reviews().dropSockets();
  await expect(next).rejects.toMatchObject([{ extensions: { code: 'INTERNAL', resubscribe: true } }]);
  expect(await take(1, open().iterate({ query, variables: { a: 3 } }))).toHaveLength(1);
});

describe('an id', () => {
  /** A socket of raw messages; `heard` are those that came, without the acknowledgement. */
  const talk = async (): Promise<{
    socket: WebSocket;
    heard: { id?: string; type: string; payload?: unknown }[];
    say: (message: object) => void;
  }> => {
    const socket = new WebSocket(router.url.replace('http', 'ws'), 'graphql-transport-ws');
    await once(socket, 'open');
    const say = (message: object): void => {
      socket.send(JSON.stringify(message));
    };
    say({ type: 'connection_init' });
    await once(socket, 'message');
    const heard: { id?: string; type: string }[] = [];
    socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString()) as (typeof heard)[number]));
    return { socket, heard, say };
  };
  const events = { id: '1', type: 'subscribe', payload: { query: 'subscription { reviewAdded(after: 3) { id } }' } };

  test('that is in use closes with 4409', async () => {
    const { socket, say } = await talk();
    say(events);
    say(events);
    const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
    expect([code, reason.toString()]).toEqual([4409, 'Subscriber for 1 already exists']);
    await until(() => reviews().openSockets() === 0);
  });

  test('completed by the client brings nothing more, and may be used again at once', async () => {
    const { socket, heard, say } = await talk();
    say(events);
    say({ id: '1', type: 'complete' });
    say({ ...events, payload: { query: 'subscription { reviewAdded(after: 2) { id } }' } });
    await until(() => heard.length >= 2);
    expect(heard.map(({ payload }) => payload)).toEqual([{ data: { reviewAdded: { id: 'r3' } } }, { data: { reviewAdded: { id: 'r4' } } }]);
    say({ id: '1', type: 'complete' });
    await until(() => reviews().openSockets() === 0);
    expect(heard).toHaveLength(2);
    socket.terminate();
  });

  test('completed while its query runs brings no answer, and one used again brings its own', async () => {
    const { socket, heard, say } = await talk();
    toys.toy('accounts').misbehave({ delayMs: 200 });
    say({ id: '1', type: 'subscribe', payload: { query: '{ me { id } }' } });
    say({ id: '1', type: 'complete' });
    say({ id: '1', type: 'subscribe', payload: { query: '{ me { name } }' } });
    await until(() => heard.length >= 2);
    toys.toy('accounts').misbehave(undefined);
    expect(heard).toMatchObject([
      { id: '1', type: 'next', payload: { data: { me: { name: 'Ada' } } } },
      { id: '1', type: 'complete' },
    ]);
    say(events);
    await until(() => heard.length === 3);
    socket.terminate();
    await until(() => reviews().openSockets() === 0);
  });
});

const closedWith = async (connectionParams: Record<string, unknown>): Promise<unknown> => {
  const socket = new WebSocket(router.url.replace('http', 'ws'), 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: connectionParams }));
  const [code] = (await once(socket, 'close')) as [number];
  return code;
};

test('closes with 4401 on a bad token, 4403 on an expired one and when it expires', async () => {
  expect(await closedWith({ authorization: 'Bearer nonsense' })).toBe(4401);
  expect(await closedWith({ authorization: `Bearer ${await token('-10 s')}` })).toBe(4403);
  expect(await closedWith({ authorization: `Bearer ${await token('1 s')}` })).toBe(4403);
});

test('hands a flood on whole and in order to a reader who reads', async () => {
  const ids: unknown[] = [];
  for await (const { data } of open().iterate<{ flood: { id: string } }>({ query: 'subscription { flood { id } }' }))
    ids.push(data?.flood.id);
  expect(ids).toEqual(Array.from({ length: 4000 }, (_, n) => String(n)));
});

test('closes a reader who does not read with 4413, and the subscription behind it', async () => {
  const own = await startTestRouter(toys.supergraph, { limits: { slowReaderMs: 300 } });
  const socket = new WebSocket(own.url.replace('http', 'ws'), 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: 'subscription { flood { id body } }' } }));
  socket.pause();
  await until(() => reviews().openSockets() === 1);
  await until(() => reviews().openSockets() === 0);
  const closed = once(socket, 'close') as Promise<[number]>;
  socket.resume();
  expect([4413, 1006]).toContain((await closed)[0]);
  await own.stop();
});

test('refuses messages beyond the limit', async () => {
  const socket = new WebSocket(router.url.replace('http', 'ws'), 'graphql-transport-ws');
  await once(socket, 'open');
  socket.on('error', () => undefined);
  socket.send(Buffer.alloc(2_000_000, 0x20).toString());
  expect(((await once(socket, 'close')) as [number])[0]).toBe(1009);
});

test('drains: answers what is in flight, closes sockets with 1001, and takes no more', async () => {
  const own = await startTestRouter(toys.supergraph);
  const socket = new WebSocket(own.url.replace('http', 'ws'), 'graphql-transport-ws');
  await once(socket, 'open');
  const closed = once(socket, 'close') as Promise<[number]>;
  toys.running['accounts']?.misbehave({ delayMs: 300 });
  const asked = toys.running['accounts']?.requests.length;
  const flying = own.post('{ me { id } }');
  await until(() => toys.running['accounts']?.requests.length !== asked);
  const stopped = own.stop();
  expect((await closed)[0]).toBe(1001);
  expect((await flying).body.data).toEqual({ me: { id: 'u1' } });
  await stopped;
  toys.running['accounts']?.misbehave(undefined);
  await expect(own.post('{ me { id } }')).rejects.toThrow();
});
