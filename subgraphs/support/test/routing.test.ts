import { setTimeout as wait } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { dispatch, dispatchSoon } from '../src/actions/routing/dispatch.ts';
import { passTime } from '../src/actions/routing/passing.ts';
import { openDesk } from '../src/desk.ts';
import { logger } from '@ycyw/service/log';
import { systemClock } from '@ycyw/service/clock';
import { aConversation, aDesk, field, START, TAKE, type Person, type TestDesk } from './aDesk.ts';

let test: TestDesk;
let claire: Person;
beforeAll(async () => {
  test = await aDesk();
  claire = await test.a('CUSTOMER');
});
beforeEach(async () => {
  await test.db.$executeRaw`TRUNCATE conversation CASCADE`;
  await test.db.$executeRaw`UPDATE agent SET status = NULL`;
});
afterAll(() => test.stop());

const STATUS =
  'mutation ($status: DeskStatus!, $languages: [SupportLanguage!]) { setDeskStatus(status: $status, languages: $languages) { user { id } load status capacity present languages } }';
const PROFILE = 'mutation ($input: AgentProfileInput!) { setAgentProfile(input: $input) { capacity skills } }';
const available = (person: Person, languages: string[] = ['fr']) => person.ask(STATUS, { status: 'AVAILABLE', languages });
const set = (person: Person, data: { capacity?: number; skills?: string[] }) =>
  test.db.agent.update({ where: { userId: person.id }, data });
const holder = async (id: string) => (await test.db.conversation.findUniqueOrThrow({ where: { id } })).agentId;
const held = (person: Person) => test.db.conversation.count({ where: { agentId: person.id, state: 'ASSIGNED' } });

it('gives nothing to who never said a status, is busy, away, or not there', async () => {
  const [marie, leo, anne, gone] = await Promise.all(Array.from({ length: 4 }, () => test.a('AGENT')));
  if (!marie || !leo || !anne || !gone) throw new Error('four');
  await leo.ask(STATUS, { status: 'BUSY' });
  await anne.ask(STATUS, { status: 'AWAY' });
  await available(gone);
  await test.db.presence.update({ where: { userId: gone.id }, data: { seenAt: new Date(Date.now() - 50_000) } });
  await marie.ask('mutation { heartbeat }');
  const id = await aConversation(claire);
  await dispatch(test.desk);
  expect(await holder(id)).toBeNull();
  // Heard of again, they are there again.
  await gone.ask('mutation { heartbeat }');
  expect(await holder(id)).toBe(gone.id);
});

it('looks once more for all who ask while it looks, and one after the other', async () => {
  const { sql } = test.desk;
  let [asked, open, most] = [0, 0, 0];
  const counted: typeof sql = {
    ...sql,
    $transaction: async (work) => {
      [asked, open] = [asked + 1, open + 1];
      most = Math.max(most, open);
      return sql.$transaction(work).finally(() => (open -= 1));
    },
  };
  const desk = { ...test.desk, sql: counted };
  await Promise.all(Array.from({ length: 10 }, () => dispatchSoon(desk)));
  expect([asked, most]).toEqual([2, 1]);
  await dispatchSoon(desk);
  expect(asked).toBe(3);
  await Promise.all(Array.from({ length: 10 }, () => dispatch(desk)));
  expect([asked, most > 1]).toEqual([13, true]);
});

it('gives the longest-waiting first, to who speaks the language, is skilled, and has the least to do', async () => {
  const [busy, idle, skilled, english] = await Promise.all(Array.from({ length: 4 }, () => test.a('AGENT')));
  if (!busy || !idle || !skilled || !english) throw new Error('four');
  await available(english, ['en']);
  await available(busy);
  const first = await aConversation(claire);
  expect(await holder(first)).toBe(busy.id);
  await available(idle);
  expect(await holder(await aConversation(claire))).toBe(idle.id);
  await set(skilled, { skills: ['PAYMENT'] });
  await available(skilled);
  await test.db.conversation.update({ where: { id: first }, data: { state: 'CLOSED', agentSlot: null, closedAt: new Date() } });
  expect(await holder(await aConversation(claire, { topic: 'PAYMENT' }))).toBe(skilled.id);
  expect(await held(english)).toBe(0);
});

it('gives another language only when nobody there has it and it has waited for two minutes', async () => {
  const [english, french] = await Promise.all([test.a('AGENT'), test.a('AGENT')]);
  await available(english, ['en']);
  const id = await aConversation(claire);
  expect(await holder(id)).toBeNull();
  await test.db.conversation.update({ where: { id }, data: { queuedAt: new Date(Date.now() - 121_000) } });
  await french.ask(STATUS, { status: 'BUSY', languages: ['fr'] });
  await dispatch(test.desk);
  expect(await holder(id)).toBeNull();
  await french.ask(STATUS, { status: 'AWAY' });
  await dispatch(test.desk);
  expect(await holder(id)).toBe(english.id);
});

it("gives nobody another region's", async () => {
  const harry = await test.a('AGENT', { region: 'UK' });
  await available(harry, ['fr', 'en']);
  expect(await holder(await aConversation(claire))).toBeNull();
});

it('fills nobody beyond their capacity, and gives on as soon as a place is free', async () => {
  const marie = await test.a('AGENT');
  await set(marie, { capacity: 2 });
  const ids: string[] = [];
  for (let n = 0; n < 4; n += 1) ids.push(await aConversation(claire));
  await available(marie);
  expect(await Promise.all(ids.map(holder))).toEqual([marie.id, marie.id, null, null]);
  expect(await marie.ask(TAKE, { id: ids[3] })).toMatchObject({
    code: 'WRONG_STATE',
    message: expect.stringContaining('CAPACITY') as string,
  });
  await marie.ask('mutation ($id: ID!) { resolveConversation(id: $id) { state } }', { id: ids[0] });
  expect(await Promise.all(ids.slice(1).map(holder))).toEqual([marie.id, marie.id, null]);
});

it('gives each conversation once and nobody too many, from several processes at once', async () => {
  const agents = await Promise.all(Array.from({ length: 5 }, () => test.a('AGENT')));
  const ids: string[] = [];
  for (let n = 0; n < 18; n += 1) ids.push(await aConversation(claire));
  for (const agent of agents) {
    await agent.ask('mutation { heartbeat }');
    await test.db.agent.update({ where: { userId: agent.id }, data: { status: 'AVAILABLE', capacity: 3 } });
  }
  const { vault, files } = test.desk;
  const others = await Promise.all(
    Array.from({ length: 3 }, () =>
      openDesk({ databaseUrl: test.url, vault, clock: systemClock, files, log: logger('support', 'silent') }),
    ),
  );
  await Promise.all([test.desk, ...others].flatMap((desk) => [dispatch(desk), dispatch(desk), dispatch(desk)]));
  expect(await Promise.all(agents.map(held))).toEqual([3, 3, 3, 3, 3]);
  const waiting = await test.db.conversation.findMany({ where: { state: 'QUEUED' }, orderBy: { queuedAt: 'asc' } });
  expect(waiting.map(({ id }) => id)).toEqual(ids.slice(15));
  const given = await test.db.outbox.count({
    where: {
      type: 'support.conversation.changed',
      payload: { path: ['state'], equals: 'ASSIGNED' },
      AND: { payload: { path: ['previousState'], equals: 'QUEUED' } },
    },
  });
  expect(given).toBeGreaterThanOrEqual(15);
  for (const other of others) await other.close();
});

it('refuses a fourth in a place that is taken, and would give it where places were not told apart', async () => {
  const marie = await test.a('AGENT');
  await set(marie, { capacity: 3 });
  const ids: string[] = [];
  for (let n = 0; n < 10; n += 1) ids.push(await aConversation(claire));
  const answers = await Promise.all(ids.map((id) => marie.ask(TAKE, { id })));
  expect(answers.filter(({ code }) => code === undefined)).toHaveLength(3);
  expect(answers.filter(({ code }) => code === 'WRONG_STATE')).toHaveLength(7);
  await expect(
    test.db.conversation.updateMany({ where: { state: 'QUEUED' }, data: { state: 'ASSIGNED', agentId: marie.id, agentSlot: 1 } }),
  ).rejects.toThrow();
  // Counted first and written then, as without places: more than three.
  const leo = uuidv7();
  const waiting = await test.db.conversation.findMany({ where: { state: 'QUEUED' } });
  await Promise.all(
    waiting.map(async ({ id }, index) => {
      if ((await test.db.conversation.count({ where: { agentId: leo, state: 'ASSIGNED' } })) >= 3) return;
      await wait(20);
      await test.db.conversation.update({ where: { id }, data: { state: 'ASSIGNED', agentId: leo, agentSlot: 10 + index } });
    }),
  );
  expect(await test.db.conversation.count({ where: { agentId: leo, state: 'ASSIGNED' } })).toBeGreaterThan(3);
});

it('gives back to the queue, in its old order, what an agent has who was not heard of for a minute', async () => {
  const [marie, leo] = await Promise.all([test.a('AGENT'), test.a('AGENT')]);
  const old = await aConversation(claire);
  const newer = await aConversation(claire);
  await marie.ask(TAKE, { id: old });
  await leo.ask(TAKE, { id: newer });
  await test.db.conversation.update({ where: { id: old }, data: { agentHeardAt: new Date(Date.now() - 61_000) } });
  await passTime(test.desk);
  expect(await holder(old)).toBeNull();
  expect(await holder(newer)).toBe(leo.id);
  const queue = field<{ edges: { node: { id: string } }[] }>(
    await leo.ask('{ supportQueue(state: QUEUED) { edges { node { id } } } }'),
    'supportQueue',
  );
  expect(queue.edges.map(({ node }) => node.id)).toEqual([old]);
  const told = await test.db.outbox.findMany({ where: { type: 'support.act.audited', payload: { path: ['subjectId'], equals: old } } });
  expect(told.map(({ payload }) => (payload as { action: string }).action)).toContain('support.conversation.requeued');
  // A heartbeat, or an answer, is a word.
  await marie.ask(TAKE, { id: old });
  await test.db.conversation.updateMany({ data: { agentHeardAt: new Date(Date.now() - 61_000) } });
  await marie.ask('mutation { heartbeat }');
  await leo.ask('mutation ($input: SendMessageInput!) { sendMessage(input: $input) { id } }', {
    input: { conversationId: newer, body: 'Bonjour', clientId: 'x' },
  });
  await passTime(test.desk);
  expect([await holder(old), await holder(newer)]).toEqual([marie.id, leo.id]);
});

it('says the place among those of the same language, and how long that takes, as far as anybody can know', async () => {
  const waits = async (id: string) =>
    field<{ queuePosition: number | null; expectedWaitSeconds: number | null }>(
      await claire.ask('query ($id: ID!) { conversation(id: $id) { queuePosition expectedWaitSeconds } }', { id }),
      'conversation',
    );
  const [first, second] = [await aConversation(claire), await aConversation(claire)];
  await test.db.conversation.update({ where: { id: first }, data: { language: 'en' } });
  expect(await waits(second)).toEqual({ queuePosition: 1, expectedWaitSeconds: null });
  const marie = await test.a('AGENT');
  await set(marie, { capacity: 1 });
  await available(marie, ['en', 'fr']);
  expect(await holder(first)).toBe(marie.id);
  expect((await waits(second)).expectedWaitSeconds).toBeNull();
  await test.db.conversation.update({ where: { id: first }, data: { language: 'fr' } });
  expect(await waits(second)).toEqual({ queuePosition: 1, expectedWaitSeconds: 3600 });
});

it('asks once for the waits of twenty', async () => {
  for (let n = 0; n < 20; n += 1) await aConversation(claire);
  const leo = await test.a('AGENT');
  const { sql } = test.desk;
  let asked = 0;
  const raw = sql.$queryRaw.bind(sql);
  sql.$queryRaw = (...args: Parameters<typeof raw>) => {
    asked += 1;
    return raw(...args);
  };
  await leo.ask(
    '{ supportQueue(first: 50) { edges { node { id expectedWaitSeconds queuePosition staffPresent { id } sla { policy } } } } }',
  );
  sql.$queryRaw = raw;
  expect(asked).toBe(3);
});

it("lets nobody set another's status or another region's profile, nor an agent a profile, and bounds the capacity", async () => {
  const [marie, noah, harry] = await Promise.all([test.a('AGENT'), test.a('MANAGER'), test.a('MANAGER', { region: 'UK' })]);
  const input = { agentId: marie.id, languages: ['fr'], skills: ['PAYMENT'], capacity: 5 };
  expect(field(await noah.ask(PROFILE, { input }), 'setAgentProfile')).toEqual({ capacity: 5, skills: ['PAYMENT'] });
  expect(await harry.ask(PROFILE, { input })).toMatchObject({ code: 'NOT_FOUND' });
  expect(await marie.ask(PROFILE, { input })).toMatchObject({ code: 'FORBIDDEN' });
  expect(await noah.ask(PROFILE, { input: { ...input, agentId: claire.id } })).toMatchObject({ code: 'NOT_FOUND' });
  for (const change of [{ capacity: 21 }, { capacity: -1 }, { languages: [] }])
    expect(await noah.ask(PROFILE, { input: { ...input, ...change } })).toMatchObject({ code: 'BAD_INPUT' });
  expect(await claire.ask(STATUS, { status: 'AVAILABLE' })).toMatchObject({ code: 'FORBIDDEN' });
  // There is no argument for whose: it is one's own.
  await available(noah);
  expect(await test.db.agent.findUniqueOrThrow({ where: { userId: marie.id } })).toMatchObject({ status: null });
});

it('lists the agents of one’s region, page by page, with what they hold and whether they are there', async () => {
  const [marie, harry] = await Promise.all([test.a('AGENT'), test.a('AGENT', { region: 'UK' })]);
  await available(marie);
  await aConversation(claire);
  const AGENTS =
    'query ($after: String) { agents(first: 3, after: $after) { totalCount edges { node { user { id } load present status } } pageInfo { hasNextPage endCursor } } }';
  interface Page {
    edges: { node: { user: { id: string } } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  }
  const seen: unknown[] = [];
  for (let after: string | null = null, more = true; more;) {
    const page: Page = field<Page>(await marie.ask(AGENTS, { after }), 'agents');
    seen.push(...page.edges.map(({ node }) => node));
    after = page.pageInfo.endCursor;
    more = page.pageInfo.hasNextPage;
  }
  expect(seen).toContainEqual({ user: { id: marie.id }, load: 1, present: true, status: 'AVAILABLE' });
  expect(JSON.stringify(seen)).not.toContain(harry.id);
  expect(await claire.ask(AGENTS, {})).toMatchObject({ code: 'FORBIDDEN' });
});

it('keeps the language of the request and the topic, that of the booking where one is named', async () => {
  const id = await aConversation(claire, { topic: 'VEHICLE' });
  expect(await test.db.conversation.findUniqueOrThrow({ where: { id } })).toMatchObject({ language: 'fr', topic: 'VEHICLE' });
  const other = await aConversation(claire);
  expect(await test.db.conversation.findUniqueOrThrow({ where: { id: other } })).toMatchObject({ topic: 'OTHER' });
  const input = { subject: 's', body: 'b', clientId: uuidv7(), topic: 'COFFEE' };
  expect((await claire.ask(START, { input })).data ?? null).toBeNull();
});
