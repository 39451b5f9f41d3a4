import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { aConversation, aDesk, field, send, START, TAKE, type Answer, type Person, type TestDesk } from './aDesk.ts';
import { following, type Follower } from './follower.ts';

interface Changed {
  id: string;
  body: string | null;
  revision: number;
  deletedAt: string | null;
  history: { revision: number; body: string | null; changedBy: { id: string } }[] | null;
}

let test: TestDesk;
let [claire, sam, marie, leo, noah]: Person[] = [];
const people = (): Record<'claire' | 'sam' | 'marie' | 'leo' | 'noah', Person> => {
  if (!claire || !sam || !marie || !leo || !noah) throw new Error('nobody there');
  return { claire, sam, marie, leo, noah };
};

beforeAll(async () => {
  test = await aDesk();
  [claire, sam, marie, leo, noah] = await Promise.all([
    test.a('CUSTOMER'),
    test.a('CUSTOMER'),
    test.a('AGENT'),
    test.a('AGENT'),
    test.a('MANAGER'),
  ]);
});
afterAll(() => test.stop());

const PARTS = 'id body revision deletedAt history { revision body changedBy { id } }';
const edit = (who: Person, id: string, body: string): Promise<Answer> =>
  who.ask(`mutation ($input: EditMessageInput!) { editMessage(input: $input) { ${PARTS} } }`, { input: { id, body } });
const remove = (who: Person, id: string): Promise<Answer> => who.ask(`mutation ($id: ID!) { deleteMessage(id: $id) { ${PARTS} } }`, { id });
const follow = (who: Person, id: string, after: number | null = null): Follower<Changed> =>
  following(
    who,
    'messageChanged',
    `subscription ($id: ID!, $after: Int) { messageChanged(conversationId: $id, afterRevision: $after) { ${PARTS} } }`,
    {
      id,
      after,
    },
  );
const READ = `query ($id: ID!) { conversation(id: $id) { lastRevision messages { edges { node { ${PARTS} } } } } }`;
const read = async (who: Person, id: string) => {
  const talk = field<{ lastRevision: number; messages: { edges: { node: Changed }[] } }>(await who.ask(READ, { id }), 'conversation');
  return { lastRevision: talk.lastRevision, messages: talk.messages.edges.map(({ node }) => node) };
};
/** A conversation that Marie has, and in it a message of Claire's. */
const talk = async (): Promise<{ id: string; message: string }> => {
  const id = await aConversation(people().claire);
  await people().marie.ask(TAKE, { id });
  return { id, message: field<{ id: string }>(await send(people().claire, id, 'une voiture standard'), 'sendMessage').id };
};
const older = (id: string, minutes: number): Promise<unknown> =>
  test.db.message.update({ where: { id }, data: { sentAt: new Date(Date.now() - minutes * 60_000) } });

it('changes what its author wrote, keeps what it said for staff alone, and counts the changes of the conversation', async () => {
  const { claire, marie } = people();
  const { id, message } = await talk();
  expect(field(await edit(claire, message, '  une voiture sans toit  '), 'editMessage')).toMatchObject({
    id: message,
    body: 'une voiture sans toit',
    revision: 1,
    deletedAt: null,
    history: null,
  });
  const answer = field<{ id: string }>(await send(marie, id, 'Bonjour'), 'sendMessage');
  await edit(marie, answer.id, 'Bonjour Claire');
  await edit(claire, message, 'une décapotable');
  const history = [
    { revision: 1, body: 'une voiture standard', changedBy: { id: claire.id } },
    { revision: 3, body: 'une voiture sans toit', changedBy: { id: claire.id } },
  ];
  const seen = await read(marie, id);
  expect(seen.lastRevision).toBe(3);
  expect(seen.messages[0]).toMatchObject({ revision: 0, history: [] });
  expect(seen.messages[1]).toMatchObject({ body: 'une décapotable', revision: 3, history });
  expect((await read(claire, id)).messages.map((each) => each.history)).toEqual([null, null, null]);
});

it('changes nothing when it is said again', async () => {
  const { claire, marie } = people();
  const { id, message } = await talk();
  for (const _ of [1, 2, 3])
    expect(field(await edit(claire, message, 'autre'), 'editMessage')).toMatchObject({ revision: 1, body: 'autre' });
  for (const _ of [1, 2, 3]) expect(field(await remove(claire, message), 'deleteMessage')).toMatchObject({ revision: 2, body: null });
  expect((await read(marie, id)).lastRevision).toBe(2);
});

it('deletes for everybody, and keeps the words for staff', async () => {
  const { claire, marie } = people();
  const { id, message } = await talk();
  const gone = field<Changed>(await remove(claire, message), 'deleteMessage');
  expect(gone).toMatchObject({ body: null, revision: 1, history: null });
  expect(Date.parse(gone.deletedAt ?? '')).toBeGreaterThan(Date.now() - 60_000);
  expect((await read(marie, id)).messages[1]).toMatchObject({ body: null, history: [{ body: 'une voiture standard' }] });
});

const nothing = (): Promise<unknown> => Promise.resolve();

it.each<[string, (message: string, id: string) => Promise<unknown>, (message: string) => Promise<Answer>, string]>([
  ['an edit by the other side', nothing, (message) => edit(people().marie, message, 'x'), 'FORBIDDEN'],
  ['an edit by a manager', nothing, (message) => edit(people().noah, message, 'x'), 'FORBIDDEN'],
  ['an edit by a stranger', nothing, (message) => edit(people().sam, message, 'x'), 'NOT_FOUND'],
  ['a deletion by the other side', nothing, (message) => remove(people().marie, message), 'FORBIDDEN'],
  ['a deletion by a stranger', nothing, (message) => remove(people().sam, message), 'NOT_FOUND'],
  [
    'an edit of a deleted one',
    (message) => remove(people().claire, message),
    (message) => edit(people().claire, message, 'x'),
    'WRONG_STATE',
  ],
  ['an edit after 15 minutes', (message) => older(message, 16), (message) => edit(people().claire, message, 'x'), 'WRONG_STATE'],
  ['a deletion after 15 minutes', (message) => older(message, 16), (message) => remove(people().claire, message), 'WRONG_STATE'],
  ['an edit to nothing', nothing, (message) => edit(people().claire, message, ' \u200b '), 'MESSAGE_EMPTY'],
  ['an edit to 1,001 characters', nothing, (message) => edit(people().claire, message, '🚗'.repeat(1001)), 'MESSAGE_TOO_LONG'],
  [
    'an edit where all is said',
    (_, id) => people().claire.ask('mutation ($id: ID!) { closeConversation(id: $id) { id } }', { id }),
    (message) => edit(people().claire, message, 'x'),
    'CONVERSATION_CLOSED',
  ],
])('refuses %s', async (_, before, act, code) => {
  const { id, message } = await talk();
  await before(message, id);
  const revision = (await read(people().marie, id)).lastRevision;
  expect(await act(message)).toMatchObject({ data: null, code });
  expect((await read(people().marie, id)).lastRevision).toBe(revision);
});

it('refuses what is not there, and what nobody wrote', async () => {
  const { claire, noah } = people();
  const { id } = await talk();
  for (const nowhere of [uuidv7(), 'nonsense']) {
    expect(await edit(claire, nowhere, 'x')).toMatchObject({ code: 'NOT_FOUND' });
    expect(await remove(noah, nowhere)).toMatchObject({ code: 'NOT_FOUND' });
  }
  const shown = uuidv7();
  await test.db.$executeRaw`INSERT INTO message (id, conversation_id, region, sequence, party, client_id, settlement_id, sent_at)
    VALUES (${shown}::uuid, ${id}::uuid, 'EU', 3, 'SYSTEM', 'x', ${uuidv7()}::uuid, now())`;
  expect(await edit(claire, shown, 'x')).toMatchObject({ code: 'FORBIDDEN' });
  expect(await remove(claire, shown)).toMatchObject({ code: 'FORBIDDEN' });
  expect(await remove(noah, shown)).toMatchObject({ code: 'WRONG_STATE' });
});

it('lets managers of the region delete any at any time, told to the audit trail', async () => {
  const { claire, noah } = people();
  const { id, message } = await talk();
  await older(message, 60);
  await claire.ask('mutation ($id: ID!) { closeConversation(id: $id) { id } }', { id });
  const abroad = await test.a('MANAGER', { region: 'UK' });
  expect(await remove(abroad, message)).toMatchObject({ code: 'NOT_FOUND' });
  expect(field(await remove(noah, message), 'deleteMessage')).toMatchObject({ body: null, history: [{ changedBy: { id: noah.id } }] });
  const [act] = await test.db.outbox.findMany({
    where: { type: 'support.act.audited', payload: { path: ['subjectId'], equals: message } },
  });
  expect(act?.payload).toMatchObject({ action: 'support.message.deleted', actorId: noah.id, subjectKind: 'message' });
  expect(JSON.stringify(act?.payload)).not.toContain('standard');
});

it('numbers the changes of parallel editors without a gap', async () => {
  const { claire, marie } = people();
  const { id } = await talk();
  const mine = await Promise.all(Array.from({ length: 15 }, (_, n) => send(claire, id, `c${String(n)}`)));
  const theirs = await Promise.all(Array.from({ length: 15 }, (_, n) => send(marie, id, `m${String(n)}`)));
  const idOf = (answer: Answer) => field<{ id: string }>(answer, 'sendMessage').id;
  const changed = await Promise.all([
    ...mine.map((answer) => edit(claire, idOf(answer), 'autre')),
    ...theirs.map((answer) => remove(marie, idOf(answer))),
  ]);
  const revisions = changed.map(({ data }) => Object.values(data as unknown as Record<string, Changed>)[0]?.revision ?? 0);
  expect(revisions.sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
});

it('gives first the changes missed, then those made meanwhile and after, in order, to both sides', async () => {
  const { claire, marie } = people();
  const { id } = await talk();
  const ids = await Promise.all(
    Array.from({ length: 12 }, async (_, n) => field<{ id: string }>(await send(claire, id, `n${String(n)}`), 'sendMessage').id),
  );
  for (const each of ids.slice(0, 6)) await edit(claire, each, 'changé');
  const changing = Promise.all(ids.slice(6).map((each) => remove(claire, each)));
  const [hers, all] = [follow(claire, id, 4), follow(marie, id)];
  await changing;
  await hers.until((items) => items.length >= 8);
  await all.until((items) => items.length >= 12);
  await wait(50);
  expect(hers.items.map(({ revision }) => revision)).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
  expect(all.items.map(({ revision }) => revision)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
  expect(hers.items.every(({ history }) => history === null)).toBe(true);
  expect(all.items[0]?.history).toHaveLength(1);
});

const cutListener = async (): Promise<void> => {
  const admin = new pg.Client({ connectionString: test.url });
  await admin.connect();
  await admin.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'support-listener' AND datname = current_database()",
  );
  await admin.end();
};

it('loses no change when the listening connection is cut', async () => {
  const { claire } = people();
  const { id, message } = await talk();
  await edit(claire, message, '0');
  const follower = follow(claire, id);
  await follower.until((items) => items.length === 1);
  for (let n = 1; n <= 3; n += 1) {
    await cutListener();
    await edit(claire, message, String(n));
    await follower.until((items) => items.at(-1)?.body === String(n));
  }
  expect(follower.items.map(({ revision }) => revision)).toEqual([1, 2, 3, 4]);
});

it('takes a hundred edits of a message, then none, but its deletion', async () => {
  const { claire, marie } = people();
  const { id, message } = await talk();
  for (let n = 1; n <= 100; n += 1) expect((await edit(claire, message, String(n))).code).toBeUndefined();
  expect(await edit(claire, message, 'encore')).toMatchObject({ code: 'RATE_LIMITED' });
  expect((await edit(claire, message, '100')).code).toBeUndefined();
  expect((await remove(claire, message)).code).toBeUndefined();
  const changed = (await read(marie, id)).messages.find((each) => each.id === message);
  expect(changed?.history?.map(({ body }) => body)).toEqual([
    'une voiture standard',
    ...Array.from({ length: 100 }, (_, n) => String(n + 1)),
  ]);
});

it('would lose the change over the same cut if it trusted the notices alone', async () => {
  const { claire } = people();
  const { message } = await talk();
  const heard: string[] = [];
  const listening = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: test.url });
    client.on('notification', ({ payload }) => heard.push(payload ?? ''));
    await client.connect();
    await client.query('LISTEN support');
    return client;
  };
  const changes = () => heard.filter((payload) => payload.includes('"change"')).length;
  const first = await listening();
  await edit(claire, message, 'entendu');
  while (changes() === 0) await wait(5);
  await first.end();
  await edit(claire, message, 'manqué');
  const again = await listening();
  await edit(claire, message, 'entendu encore');
  while (changes() === 1) await wait(5);
  await again.end();
  expect(changes()).toBe(2);
});

it('asks the database once for a change, however many follow, and not at all for who follows messages', async () => {
  const { claire, marie } = people();
  const { id, message } = await talk();
  await edit(claire, message, 'un');
  const followers = Array.from({ length: 20 }, () => follow(claire, id));
  for (const follower of followers) await follower.until((items) => items.length === 1);
  const { sql } = test.desk;
  const raw = sql.$queryRaw.bind(sql);
  const asked: string[] = [];
  sql.$queryRaw = (query: TemplateStringsArray, ...values: unknown[]) => {
    asked.push(query.join(' '));
    return raw(query, ...values);
  };
  await edit(claire, message, 'deux');
  for (const follower of followers) await follower.until((items) => items.length === 2);
  sql.$queryRaw = raw;
  expect(asked.filter((text) => text.includes('revision > asked.above'))).toHaveLength(1);
  expect(asked.filter((text) => text.includes('sequence > asked.above'))).toHaveLength(0);
  for (const follower of followers) follower.stop();
  expect((await read(marie, id)).lastRevision).toBe(2);
});

it("keeps changes of somebody else's conversation from who follows, and begins nowhere below 0", async () => {
  const { sam, claire } = people();
  const { id } = await talk();
  for (const [who, after, code] of [
    [sam, 0, 'NOT_FOUND'],
    [claire, -1, 'BAD_INPUT'],
  ] as const) {
    const follower = follow(who, id, after);
    for (let n = 0; n < 2500 && !follower.code(); n += 1) await wait(10);
    expect(follower.code()).toBe(code);
  }
});

it('takes a resent message for the one it made, also when that has changed since', async () => {
  const { claire } = people();
  const { id } = await talk();
  const clientId = uuidv7();
  const { id: message } = field<{ id: string }>(await send(claire, id, 'une fois', clientId), 'sendMessage');
  await edit(claire, message, 'deux fois');
  expect(field(await send(claire, id, 'une fois', clientId), 'sendMessage')).toMatchObject({ id: message, body: 'deux fois' });
});

it('seals what a message said before, and forgets it with its customer', async () => {
  const zoe = await test.a('CUSTOMER');
  const { data } = await zoe.ask(START, { input: { subject: 's', body: 'MARKER-7b', clientId: uuidv7() } });
  const { id } = (data as unknown as { startConversation: { id: string } }).startConversation;
  const first = await test.db.message.findFirstOrThrow({ where: { conversationId: id } });
  await edit(zoe, first.id, 'autre');
  const version = await test.db.messageVersion.findFirstOrThrow({ where: { messageId: first.id } });
  expect(Buffer.from(version.body ?? []).toString('latin1')).not.toContain('MARKER');
  await test.desk.vault.erase(zoe.id, 'EU');
  const admin = await test.a('ADMIN');
  expect((await read(admin, id)).messages[0]).toMatchObject({ body: null, history: [{ body: null }] });
});

it('the database refuses two changes under one number, and a deleted message that still says something', async () => {
  const { claire } = people();
  const { id, message } = await talk();
  await edit(claire, message, 'autre');
  const [other] = await test.db.message.findMany({ where: { conversationId: id, sequence: 1 } });
  await expect(test.db.message.update({ where: { id: other?.id ?? '' }, data: { revision: 1 } })).rejects.toThrow();
  await expect(test.db.message.update({ where: { id: message }, data: { deletedAt: new Date() } })).rejects.toThrow(/message_deleted/);
});
