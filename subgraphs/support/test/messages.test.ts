import { meeting } from '@ycyw/service/testing/meeting';
import { v7 as uuidv7 } from 'uuid';
import { aConversation, aDesk, field, send, START, type Person, type TestDesk } from './aDesk.ts';

interface Sent {
  id: string;
  sequence: number;
  body: string;
}

let test: TestDesk;
let claire: Person;

beforeAll(async () => {
  test = await aDesk();
  claire = await test.a('CUSTOMER');
});
afterAll(() => test.stop());

const sequences = async (conversationId: string): Promise<number[]> =>
  (await test.db.message.findMany({ where: { conversationId }, orderBy: { sequence: 'asc' } })).map(({ sequence }) => sequence);

it('numbers the messages of 50 parallel senders without a gap', async () => {
  const id = await aConversation(claire);
  const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => send(claire, id, `message ${String(n)}`)));
  expect(answers.map((answer) => field<Sent>(answer, 'sendMessage').sequence).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 50 }, (_, n) => n + 2),
  );
  expect(await sequences(id)).toEqual(Array.from({ length: 51 }, (_, n) => n + 1));
});

it('would lose messages of the same 50 senders if it numbered them by max(sequence) + 1 without a lock', async () => {
  const id = await aConversation(claire);
  const { db } = test;
  const met = meeting();
  const naive = (n: number) =>
    db.$transaction(async (tx) => {
      const [row] = await tx.$queryRaw<
        { next: number }[]
      >`SELECT max(sequence) + 1 AS next FROM message WHERE conversation_id = ${id}::uuid`;
      await met();
      return tx.$executeRaw`INSERT INTO message (id, conversation_id, region, sequence, party, author_id, body, client_id, sent_at)
      VALUES (${uuidv7()}::uuid, ${id}::uuid, 'EU', ${row?.next ?? 1}::int, 'CUSTOMER', ${claire.id}::uuid, ${Buffer.alloc(40)}, ${String(n)}, now())`;
    });
  const results = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => naive(n)));
  // Written where nobody else has the number, lost for nothing else.
  expect(results.some(({ status }) => status === 'fulfilled')).toBe(true);
  expect(results.some((result) => result.status === 'rejected' && String(result.reason).includes('23505'))).toBe(true);
});

it.each([
  ['nothing', '', 'MESSAGE_EMPTY'],
  ['white space only', ' \n\t\u00a0\u3000 ', 'MESSAGE_EMPTY'],
  ['invisible characters only', '\u200b\u200d\ufeff', 'MESSAGE_EMPTY'],
  ['1,001 characters', 'é'.repeat(1001), 'MESSAGE_TOO_LONG'],
  ['1,001 emoji', '🚗'.repeat(1001), 'MESSAGE_TOO_LONG'],
  ['a NUL', 'a\0b', 'BAD_INPUT'],
])('refuses %s', async (_, body, code) => {
  const id = await aConversation(claire);
  expect(await send(claire, id, body)).toMatchObject({ code });
  expect(await sequences(id)).toEqual([1]);
});

it.each([
  ['one character', 'a'],
  ['1,000 characters', 'é'.repeat(1000)],
  ['1,000 emoji', '🚗'.repeat(1000)],
  ['joined emoji', '👩‍👩‍👧‍👦'],
])('takes %s', async (_, body) => {
  const id = await aConversation(claire);
  expect(field<Sent>(await send(claire, id, `  ${body}\n`), 'sendMessage').body).toBe(body);
});

it('keeps the database itself from holding an over-long, empty or unsealed body', async () => {
  const id = await aConversation(claire);
  for (const body of [Buffer.alloc(30 + 4 * 1000 + 1), Buffer.alloc(30), Buffer.from('en clair')]) {
    const made = {
      id: uuidv7(),
      conversationId: id,
      region: 'EU',
      sequence: 2,
      party: 'CUSTOMER' as const,
      authorId: claire.id,
      body,
      clientId: uuidv7(),
      sentAt: new Date(),
    };
    await expect(test.db.message.create({ data: made })).rejects.toThrow(/message_body_check/);
  }
});

it('answers a resent message with the one it made, and refuses another body under the same clientId', async () => {
  const id = await aConversation(claire);
  const clientId = uuidv7();
  const answers = await Promise.all(Array.from({ length: 5 }, () => send(claire, id, 'une fois', clientId)));
  expect(new Set(answers.map((answer) => field<Sent>(answer, 'sendMessage').id)).size).toBe(1);
  expect(await send(claire, id, 'autre chose', clientId)).toMatchObject({ data: null, code: 'IDEMPOTENCY_CONFLICT' });
  expect(await sequences(id)).toEqual([1, 2]);
});

it('opens one conversation for a request sent five times at once, and refuses another under the same clientId', async () => {
  const input = { subject: 'Décapotable', body: "J'ai payé pour une décapotable", clientId: uuidv7() };
  const answers = await Promise.all(Array.from({ length: 5 }, () => claire.ask(START, { input })));
  const opened = answers.map((answer) =>
    field<{ id: string; ticket: string; unread: number; lastSequence: number }>(answer, 'startConversation'),
  );
  expect(new Set(opened.map(({ id }) => id)).size).toBe(1);
  expect(opened[0]).toMatchObject({ lastSequence: 1, unread: 0, ticket: opened[0]?.id.slice(-12, -5) });
  expect(await claire.ask(START, { input: { ...input, subject: 'Autre' } })).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
});

it('has a subject of one line, whatever it was typed with', async () => {
  const typed = { subject: ' Décapotable\r\nBcc: all@example.org\u202e ', body: 'Bonjour', clientId: uuidv7() };
  const { id } = field<{ id: string }>(await claire.ask(START, { input: typed }), 'startConversation');
  const READ = 'query ($id: ID!) { conversation(id: $id) { subject } }';
  expect((await claire.ask(READ, { id })).data).toEqual({ conversation: { subject: 'Décapotable Bcc: all@example.org' } });
  expect(await claire.ask(START, { input: { ...typed, subject: '\r\n', clientId: uuidv7() } })).toMatchObject({ code: 'BAD_INPUT' });
});

it('refuses a message to a closed conversation, and closing twice answers the same', async () => {
  const id = await aConversation(claire);
  const CLOSE = 'mutation ($id: ID!) { closeConversation(id: $id) { state } }';
  expect(field(await claire.ask(CLOSE, { id }), 'closeConversation')).toEqual({ state: 'CLOSED' });
  expect(field(await claire.ask(CLOSE, { id }), 'closeConversation')).toEqual({ state: 'CLOSED' });
  expect(await send(claire, id, 'encore')).toMatchObject({ code: 'CONVERSATION_CLOSED', message: 'Cette conversation est close.' });
});

it('writes the events of an opening and of a message beside them, without the body', async () => {
  const id = await aConversation(claire, { body: 'secret' });
  const events = await test.db.outbox.findMany({
    where: { payload: { path: ['conversationId'], equals: id } },
    orderBy: { position: 'asc' },
  });
  expect(events.map(({ type, payload }) => ({ type, payload }))).toMatchObject([
    { type: 'support.conversation.changed', payload: { state: 'QUEUED', previousState: null, customerId: claire.id, agentId: null } },
    { type: 'support.message.sent', payload: { sequence: 1, party: 'CUSTOMER', customerId: claire.id, agentId: null } },
  ]);
  expect(JSON.stringify(events.map(({ payload }) => payload))).not.toContain('secret');
});
