import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Client } from 'graphql-ws';
import type { ConfigurationInput } from '../src/configuration.ts';
import { startChat, type Chat } from './toys/chat.ts';
import { startIssuer } from './toys/issuer.ts';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { connect, sequences, settled, until, upTo, watch, type Watching } from './toys/watching.ts';

const watchers = 50;
let chat: Chat;
let router: TestRouter;
let issuer: Awaited<ReturnType<typeof startIssuer>>;
const clients: Client[] = [];

beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => {
  issuer.stop();
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
  await router.stop();
  await chat.stop();
});
async function start(configuration: ConfigurationInput = {}): Promise<void> {
  chat = await startChat();
  router = await startTestRouter(chat.supergraph, { auth: issuer.auth, ...configuration });
}
const everybody = <Value>(make: (index: number) => Value): Value[] => Array.from({ length: watchers }, (_, index) => make(index));
const client = (connectionParams: Record<string, unknown> = {}): Client => {
  const made = connect(router.url, connectionParams);
  clients.push(made);
  return made;
};

describe('a subgraph that is killed and started again in the middle', () => {
  /** Watches and, told to subscribe again, does so after what it has: gives all sequences that came. */
  function follow(by: Client, query: string): { came: unknown[]; again: () => number } {
    const came: unknown[] = [];
    let again = 0;
    const go = (): void => {
      const after = came.length === 0 ? 0 : Number(came.at(-1));
      const watching: Watching = watch(by, query, query.includes('$after') ? { after } : {});
      let seen = 0;
      const poll = setInterval(() => {
        came.push(...sequences(watching).slice(seen));
        seen = watching.events.length;
        const ended = watching.ended();
        if (ended === undefined) return;
        clearInterval(poll);
        if (!JSON.stringify(ended).includes('"resubscribe":true')) return;
        again += 1;
        go();
      }, 10);
    };
    go();
    return { came, again: () => again };
  }
  async function killed(query: string): Promise<ReturnType<typeof follow>[]> {
    await start();
    const following = everybody(() => follow(client(), query));
    await Promise.all(clients.map(settled));
    await until(() => chat.subscriptions.open > 0);
    for (let n = 0; n < 20; n += 1) chat.publish('room');
    await until(() => following.every(({ came }) => came.length === 20));
    await chat.kill();
    for (let n = 0; n < 20; n += 1) chat.publish('room');
    await until(() => following.every(({ again }) => again() > 0));
    await chat.restart();
    await until(() => chat.subscriptions.open > 0);
    return following;
  }

  test('costs nobody a message, and doubles none', async () => {
    const following = await killed('subscription ($after: Int) { room(after: $after) { sequence } }');
    for (let n = 0; n < 20; n += 1) chat.publish('room');
    await until(() => following.every(({ came }) => came.length >= 60));
    for (const { came } of following) expect(came).toEqual(upTo(60));
  });

  test('costs messages where nothing can be gone on after: the control', async () => {
    const following = await killed('subscription { lobby { sequence } }');
    await until(() => {
      chat.publish('room');
      return following.every(({ came }) => Number(came.at(-1)) > 40);
    });
    for (const { came } of following) expect(came).not.toContain(21);
  });
});

describe('many users, each with an own conversation and notifications', () => {
  async function conversations(configuration: ConfigurationInput): Promise<void> {
    await start(configuration);
    const users = everybody((index) => `user${String(index)}`);
    const watching: [string, Watching][] = [];
    for (const user of users) {
      const own = client({ authorization: await issuer.bearer(user) });
      for (const field of ['mine', 'news']) watching.push([user, watch(own, `subscription { ${field}(after: 0) { id sequence to } }`)]);
    }
    await Promise.all(clients.map(settled));
    await until(() => chat.subscriptions.open === 2 * watchers);
    for (let n = 0; n < 5; n += 1) for (const user of users) for (const kind of ['chat', 'news']) chat.publish(`${kind} ${user}`);
    await until(() => watching.every(([, { events }]) => events.length >= 5));
    for (const [user, one] of watching) {
      expect(sequences(one)).toEqual(upTo(5));
      expect(new Set(one.events.map(({ to }) => to))).toEqual(new Set([user]));
    }
  }

  test('share a bounded number of sockets where the operation carries authority, and nobody gets what is another’s', async () => {
    await conversations({ subgraphs: { chat: { subscriptionAuthority: 'operation' } }, subscriptions: { socketsPerSubgraph: 4 } });
    expect(chat.sockets.most).toBe(4);
    expect(chat.subscriptions.opened).toBe(2 * watchers);
  });

  test('have a socket each, for all that they watch, where the socket carries it: the control', async () => {
    await conversations({});
    expect(chat.sockets.most).toBe(watchers);
  });
});
