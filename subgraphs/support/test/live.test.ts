import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { anonymous } from '@ycyw/service/testing/scope';
import { v7 as uuidv7 } from 'uuid';
import { lockConversation } from '../src/data/conversation.ts';
import { postgres } from '@ycyw/service/postgres';
import { insertMessage } from '../src/data/message.ts';
import { notify } from '../src/data/notice.ts';
import { messageAdded } from '../src/live/messageAdded.ts';
import { aConversation, aDesk, field, send, TAKE, type Person, type TestDesk } from './aDesk.ts';
import { following, followMessages } from './follower.ts';

let test: TestDesk;
let claire: Person;
let marie: Person;

beforeAll(async () => {
  test = await aDesk();
  claire = await test.a('CUSTOMER');
  marie = await test.a('AGENT');
});
afterAll(() => test.stop());

const upTo = (last: number, from = 1): number[] => Array.from({ length: last - from + 1 }, (_, n) => n + from);

it('gives first those missed, then those sent meanwhile and after, in order, to two followers at once', async () => {
  const id = await aConversation(claire);
  for (let n = 2; n <= 10; n += 1) await send(claire, id, `n${String(n)}`);
  const sending = Promise.all(Array.from({ length: 30 }, (_, n) => send(claire, id, `pendant ${String(n)}`)));
  const first = followMessages(claire, id, 4);
  const second = followMessages(marie, id, null);
  await sending;
  await send(claire, id, 'enfin');
  const [mine, theirs] = await Promise.all([first.until((items) => items.length >= 37), second.until((items) => items.length >= 41)]);
  await wait(50);
  expect(mine.map(({ sequence }) => sequence)).toEqual(upTo(41, 5));
  expect(theirs.map(({ sequence }) => sequence)).toEqual(upTo(41));
  expect(theirs.at(-1)).toEqual({ sequence: 41, body: 'enfin', author: { id: claire.id } });
});

it('pages through what was missed when it is more than a page', async () => {
  const id = await aConversation(claire);
  const sealed = (await test.desk.vault.keyOf(claire.id, 'EU')).seal('x', 'message.body');
  await test.db.$executeRaw`INSERT INTO message (id, conversation_id, region, sequence, party, author_id, body, client_id, sent_at)
    SELECT gen_random_uuid(), ${id}::uuid, 'EU', n, 'CUSTOMER', ${claire.id}::uuid, ${sealed}, n::text, now() FROM generate_series(2, 350) n`;
  await test.db.$executeRaw`UPDATE conversation SET last_sequence = 350 WHERE id = ${id}::uuid`;
  const follower = followMessages(claire, id, 0);
  expect((await follower.until((items) => items.length >= 350)).map(({ sequence }) => sequence)).toEqual(upTo(350));
});

it('resumes after the last one seen, with what was sent while nobody followed', async () => {
  const id = await aConversation(claire);
  const before = followMessages(claire, id, 0);
  await send(claire, id, 'deux');
  await before.until((items) => items.length === 2);
  before.stop();
  for (let n = 3; n <= 6; n += 1) await send(claire, id, `n${String(n)}`);
  const after = followMessages(claire, id, 2);
  expect((await after.until((items) => items.length === 4)).map(({ sequence }) => sequence)).toEqual([3, 4, 5, 6]);
});

it('loses nothing when the listening connection is cut, nor while it is away', async () => {
  const id = await aConversation(claire);
  const follower = followMessages(claire, id, 0);
  await follower.until((items) => items.length === 1);
  const admin = new pg.Client({ connectionString: test.url });
  await admin.connect();
  for (let n = 0; n < 3; n += 1) {
    const cut = await admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'support-listener' AND datname = current_database()",
    );
    expect(cut.rowCount).toBe(1);
    await Promise.all(Array.from({ length: 5 }, (_, m) => send(claire, id, `${String(n)}-${String(m)}`)));
    await follower.until((items) => items.length === 1 + 5 * (n + 1));
  }
  await admin.end();
  expect(follower.items.map(({ sequence }) => sequence)).toEqual(upTo(16));
});

it('would lose messages over the same cut if it trusted the notices alone', async () => {
  const id = await aConversation(claire);
  const heard: number[] = [];
  const naive = new pg.Client({ connectionString: test.url });
  naive.on('error', () => undefined);
  naive.on('notification', () => heard.push(1));
  await naive.connect();
  await naive.query('LISTEN support');
  await send(claire, id, 'entendu');
  while (heard.length === 0) await wait(5);
  await naive.end();
  await send(claire, id, 'manqué');
  const again = new pg.Client({ connectionString: test.url });
  const heardAgain: unknown[] = [];
  again.on('notification', () => heardAgain.push(1));
  await again.connect();
  await again.query('LISTEN support');
  await send(claire, id, 'entendu encore');
  while (heardAgain.length === 0) await wait(5);
  await again.end();
  expect([heard.length, heardAgain.length]).toEqual([1, 1]);
});

it('asks the database once for a message, however many follow', async () => {
  const id = await aConversation(claire);
  const followers = Array.from({ length: 20 }, () => followMessages(claire, id, 0));
  for (const follower of followers) await follower.until((items) => items.length === 1);
  const { belfry, sql } = test.desk;
  expect(belfry.size).toBeGreaterThanOrEqual(20);
  let asked = 0;
  const raw = sql.$queryRaw.bind(sql);
  sql.$queryRaw = (...args: Parameters<typeof raw>) => {
    asked += 1;
    return raw(...args);
  };
  // Sent by another process.
  const other = postgres(test.url, 1, () => undefined);
  const key = await test.desk.vault.keyOf(claire.id, 'EU');
  await other.$transaction(async (tx) => {
    await lockConversation(tx, id);
    const made = {
      id: uuidv7(),
      conversationId: id,
      party: 'CUSTOMER' as const,
      authorId: claire.id,
      clientId: uuidv7(),
      sentAt: new Date(),
    };
    await insertMessage(tx, key, { ...made, body: 'à tous' });
    await notify(tx, { kind: 'message', id });
  });
  await other.end();
  for (const follower of followers) await follower.until((items) => items.length === 2);
  sql.$queryRaw = raw;
  expect(asked).toBe(1);
  for (const follower of followers) follower.stop();
});

it('gives the conversation as it is, then as it changes: taken, written in, read', async () => {
  const id = await aConversation(claire);
  const follower = following<{
    state: string;
    unread: number;
    lastSequence: number;
    queuePosition: number | null;
    readUpTo: number;
    readAt: string | null;
  }>(
    claire,
    'conversationChanged',
    'subscription ($id: ID!) { conversationChanged(conversationId: $id) { state unread lastSequence queuePosition readUpTo(party: AGENT) readAt(party: AGENT) } }',
    { id },
  );
  await follower.until((items) => items.length === 1);
  expect(follower.items[0]).toMatchObject({ state: 'QUEUED', unread: 0, lastSequence: 1, readAt: null });
  await marie.ask(TAKE, { id });
  expect((await follower.until((items) => items.length === 2))[1]).toMatchObject({ state: 'ASSIGNED', queuePosition: null });
  await send(marie, id, 'Bonjour Claire');
  expect((await follower.until((items) => items.length === 3))[2]).toMatchObject({ unread: 1, lastSequence: 2 });
  await marie.ask('mutation ($id: ID!) { markRead(conversationId: $id, upToSequence: 1) { unread } }', { id });
  expect((await follower.until((items) => items.length === 4))[3]).toMatchObject({ readUpTo: 1 });
  expect(Date.parse(follower.items[3]?.readAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
});

it('tells those who wait when the queue before them moves', async () => {
  const first = await aConversation(claire);
  const second = await aConversation(await test.a('CUSTOMER'));
  const follower = following<{ queuePosition: number }>(
    marie,
    'conversationChanged',
    'subscription ($id: ID!) { conversationChanged(conversationId: $id) { queuePosition } }',
    { id: second },
  );
  const [before] = await follower.until((items) => items.length === 1);
  await marie.ask(TAKE, { id: first });
  const [, after] = await follower.until((items) => items.length === 2);
  expect((before?.queuePosition ?? 0) - (after?.queuePosition ?? 0)).toBe(1);
});

it('looks once at the queue that moved, however many wait in it', async () => {
  const asking = 'subscription ($id: ID!) { conversationChanged(conversationId: $id) { queuePosition expectedWaitSeconds } }';
  const first = await aConversation(claire);
  const waiting = await Promise.all(Array.from({ length: 8 }, async () => aConversation(await test.a('CUSTOMER'))));
  const followers = waiting.map((id) => following<{ queuePosition: number }>(marie, 'conversationChanged', asking, { id }));
  for (const follower of followers) await follower.until((items) => items.length >= 1);
  const { loaders } = test.desk;
  let looks = 0;
  const load = loaders.standing.loadMany.bind(loaders.standing);
  loaders.standing.loadMany = (ids) => {
    looks += 1;
    return load(ids);
  };
  const before = followers.map(({ items }) => items.at(-1)?.queuePosition ?? 0);
  await marie.ask(TAKE, { id: first });
  for (const [index, follower] of followers.entries())
    await follower.until((items) => items.at(-1)?.queuePosition === (before[index] ?? 0) - 1);
  loaders.standing.loadMany = load;
  expect(looks).toBeLessThanOrEqual(2);
  for (const follower of followers) follower.stop();
});

it('tells the staff of what waits and of every conversation opened, taken and closed', async () => {
  const waiting = await aConversation(claire);
  const follower = following<{ id: string; state: string }>(
    marie,
    'supportQueueChanged',
    'subscription { supportQueueChanged { id state } }',
    {},
  );
  await follower.until((items) => items.some(({ id }) => id === waiting));
  const opened = await aConversation(claire);
  await follower.until((items) => items.some(({ id, state }) => id === opened && state === 'QUEUED'));
  await marie.ask(TAKE, { id: opened });
  await follower.until((items) => items.some(({ id, state }) => id === opened && state === 'ASSIGNED'));
  await claire.ask('mutation ($id: ID!) { closeConversation(id: $id) { state } }', { id: opened });
  await follower.until((items) => items.some(({ id, state }) => id === opened && state === 'CLOSED'));
});

it('shows the other side that somebody types, and that they stopped', async () => {
  const id = await aConversation(claire);
  await marie.ask(TAKE, { id });
  const query = 'subscription ($id: ID!) { typing(conversationId: $id) { party typing user { id } } }';
  const hers = following(claire, 'typing', query, { id });
  const own = following(marie, 'typing', query, { id });
  const ready = followMessages(claire, id, 0);
  await ready.until((items) => items.length === 1);
  const SET = 'mutation ($id: ID!, $typing: Boolean!) { setTyping(conversationId: $id, typing: $typing) }';
  expect(field(await marie.ask(SET, { id, typing: true }), 'setTyping')).toBe(true);
  await hers.until((items) => items.length === 1);
  await marie.ask(SET, { id, typing: true });
  await marie.ask(SET, { id, typing: false });
  const user = { id: marie.id };
  expect(await hers.until((items) => items.length === 2)).toEqual([
    { party: 'AGENT', typing: true, user },
    { party: 'AGENT', typing: false, user },
  ]);
  expect(own.items).toEqual([]);
});

it('says that somebody types no longer once they have said it', async () => {
  const id = await aConversation(claire);
  await marie.ask(TAKE, { id });
  const follower = following(claire, 'typing', 'subscription ($id: ID!) { typing(conversationId: $id) { typing } }', { id });
  const ready = followMessages(claire, id, 0);
  await ready.until((items) => items.length === 1);
  await marie.ask('mutation ($id: ID!) { setTyping(conversationId: $id, typing: true) }', { id });
  await follower.until((items) => items.length === 1);
  await send(claire, id, 'Vous êtes là ?');
  await send(marie, id, 'Oui');
  expect(await follower.until((items) => items.length === 2)).toEqual([{ typing: true }, { typing: false }]);
});

it('reports how long a message takes from its sending to its follower', async () => {
  const id = await aConversation(claire);
  const arrived = new Map<string, number>();
  const follower = followMessages(claire, id, 0, ({ body }) => arrived.set(body, performance.now()));
  await follower.until((items) => items.length === 1);
  const took: number[] = [];
  for (let n = 0; n < 100; n += 1) {
    const sent = performance.now();
    await send(claire, id, String(n));
    await follower.until(() => arrived.has(String(n)));
    took.push((arrived.get(String(n)) ?? Infinity) - sent);
  }
  took.sort((a, b) => a - b);
  const at = (share: number): string => (took[Math.floor(took.length * share)] ?? NaN).toFixed(1);
  process.stdout.write(`message to follower, ms, from the mutation's first byte: p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}\n`);
  expect(took).toHaveLength(100);
});

it('reads no further ahead than a page for a follower that does not ask for more', async () => {
  const id = await aConversation(claire);
  const sealed = (await test.desk.vault.keyOf(claire.id, 'EU')).seal('x', 'message.body');
  await test.db.$executeRaw`INSERT INTO message (id, conversation_id, region, sequence, party, author_id, body, client_id, sent_at)
    SELECT gen_random_uuid(), ${id}::uuid, 'EU', n, 'CUSTOMER', ${claire.id}::uuid, ${sealed}, n::text, now() FROM generate_series(2, 1000) n`;
  await test.db.$executeRaw`UPDATE conversation SET last_sequence = 1000 WHERE id = ${id}::uuid`;
  const { belfry, loaders } = test.desk;
  let pages = 0;
  const load = loaders.messages.load.bind(loaders.messages);
  loaders.messages.load = (page) => {
    pages += 1;
    return load(page);
  };
  const viewer = { ...anonymous, id: claire.id, role: 'CUSTOMER' as const, region: 'EU' as const };
  const items = messageAdded(belfry, loaders, viewer, id, 0);
  expect((await items.next()).value?.sequence).toBe(1);
  for (let n = 0; n < 20; n += 1) await send(claire, id, String(n));
  expect(pages).toBe(1);
  await items.return?.();
  loaders.messages.load = load;
});

it('leaves no bell hanging once every follower has gone', async () => {
  const id = await aConversation(claire);
  const before = test.desk.belfry.size;
  const followers = Array.from({ length: 10 }, () => followMessages(claire, id, 0));
  for (const follower of followers) await follower.until((items) => items.length === 1);
  expect(test.desk.belfry.size).toBe(before + 10);
  for (const follower of followers) follower.stop();
  for (let n = 0; n < 100 && test.desk.belfry.size > before; n += 1) await wait(10);
  expect(test.desk.belfry.size).toBe(before);
});
