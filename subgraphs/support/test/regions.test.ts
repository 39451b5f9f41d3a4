import { readFile } from 'node:fs/promises';
import { consume } from '@ycyw/service/inbox';
import { logger } from '@ycyw/service/log';
import { testDatabase } from '@ycyw/service/testing/database';
import { memoryTransport } from '@ycyw/service/testing/transport';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { reactions } from '../src/reactions.ts';
import { aConversation, aDesk, field, send, START, TAKE, type Person, type TestDesk } from './aDesk.ts';
import { following } from './follower.ts';

const scope = 'offers:read bookings:read bookings:write customers:read';
const transport = memoryTransport();
let test: TestDesk;
let claire: Person;
let sam: Person;
let marie: Person;
let harry: Person;
let ada: Person;
let key: Person;
let id: string;
let british: string;
let booking: { bookingId: string; reference: string };

beforeAll(async () => {
  test = await aDesk();
  [claire, sam, marie, harry, ada, key] = await Promise.all([
    test.a('CUSTOMER'),
    test.a('CUSTOMER', { region: 'UK' }),
    test.a('AGENT', { agencies: ['CDG'] }),
    test.a('MANAGER', { region: 'UK' }),
    test.a('ADMIN', { region: 'US' }),
    test.a('PARTNER', { scope }),
  ]);
  await consume('support', ['booking'], transport, test.desk.sql, reactions, logger('support', 'silent'));
  booking = { bookingId: uuidv7(), reference: 'YC-7KQ2-M9' };
  const payload = { ...booking, customerId: claire.id, region: 'EU' };
  await transport.publish('booking', [{ id: uuidv7(), type: 'booking.booked', occurredAt: new Date().toISOString(), payload }]);
  id = await aConversation(claire, { bookingReference: booking.reference });
  british = await aConversation(sam);
});
afterAll(() => test.stop());

const READ = 'query ($id: ID!) { conversation(id: $id) { id queuePosition } }';
const ENTITY = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Conversation { id } } }';
const QUEUE = '{ supportQueue { totalCount edges { node { id } } } }';
const OF_USER = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { conversations { totalCount } } } }';
const OF_BOOKING = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Booking { conversations { totalCount } } } }';
const CLOSE = 'mutation ($id: ID!) { closeConversation(id: $id) { state } }';
const MARK = 'mutation ($id: ID!) { markRead(conversationId: $id, upToSequence: 1) { unread } }';
const TYPE = 'mutation ($id: ID!) { setTyping(conversationId: $id, typing: true) }';

interface Listed {
  totalCount: number;
  edges: { node: { id: string } }[];
}
const acts: [string, (who: Person) => ReturnType<Person['ask']>][] = [
  ['reading', (who) => who.ask(READ, { id })],
  ['the entity', (who) => who.ask(ENTITY, { r: [{ __typename: 'Conversation', id }] })],
  ['writing', (who) => send(who, id, 'hello')],
  ['closing', (who) => who.ask(CLOSE, { id })],
  ['marking read', (who) => who.ask(MARK, { id })],
  ['typing', (who) => who.ask(TYPE, { id })],
];
const queue = async (who: Person): Promise<Listed> => field<Listed>(await who.ask(QUEUE), 'supportQueue');
const refusal = async (who: Person, name: string): Promise<string | undefined> => {
  const argument = name === 'supportQueueChanged' ? '' : `(conversationId: "${id}")`;
  const follower = following(who, name, `subscription { ${name}${argument} { ${name === 'typing' ? 'typing' : 'id'} } }`, {});
  for (let n = 0; n < 2500 && !follower.code(); n += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(follower.items).toEqual([]);
  return follower.code();
};

it.each(acts)('answers NOT_FOUND to %s by staff of another region, and to taking it', async (_, act) => {
  expect((await act(harry)).code).toBe('NOT_FOUND');
  expect((await harry.ask(TAKE, { id })).code).toBe('NOT_FOUND');
});

it.each(acts)("answers FORBIDDEN to %s by a partner's key, whatever its scopes", async (_, act) => {
  expect((await act(key)).code).toBe('FORBIDDEN');
});

it.each(['messageAdded', 'conversationChanged', 'typing'])('follows by %s within the region only, and not by key', async (name) => {
  expect(await refusal(harry, name)).toBe('NOT_FOUND');
  expect(await refusal(key, name)).toBe('FORBIDDEN');
});

it('keeps all of it from keys: opening, the queue, live and not, taking, and the lists', async () => {
  const input = { subject: 's', body: 'b', clientId: uuidv7() };
  expect((await key.ask(START, { input })).code).toBe('FORBIDDEN');
  expect((await key.ask(QUEUE)).code).toBe('FORBIDDEN');
  expect((await key.ask(TAKE, {})).code).toBe('FORBIDDEN');
  expect((await key.ask(OF_USER, { r: [{ __typename: 'User', id: key.id }] })).code).toBe('FORBIDDEN');
  expect((await key.ask(OF_BOOKING, { r: [{ __typename: 'Booking', id: booking.bookingId }] })).code).toBe('FORBIDDEN');
  expect(await refusal(key, 'supportQueueChanged')).toBe('FORBIDDEN');
});

it("shows staff their region's queue, with places of its own, and admins every region's", async () => {
  expect(await queue(marie)).toMatchObject({ totalCount: 1, edges: [{ node: { id } }] });
  expect(await queue(harry)).toMatchObject({ totalCount: 1, edges: [{ node: { id: british } }] });
  expect((await queue(ada)).totalCount).toBe(2);
  expect(field(await sam.ask(READ, { id: british }), 'conversation')).toMatchObject({ queuePosition: 1 });
});

it("tells staff live of their region's conversations alone", async () => {
  const LIVE = 'subscription { supportQueueChanged { id } }';
  const [mine, all] = [
    following<{ id: string }>(harry, 'supportQueueChanged', LIVE, {}),
    following<{ id: string }>(ada, 'supportQueueChanged', LIVE, {}),
  ];
  await mine.until((items) => items.length === 1);
  await all.until((items) => items.length === 2);
  const [french, english] = [await aConversation(claire), await aConversation(sam)];
  await all.until((items) => items.length === 4);
  await mine.until((items) => items.length === 2);
  expect(mine.items.map((each) => each.id)).toEqual([british, english]);
  expect(all.items.map((each) => each.id)).toContain(french);
  for (const each of [french, english]) await ada.ask(CLOSE, { id: each });
});

it("counts a person's and a booking's conversations for staff of their region only", async () => {
  const count = async (who: Person, query: string, __typename: string, of: string): Promise<unknown> =>
    field<unknown>(await who.ask(query, { r: [{ __typename, id: of }] }), '_entities');
  for (const [who, totalCount] of [
    [ada, 2],
    [marie, 2],
    [harry, 0],
  ] as const) {
    expect(await count(who, OF_USER, 'User', claire.id)).toEqual([{ conversations: { totalCount } }]);
  }
  for (const [who, totalCount] of [
    [claire, 1],
    [marie, 1],
    [ada, 1],
    [harry, 0],
    [sam, 0],
  ] as const) {
    expect(await count(who, OF_BOOKING, 'Booking', booking.bookingId)).toEqual([{ conversations: { totalCount } }]);
  }
  expect((await sam.ask(OF_USER, { r: [{ __typename: 'User', id: claire.id }] })).code).toBe('NOT_FOUND');
});

it('gives staff the longest-waiting of their region, and tells the audit trail what they took and closed, not what renters close', async () => {
  expect(field(await harry.ask(TAKE, {}), 'takeConversation')).toMatchObject({ id: british });
  expect((await harry.ask(TAKE, {})).code).toBe('WRONG_STATE');
  for (let n = 0; n < 2; n += 1) await harry.ask(CLOSE, { id: british });
  await claire.ask(CLOSE, { id });
  const rows = await test.db.outbox.findMany({ where: { type: 'support.act.audited' }, orderBy: { position: 'asc' } });
  const told = rows.map(({ payload }) => payload).filter((payload) => JSON.stringify(payload).includes(british));
  expect(told).toMatchObject([
    { action: 'support.conversation.taken', subjectKind: 'conversation', subjectId: british, actorId: harry.id, region: 'UK' },
    { action: 'support.conversation.closed', subjectId: british, actorRole: 'MANAGER' },
  ]);
  expect(JSON.stringify(rows.map(({ payload }) => payload))).not.toContain(id);
});

it('keeps a region on all that it stores and tells, and refuses to join two', async () => {
  const { db } = test;
  expect(await db.message.findMany({ where: { conversationId: british }, select: { region: true } })).toEqual([{ region: 'UK' }]);
  const [event] = await db.outbox.findMany({ where: { payload: { path: ['conversationId'], equals: british } } });
  expect(event?.payload).toMatchObject({ region: 'UK' });
  await expect(db.message.updateMany({ where: { conversationId: british }, data: { region: 'EU' } })).rejects.toThrow(
    'message_of_conversation',
  );
  await expect(db.conversation.update({ where: { id: british }, data: { bookingId: booking.bookingId } })).rejects.toThrow(
    'conversation_of_booking',
  );
  const abroad = await test.a('CUSTOMER', { region: 'US' });
  await db.booking.update({ where: { id: booking.bookingId }, data: { customerId: abroad.id } });
  const input = { subject: 's', body: 'b', clientId: uuidv7(), bookingReference: booking.reference };
  expect((await abroad.ask(START, { input })).code).toBe('NOT_FOUND');
});

it('gives what was there before the region of its conversation', async () => {
  const database = await testDatabase('support');
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const migration = (name: string) =>
    readFile(new URL(`../../../prisma/support/migrations/${name}/migration.sql`, import.meta.url), 'utf8');
  const [about, talk] = [uuidv7(), uuidv7()];
  await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await client.query(await migration('0001_init'));
  await client.query(`
    INSERT INTO booking VALUES ('${about}', 'YC-2222-22', '${sam.id}', 'LHR', 'CONFIRMED', now());
    INSERT INTO conversation (id, region, subject, state, customer_id, booking_id, client_id, last_sequence, created_at, queued_at)
      VALUES ('${talk}', 'UK', 's', 'QUEUED', '${sam.id}', '${about}', 'c', 1, now(), now());
    INSERT INTO message VALUES ('${uuidv7()}', '${talk}', 1, 'CUSTOMER', '${sam.id}', 'b', 'c', 0, now())`);
  await client.query(await migration('0003_regions'));
  for (const table of ['booking', 'conversation', 'message']) {
    expect((await client.query(`SELECT region FROM ${table}`)).rows).toEqual([{ region: 'UK' }]);
  }
  await client.end();
  await database.drop();
});
