import { presencesOf } from '../src/data/presence.ts';
import { tellSilent } from '../src/actions/heartbeat.ts';
import { aConversation, aDesk, field, send, TAKE, type Person, type TestDesk } from './aDesk.ts';
import { following } from './follower.ts';

let test: TestDesk;
let claire: Person;
let marie: Person;

beforeAll(async () => {
  test = await aDesk();
  [claire, marie] = await Promise.all([test.a('CUSTOMER'), test.a('AGENT')]);
});
afterAll(() => test.stop());

const beat = (person: Person, conversationId: string | null = null) =>
  person.ask('mutation ($id: ID) { heartbeat(conversationId: $id) }', { id: conversationId });
const present = () => test.db.presence.findMany({ orderBy: { userId: 'asc' }, select: { userId: true, conversationId: true } });

it('notes who is there, and which conversation they have open', async () => {
  const id = await aConversation(claire);
  expect(field(await beat(claire, id), 'heartbeat')).toBe(true);
  await beat(marie);
  expect(await present()).toEqual([
    { userId: claire.id, conversationId: id },
    { userId: marie.id, conversationId: null },
  ]);
  await beat(claire);
  expect(await present()).toContainEqual({ userId: claire.id, conversationId: null });
  expect([...(await presencesOf(test.desk.sql, [claire.id, marie.id])).keys()].sort()).toEqual([claire.id, marie.id].sort());
});

it('takes no heartbeat at somebody else’s conversation, nor at none', async () => {
  const id = await aConversation(claire);
  const sam = await test.a('CUSTOMER');
  for (const each of [id, 'nonsense', '00000000-0000-7000-8000-000000000000'])
    expect(await beat(sam, each)).toMatchObject({ code: 'NOT_FOUND' });
  expect(await presencesOf(test.desk.sql, [sam.id])).toEqual(new Map());
});

const follow = (person: Person, id: string) =>
  following<{
    customer: { online: boolean; lastSeenAt: string | null };
    agent: { online: boolean; lastSeenAt: string | null };
    lastSequence: number;
  }>(
    person,
    'conversationChanged',
    `subscription ($id: ID!) { conversationChanged(conversationId: $id) {
      lastSequence customer: presence(party: CUSTOMER) { online lastSeenAt } agent: presence(party: AGENT) { online lastSeenAt } } }`,
    { id },
  );
/** As if nothing had been heard of them for so many seconds. */
const silent = (person: Person, seconds: number): Promise<unknown> =>
  test.db.$executeRaw`UPDATE presence SET seen_at = now() - make_interval(secs => ${seconds}::int) WHERE user_id = ${person.id}::uuid`;

it('tells each side when the other comes, falls silent without anybody writing, and comes again', async () => {
  const [zoe, leo] = await Promise.all([test.a('CUSTOMER'), test.a('AGENT')]);
  const id = await aConversation(zoe);
  await leo.ask(TAKE, { id });
  const hers = follow(zoe, id);
  expect((await hers.until((items) => items.length === 1))[0]).toMatchObject({
    customer: { online: false, lastSeenAt: null },
    agent: { online: false, lastSeenAt: null },
  });
  // At the desk, with no conversation open.
  await beat(leo);
  expect((await hers.until((items) => items.length === 2))[1]?.agent.online).toBe(true);
  await silent(leo, 44);
  await tellSilent(test.desk);
  await silent(leo, 46);
  await tellSilent(test.desk);
  const gone = (await hers.until((items) => items.length === 3))[2];
  expect(gone?.agent.online).toBe(false);
  expect(Date.parse(gone?.agent.lastSeenAt ?? '')).toBeLessThan(Date.now() - 45_000);
  await tellSilent(test.desk);
  await beat(leo, id);
  expect((await hers.until((items) => items.length === 4))[3]?.agent.online).toBe(true);
  const theirs = follow(leo, id);
  await theirs.until((items) => items.length === 1);
  await beat(zoe, id);
  expect((await theirs.until((items) => items.length === 2))[1]?.customer.online).toBe(true);
});

it('no longer shows staff who only looked on, once they fell silent', async () => {
  const [zoe, leo, ida] = await Promise.all([test.a('CUSTOMER'), test.a('AGENT'), test.a('AGENT')]);
  const id = await aConversation(zoe);
  await leo.ask(TAKE, { id });
  await beat(ida, id);
  const theirs = following<{ staffPresent: { id: string }[] }>(
    leo,
    'conversationChanged',
    'subscription ($id: ID!) { conversationChanged(conversationId: $id) { staffPresent { id } } }',
    { id },
  );
  expect((await theirs.until((items) => items.length === 1))[0]?.staffPresent).toEqual([{ id: ida.id }]);
  await silent(ida, 46);
  await tellSilent(test.desk);
  expect((await theirs.until((items) => items.length === 2))[1]?.staffPresent).toEqual([]);
});

it('would leave them there if nobody looked: a heartbeat that does not come says nothing', async () => {
  const [zoe, leo] = await Promise.all([test.a('CUSTOMER'), test.a('AGENT')]);
  const id = await aConversation(zoe);
  await leo.ask(TAKE, { id });
  await beat(leo);
  const hers = follow(zoe, id);
  await hers.until((items) => items.length === 1);
  await silent(leo, 600);
  await send(zoe, id, 'encore là ?');
  expect((await hers.until((items) => items.length === 2))[1]).toMatchObject({ lastSequence: 2, agent: { online: true } });
});

it('asks nobody who is there for a message, and once for all followers when somebody comes', async () => {
  const [zoe, leo] = await Promise.all([test.a('CUSTOMER'), test.a('AGENT')]);
  const id = await aConversation(zoe);
  await leo.ask(TAKE, { id });
  const query = 'subscription ($id: ID!) { conversationChanged(conversationId: $id) { lastSequence } }';
  const followers = Array.from({ length: 10 }, () => following(zoe, 'conversationChanged', query, { id }));
  for (const follower of followers) await follower.until((items) => items.length === 1);
  const { sql } = test.desk;
  const raw = sql.$queryRaw.bind(sql);
  let asked = 0;
  sql.$queryRaw = (template: TemplateStringsArray, ...values: unknown[]) => {
    if (template.join(' ').includes('FROM presence WHERE user_id = ANY')) asked += 1;
    return raw(template, ...values);
  };
  await send(zoe, id, 'bonjour');
  for (const follower of followers) await follower.until((items) => items.length === 2);
  expect(asked).toBe(0);
  await beat(leo);
  for (const follower of followers) await follower.until((items) => items.length === 3);
  sql.$queryRaw = raw;
  expect(asked).toBe(1);
});
