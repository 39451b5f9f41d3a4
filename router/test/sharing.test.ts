import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { ConfigurationInput } from '../src/configuration.ts';
import { createHistories } from '../src/subscriptions/history.ts';
import { startChat, type Chat } from './toys/chat.ts';
import { startIssuer } from './toys/issuer.ts';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { connect, sequences, settled, until, upTo, watch } from './toys/watching.ts';

let chat: Chat;
let issuer: Awaited<ReturnType<typeof startIssuer>>;
const running: TestRouter[] = [];
const clients: Client[] = [];

beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => {
  issuer.stop();
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
  for (const router of running.splice(0)) await router.stop();
  await chat.stop();
});

async function start(configuration: ConfigurationInput = {}): Promise<TestRouter> {
  chat = await startChat();
  const router = await startTestRouter(chat.supergraph, { auth: issuer.auth, ...configuration });
  running.push(router);
  return router;
}
const client = (router: TestRouter, connectionParams: Record<string, unknown> = {}): Client => {
  const made = connect(router.url, connectionParams);
  clients.push(made);
  return made;
};
const room = 'subscription ($after: Int) { room(after: $after) { sequence body author { name } } }';
const lobby = 'subscription { lobby { sequence } }';
const publish = (topic: string, count: number, body?: string): void => {
  for (let n = 0; n < count; n += 1) chat.publish(topic, body);
};

describe('watchers of the same', () => {
  test('cost one subscription, whose events are completed once and reach each of them whole and in order', async () => {
    const router = await start();
    const all = Array.from({ length: 20 }, () => client(router));
    const watching = all.map((one) => watch(one, room, { after: 0 }));
    await Promise.all(all.map(settled));
    publish('room', 30);
    await until(() => watching.every(({ events }) => events.length === 30));
    for (const one of watching) expect(sequences(one)).toEqual(upTo(30));
    expect(watching[0]?.events[1]).toEqual({ sequence: 2, body: expect.any(String), author: { name: 'u2 by name' } });
    expect([chat.subscriptions.opened, chat.asked.people]).toEqual([1, 30]);
  });

  test('end it at the subgraph with the last of them who leaves', async () => {
    const router = await start();
    const [one, two] = [client(router), client(router)];
    const [first, second] = [watch(one, room, { after: 0 }), watch(two, room, { after: 0 })];
    await Promise.all([settled(one), settled(two)]);
    await until(() => chat.subscriptions.open === 1);
    first.stop();
    publish('room', 1);
    await until(() => second.events.length === 1);
    expect(chat.subscriptions.open).toBe(1);
    second.stop();
    await until(() => chat.subscriptions.open === 0 && chat.sockets.open === 0);
  });

  test('share nothing when it is switched off', async () => {
    const router = await start({ subscriptions: { share: false } });
    const one = client(router);
    for (let n = 0; n < 2; n += 1) watch(one, room, { after: 0 });
    await until(() => chat.subscriptions.open === 2);
  });
});

test('another user, language, variable or selection is not the same', async () => {
  const router = await start();
  const ada = { authorization: await issuer.bearer('ada') };
  const grace = { authorization: await issuer.bearer('grace') };
  const mine = 'subscription { mine(after: 0) { sequence to } }';
  const watching = [
    [ada, mine],
    [grace, mine],
    [{ ...ada, acceptLanguage: 'en' }, mine],
    [ada, mine.replace('0', '1')],
    [ada, mine.replace('sequence', 'id')],
    [ada, mine],
  ] as const;
  const open = watching.map(([parameters, query]) => watch(client(router, parameters), query));
  await Promise.all(clients.map(settled));
  await until(() => chat.subscriptions.opened === 5);
  publish('chat ada', 2);
  publish('chat grace', 1);
  await until(() => open.every(({ events }, index) => events.length === (index === 1 || index === 3 ? 1 : 2)));
  expect(open.map(({ events }) => events.map(({ to }) => to).join())).toEqual(['ada,ada', 'grace', 'ada,ada', 'ada', 'ada,ada', 'ada,ada']);
  expect(chat.subscriptions.opened).toBe(5);
  expect(chat.claims.map(({ sub }) => sub).sort()).toEqual(['ada', 'ada', 'ada', 'ada', 'grace']);
});

describe('who comes late', () => {
  const late = async (query: string, configuration: ConfigurationInput = {}, before = 3) => {
    const router = await start(configuration);
    const early = watch(client(router), query, query === room ? { after: 0 } : {});
    await until(() => chat.subscriptions.open === 1);
    publish('room', before);
    await until(() => early.events.length === before);
    const joining = client(router);
    const joined = watch(joining, query, query === room ? { after: 0 } : {});
    await settled(joining);
    await until(() => chat.subscriptions.opened === 2 || chat.subscriptions.open === 1);
    return { early, joined, router };
  };
  const both = async (
    { early, joined }: Pick<Awaited<ReturnType<typeof late>>, 'early' | 'joined'>,
    last: number,
    first = 1,
  ): Promise<void> => {
    publish('room', 2);
    await until(() => early.events.length === last && joined.events.length === last - first + 1);
    expect([sequences(early), sequences(joined)]).toEqual([upTo(last), upTo(last, first)]);
  };

  test('and goes on after something gets what the others had, and shares', async () => {
    await both(await late(room), 5);
    expect(chat.subscriptions.opened).toBe(1);
  });

  test('gets an own subscription otherwise, which who comes next may join', async () => {
    const found = await late(lobby);
    await until(() => chat.subscriptions.opened === 2);
    const joining = client(found.router);
    const third = watch(joining, lobby);
    await settled(joining);
    await both(found, 5, 4);
    expect(sequences(third)).toEqual([4, 5]);
    expect(chat.subscriptions.opened).toBe(2);
  });

  test('joins live where that is configured', async () => {
    await both(await late(lobby, { subscriptions: { late: { 'Subscription.lobby': 'live' } } }), 5, 4);
    expect(chat.subscriptions.opened).toBe(1);
  });

  test('would miss what was there, going on after something, if that were live: the control', async () => {
    await both(await late(room, { subscriptions: { late: { 'Subscription.room': 'live' } } }), 5, 4);
  });

  test('gets everything from the subgraph when what the others had is no longer all there', async () => {
    const found = await late(room, {}, 1200);
    await until(() => found.joined.events.length === 1200);
    expect(chat.subscriptions.opened).toBe(2);
    await both(found, 1202);
  });
});

test('histories are forgotten beyond 1,000 events, 1 MiB, or what all may hold together', () => {
  const many = createHistories(10_000_000)();
  for (let n = 0; n < 1000; n += 1) many.add(Buffer.alloc(10));
  expect(many.frames()).toHaveLength(1000);
  many.add(Buffer.alloc(10));
  expect(many.frames()).toBeUndefined();
  const large = createHistories(10_000_000)();
  large.add(Buffer.alloc(1_048_577));
  expect(large.frames()).toBeUndefined();
  const make = createHistories(100);
  const [one, two, three] = [make(), make(), make()];
  one.add(Buffer.alloc(60));
  two.add(Buffer.alloc(60));
  expect([one.frames()?.length, two.frames()]).toEqual([1, undefined]);
  one.forget();
  three.add(Buffer.alloc(60));
  expect(three.frames()).toHaveLength(1);
});

const raw = async (router: TestRouter, query: string, authorization?: string): Promise<WebSocket> => {
  const socket = new WebSocket(router.url.replace('http', 'ws'), 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { ...(authorization !== undefined && { authorization }) } }));
  await once(socket, 'message');
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
  return socket;
};

describe('who does not read', () => {
  const body = 'x'.repeat(20_000);

  test('is closed with 4413 and a reason, and holds up nobody who reads the same', async () => {
    const router = await start();
    const slow = await raw(router, 'subscription { room(after: 0) { sequence body } }');
    const reader = client(router);
    const watching = watch(reader, 'subscription { room(after: 0) { sequence body } }');
    await settled(reader);
    await until(() => chat.subscriptions.open === 1);
    const closed = once(slow, 'close') as Promise<[number, Buffer]>;
    slow.pause();
    publish('room', 1000, body);
    await until(() => watching.events.length === 1000);
    expect(sequences(watching)).toEqual(upTo(1000));
    slow.resume();
    const [code, reason] = await closed;
    // Its side of the connection may have been cut before it read so far.

    expect([4413, 1006]).toContain(code);
    if (code === 4413) expect(reason.toString()).toBe('This reader is too slow: more than 1048576 bytes wait');
    expect(chat.subscriptions.opened).toBe(1);
  });

  test('ends alone beside others on the same socket to the subgraph, who get everything', async () => {
    const router = await start({
      subgraphs: { chat: { subscriptionAuthority: 'operation' } },
      subscriptions: { socketsPerSubgraph: 1 },
      limits: { slowReaderMs: 60_000 },
    });
    const mine = 'subscription { mine(after: 0) { sequence body } }';
    const slow = await raw(router, mine, await issuer.bearer('slow'));
    const heard: string[] = [];
    slow.on('message', (data: Buffer) => heard.push(data.toString()));
    const reader = client(router, { authorization: await issuer.bearer('quick') });
    const watching = watch(reader, mine);
    await settled(reader);
    await until(() => chat.subscriptions.open === 2);
    slow.pause();
    for (let n = 0; n < 60; n += 1) {
      publish('chat slow', 20, body);
      publish('chat quick', 1);
      await until(() => watching.events.length === n + 1);
    }
    expect(chat.sockets.most).toBe(1);
    await until(() => chat.subscriptions.open === 1);
    slow.resume();
    await until(() => heard.at(-1)?.includes('"type":"error"') === true);
    expect(heard.at(-1)).toContain('"resubscribe":true');
    const got = heard
      .slice(0, -1)
      .map((text) => (JSON.parse(text) as { payload: { data: { mine: { sequence: number } } } }).payload.data.mine.sequence);
    expect(got).toEqual(upTo(got.length));
    slow.terminate();
  });
});
