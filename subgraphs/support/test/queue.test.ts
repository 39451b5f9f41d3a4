import { randomBytes } from 'node:crypto';
import { logger } from '@ycyw/service/log';
import { consume } from '@ycyw/service/inbox';
import { meeting } from '@ycyw/service/testing/meeting';
import { memoryTransport } from '@ycyw/service/testing/transport';
import { v7 as uuidv7 } from 'uuid';
import { reactions } from '../src/reactions.ts';
import { aConversation, aDesk, field, send, START, TAKE, type Person, type TestDesk } from './aDesk.ts';

let test: TestDesk;
let claire: Person;
let marie: Person;
let leo: Person;
const transport = memoryTransport();

beforeAll(async () => {
  test = await aDesk();
  [claire, marie, leo] = await Promise.all([test.a('CUSTOMER'), test.a('AGENT'), test.a('AGENT')]);
  await consume('support', ['booking'], transport, test.desk.sql, reactions, logger('support', 'silent'));
});
beforeEach(async () => {
  await test.db.$executeRaw`TRUNCATE conversation CASCADE`;
});
afterAll(() => test.stop());

interface Taken {
  id: string;
  state: string;
  agent: { id: string };
}

async function aBooking(customerId: string | null): Promise<{ bookingId: string; reference: string }> {
  const booking = { bookingId: uuidv7(), reference: `YC-${randomBytes(3).toString('hex').toUpperCase()}` };
  const occurredAt = new Date().toISOString();
  const payload = { ...booking, customerId, region: 'EU', locale: 'fr-FR', at: occurredAt };
  await transport.publish('booking', [{ id: uuidv7(), type: 'booking.booked', occurredAt, payload }]);
  return booking;
}

it('gives a conversation that several agents take at once to one of them', async () => {
  const agents = await Promise.all(Array.from({ length: 20 }, () => test.a('AGENT')));
  const id = await aConversation(claire);
  const answers = await Promise.all(agents.map((agent) => agent.ask(TAKE, { id })));
  const won = answers.filter(({ code }) => code === undefined);
  expect(won).toHaveLength(1);
  expect(answers.filter(({ code }) => code === 'WRONG_STATE')).toHaveLength(19);
  const { agentId } = await test.db.conversation.findUniqueOrThrow({ where: { id } });
  expect(won.map((answer) => field<Taken>(answer, 'takeConversation').agent.id)).toEqual([agentId]);
});

it('gives it to several when taken without a lock', async () => {
  const { db } = test;
  const id = await aConversation(claire);
  const met = meeting();
  const naive = async (agentId: string): Promise<boolean> => {
    const row = await db.conversation.findUniqueOrThrow({ where: { id } });
    await met();
    if (row.state !== 'QUEUED') return false;
    await db.conversation.update({ where: { id }, data: { state: 'ASSIGNED', agentId, agentSlot: 1 } });
    return true;
  };
  const won = await Promise.all(Array.from({ length: 20 }, () => naive(uuidv7())));
  expect(won.filter(Boolean).length).toBeGreaterThan(1);
});

it('answers the same to the agent who has it already, WRONG_STATE to another and once closed', async () => {
  const id = await aConversation(claire);
  const first = field<Taken>(await marie.ask(TAKE, { id }), 'takeConversation');
  expect(field(await marie.ask(TAKE, { id }), 'takeConversation')).toEqual(first);
  expect(await leo.ask(TAKE, { id })).toMatchObject({ code: 'WRONG_STATE' });
  await marie.ask('mutation ($id: ID!) { closeConversation(id: $id) { state } }', { id });
  expect(await leo.ask(TAKE, { id })).toMatchObject({ code: 'WRONG_STATE' });
});

it('hands the longest-waiting to whoever asks without an id, a different one to each, and says when nobody waits', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 5; n += 1) ids.push(await aConversation(claire));
  const answers = await Promise.all(Array.from({ length: 5 }, () => marie.ask(TAKE, {})));
  expect(new Set(answers.map((answer) => field<Taken>(answer, 'takeConversation').id))).toEqual(new Set(ids));
  expect(await marie.ask(TAKE, {})).toMatchObject({ code: 'WRONG_STATE' });
  const [older, newer] = [await aConversation(claire), await aConversation(claire)];
  expect(field<Taken>(await marie.ask(TAKE, {}), 'takeConversation').id).toBe(older);
  expect(field<Taken>(await marie.ask(TAKE, {}), 'takeConversation').id).toBe(newer);
});

it('lists the queue waiting first, longest wait first, page by page, with positions', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 5; n += 1) ids.push(await aConversation(claire));
  await marie.ask(TAKE, { id: ids[0] });
  const PAGE =
    'query ($after: String, $mine: Boolean) { supportQueue(first: 2, after: $after, mine: $mine) { totalCount edges { node { id queuePosition } } pageInfo { hasNextPage endCursor } } }';
  const seen: { id: string; queuePosition: number | null }[] = [];
  for (let after: string | null = null, more = true; more;) {
    const answer = await marie.ask(PAGE, { after });
    const page = field<{ totalCount: number; edges: { node: (typeof seen)[0] }[]; pageInfo: { hasNextPage: boolean; endCursor: string } }>(
      answer,
      'supportQueue',
    );
    expect(page.totalCount).toBe(5);
    seen.push(...page.edges.map(({ node }) => node));
    after = page.pageInfo.endCursor;
    more = page.pageInfo.hasNextPage;
  }
  expect(seen).toEqual([...ids.slice(1).map((id, index) => ({ id, queuePosition: index + 1 })), { id: ids[0], queuePosition: null }]);
  const mine = field<{ edges: { node: { id: string } }[] }>(await marie.ask(PAGE, { mine: true }), 'supportQueue');
  expect(mine.edges.map(({ node }) => node.id)).toEqual([ids[0]]);
  expect(await marie.ask(PAGE, { after: 'bm9uc2Vuc2U' })).toMatchObject({ code: 'BAD_INPUT' });
});

it('pages through messages from either end', async () => {
  const id = await aConversation(claire);
  for (let n = 2; n <= 7; n += 1) await send(claire, id, `n${String(n)}`);
  const page = async (args: string) => {
    const answer = await claire.ask(
      `query ($id: ID!) { conversation(id: $id) { messages(${args}) { totalCount edges { cursor node { sequence } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`,
      { id },
    );
    const { messages } = field<{
      messages: { edges: { cursor: string; node: { sequence: number } }[]; pageInfo: Record<string, unknown>; totalCount: number };
    }>(answer, 'conversation');
    return { ...messages, sequences: messages.edges.map(({ node }) => node.sequence) };
  };
  const first = await page('first: 3');
  expect(first).toMatchObject({ sequences: [1, 2, 3], totalCount: 7, pageInfo: { hasNextPage: true, hasPreviousPage: false } });
  expect(await page(`first: 10, after: "${String(first.pageInfo['endCursor'])}"`)).toMatchObject({
    sequences: [4, 5, 6, 7],
    pageInfo: { hasNextPage: false, hasPreviousPage: true },
  });
  const last = await page('last: 3');
  expect(last).toMatchObject({ sequences: [5, 6, 7], pageInfo: { hasNextPage: false, hasPreviousPage: true } });
  expect(await page(`last: 2, before: "${String(last.pageInfo['startCursor'])}"`)).toMatchObject({
    sequences: [3, 4],
    pageInfo: { hasNextPage: true, hasPreviousPage: true },
  });
  expect(await claire.ask('query ($id: ID!) { conversation(id: $id) { messages(first: 101) { totalCount } } }', { id })).toMatchObject({
    code: 'BAD_INPUT',
  });
});

it('asks the database as often for a list of twenty conversations with their last message as for one of two', async () => {
  const LIST = `query ($r: [_Any!]!, $first: Int) { _entities(representations: $r) { ... on User { conversations(first: $first) { totalCount
    edges { node { unread queuePosition messages(last: 1) { edges { node { sequence body } } } } } } } } }`;
  for (let n = 0; n < 20; n += 1) await aConversation(claire, { body: `n${String(n)}` });
  const { sql } = test.desk;
  let asked = 0;
  const raw = sql.$queryRaw.bind(sql);
  sql.$queryRaw = (...args: Parameters<typeof raw>) => {
    asked += 1;
    return raw(...args);
  };
  const count = async (first: number): Promise<number> => {
    asked = 0;
    const answer = await claire.ask(LIST, { r: [{ __typename: 'User', id: claire.id }], first });
    const [user] = field<[{ conversations: { edges: { node: { messages: { edges: { node: { body: string } }[] } } }[] } }]>(
      answer,
      '_entities',
    );
    expect(user.conversations.edges.map(({ node }) => node.messages.edges[0]?.node.body)).toEqual(
      Array.from({ length: first }, (_, n) => `n${String(19 - n)}`),
    );
    return asked;
  };
  expect([await count(2), await count(20)]).toEqual([5, 5]);
  sql.$queryRaw = raw;
});

it('knows the own bookings, even one whose event comes a moment later, and no others', async () => {
  const own = await aBooking(claire.id);
  const foreign = await aBooking(uuidv7());
  const guest = await aBooking(null);
  const start = (bookingReference: string) =>
    claire.ask(START, { input: { subject: 's', body: 'b', clientId: uuidv7(), bookingReference } });
  expect(field(await start(` ${own.reference.toLowerCase()} `), 'startConversation')).toMatchObject({ booking: { id: own.bookingId } });
  for (const reference of [foreign.reference, guest.reference, 'YC-NONE'])
    expect(await start(reference)).toMatchObject({ data: null, code: 'NOT_FOUND' });
  const late = { reference: 'YC-LATE', bookingId: uuidv7() };
  const starting = start(late.reference);
  setTimeout(() => {
    const payload = {
      ...late,
      customerId: claire.id,
      region: 'EU',
      locale: 'fr',
      at: new Date().toISOString(),
    };
    void transport.publish('booking', [{ id: uuidv7(), type: 'booking.booked', occurredAt: new Date().toISOString(), payload }]);
  }, 250);
  expect(field(await starting, 'startConversation')).toMatchObject({ booking: { id: late.bookingId } });
  const ABOUT = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Booking { conversations { totalCount } } } }';
  const r = [{ __typename: 'Booking', id: own.bookingId }];
  expect(field(await claire.ask(ABOUT, { r }), '_entities')).toEqual([{ conversations: { totalCount: 1 } }]);
  expect(field(await (await test.a('CUSTOMER')).ask(ABOUT, { r }), '_entities')).toEqual([{ conversations: { totalCount: 0 } }]);
});
