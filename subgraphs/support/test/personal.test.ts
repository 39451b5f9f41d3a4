import { randomUUID } from 'node:crypto';
import { erasureReactions } from '@ycyw/service/erasure';
import { consume } from '@ycyw/service/inbox';
import { logger } from '@ycyw/service/log';
import { columnsHolding } from '@ycyw/service/testing/markers';
import { memoryTransport } from '@ycyw/service/testing/transport';
import { systemClock } from '@ycyw/service/clock';
import { erasePerson } from '../src/actions/erasePerson.ts';
import { aConversation, aDesk, field, send, TAKE, type Person, type TestDesk } from './aDesk.ts';

let house: TestDesk;
const transport = memoryTransport();
beforeAll(async () => {
  house = await aDesk();
  await consume(
    'support',
    ['identity'],
    transport,
    house.desk.sql,
    erasureReactions(erasePerson, systemClock),
    logger('support', 'silent'),
  );
});
afterAll(() => house.stop());

const forget = async ({ id: userId }: Person, times = 1): Promise<string> => {
  const deletionId = randomUUID();
  const payload = { userId, deletionId, region: 'EU' };
  const event = { id: randomUUID(), type: 'identity.user.erasureRequested', occurredAt: new Date().toISOString(), payload };
  for (let n = 0; n < times; n += 1) await transport.publish('identity', [event]);
  return deletionId;
};
const answers = (deletionId: string): Promise<number> =>
  house.db.outbox.count({ where: { type: 'support.user.erased', payload: { path: ['deletionId'], equals: deletionId } } });

const RECORDS = `query ($id: ID!, $first: Int, $after: String) {
  _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { supportRecords(first: $first, after: $after) { records { kind data } next } } } }`;
interface Page {
  supportRecords: { records: { kind: string; data: string }[]; next: string | null };
}

test('gives a person’s conversations and every message in them, page by page, to our own services alone', async () => {
  const claire = await house.a('CUSTOMER');
  const id = await aConversation(claire, { subject: 'Objet-marqueur', body: 'un' });
  for (const body of ['deux', 'trois', 'quatre']) await send(claire, id, body);
  const service = await house.a('SERVICE');
  const found: { kind: string; data: string }[] = [];
  for (let after: string | null = null, pages = 0; pages === 0 || after !== null; pages += 1) {
    const answer = await service.ask(RECORDS, { id: claire.id, first: 2, after });
    const [page] = field<[Page]>(answer, '_entities');
    expect(page.supportRecords.records.length).toBeLessThanOrEqual(2);
    found.push(...page.supportRecords.records);
    after = page.supportRecords.next;
    expect(pages).toBeLessThan(6);
  }
  expect(found.map(({ kind }) => kind)).toEqual(['conversation', 'message', 'message', 'message', 'message']);
  expect(found.map(({ data }) => (JSON.parse(data) as { body?: string }).body)).toEqual([undefined, 'un', 'deux', 'trois', 'quatre']);
  expect(found[0]?.data).toContain('Objet-marqueur');
  for (const role of ['CUSTOMER', 'AGENT', 'ADMIN'] as const)
    expect((await (await house.a(role)).ask(RECORDS, { id: claire.id })).code).toBe('FORBIDDEN');
});

test('forgets what a customer wrote, subjects and all, and leaves others’ alone', async () => {
  const [claire, sam, marie] = [await house.a('CUSTOMER'), await house.a('CUSTOMER'), await house.a('AGENT')];
  const id = await aConversation(claire, { subject: 'Marker-Subject-5e', body: 'Marker-Body-5e' });
  await marie.ask(TAKE, { id });
  await send(marie, id, 'Marker-Answer-5e');
  const kept = await aConversation(sam, { subject: 'de Sam' });
  const { db } = house;
  await db.booking.create({
    data: {
      id: randomUUID(),
      reference: 'YC-AAAA-AA',
      customerId: claire.id,
      region: 'EU',
    },
  });
  const deletionId = await forget(claire, 3);
  expect(await columnsHolding(db, ['Marker-Subject-5e', 'Marker-Body-5e', 'Marker-Answer-5e'])).toEqual([]);
  expect((await columnsHolding(db, [claire.id])).filter((column) => column !== 'outbox.payload')).toEqual([]);
  expect(await answers(deletionId)).toBe(1);
  expect(await db.conversation.count({ where: { id: kept } })).toBe(1);
});

test('ends what follows a conversation that is forgotten', async () => {
  const [claire, marie] = [await house.a('CUSTOMER'), await house.a('AGENT')];
  const id = await aConversation(claire);
  const [first, over] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  const end = (): void => {
    over.resolve(undefined);
  };
  marie.live().subscribe(
    { query: 'subscription ($id: ID!) { conversationChanged(conversationId: $id) { state } }', variables: { id } },
    {
      next: ({ errors }) => {
        if (errors) end();
        else first.resolve(undefined);
      },
      error: end,
      complete: end,
    },
  );
  await first.promise;
  await forget(claire);
  await over.promise;
});

test('gives an agent who goes another name, and back to the queue what was theirs', async () => {
  const [sam, marie] = [await house.a('CUSTOMER'), await house.a('AGENT')];
  const [mine, closed] = [await aConversation(sam), await aConversation(sam)];
  for (const id of [mine, closed]) {
    await marie.ask(TAKE, { id });
    await send(marie, id, 'Bonjour');
  }
  await marie.ask('mutation ($id: ID!) { closeConversation(id: $id) { id } }', { id: closed });
  const { db } = house;
  const { queuedAt } = await db.conversation.findUniqueOrThrow({ where: { id: mine } });
  await forget(marie);
  expect((await columnsHolding(db, [marie.id])).filter((column) => column !== 'outbox.payload')).toEqual([]);
  expect(await db.conversation.findUnique({ where: { id: mine } })).toMatchObject({ state: 'QUEUED', agentId: null, queuedAt });
  const after = await db.conversation.findUniqueOrThrow({ where: { id: closed } });
  const message = await db.message.findFirstOrThrow({ where: { conversationId: closed, party: 'AGENT' } });
  expect(after.agentId).not.toBeNull();
  expect(message.authorId).toBe(after.agentId);
});
