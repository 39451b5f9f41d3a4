import { v7 as uuidv7 } from 'uuid';
import { endLapsedCalls } from '../src/actions/call/lapse.ts';
import { forgetPerson, personalSources } from '../src/data/personal.ts';
import { aCall, anActiveCall, callOf, hangUp, hearing, logged, offer, propose, reply, report, signal, taken, type Call } from './aCall.ts';
import { aConversation, aDesk, field, send, TAKE, type Person, type TestDesk } from './aDesk.ts';
import { following, followMessages } from './follower.ts';

let test: TestDesk;
let claire: Person;
let marie: Person;

beforeAll(async () => {
  test = await aDesk();
});
beforeEach(async () => {
  [claire, marie] = await Promise.all([test.a('CUSTOMER'), test.a('AGENT')]);
});
afterAll(() => test.stop());

const close = (person: Person, id: string) => person.ask('mutation ($id: ID!) { closeConversation(id: $id) { id } }', { id });
const stateOf = async (id: string): Promise<string> => (await test.db.call.findUniqueOrThrow({ where: { id } })).state;

it('goes from proposed to ended, and is shown in the conversation by a message of nobody, the next in its sequence', async () => {
  const id = await taken(claire, marie);
  const feed = followMessages(claire, id, 0);
  const call = field<Call>(await propose(marie, id), 'proposeCall');
  expect(call).toMatchObject({ state: 'PROPOSED', media: 'VIDEO', proposedBy: 'AGENT', ofMine: true, startedAt: null });
  expect(field<Call>(await report(claire, call.id, 'RINGING'), 'reportCall').state).toBe('RINGING');
  expect(field<Call>(await reply(claire, call.id), 'answerCall').state).toBe('CONNECTING');
  expect(field<Call>(await report(claire, call.id, 'CONNECTED'), 'reportCall').state).toBe('CONNECTING');
  expect(field<Call>(await report(marie, call.id, 'CONNECTED'), 'reportCall').state).toBe('ACTIVE');
  await test.db.$executeRaw`UPDATE call SET state_since = now() - interval '192 seconds' WHERE id = ${call.id}::uuid`;
  await send(claire, id, 'je vous entends');
  expect(field(await hangUp(claire, call.id), 'signalCall')).toBe(true);
  expect(await callOf(claire, id)).toBeNull();
  const shown = await logged(marie, id);
  expect(shown).toMatchObject({ sequence: 3, party: 'SYSTEM', body: null, call: { id: call.id, state: 'ENDED', endedBy: 'CUSTOMER' } });
  expect(shown.call?.durationSeconds).toBeGreaterThanOrEqual(192);
  expect(shown.call?.durationSeconds).toBeLessThan(222);
  expect((await feed.until((items) => items.length === 3)).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
});

it('tells whoever follows the conversation of each step', async () => {
  const id = await taken(claire, marie);
  const feed = following<{ call: Call | null }>(
    claire,
    'conversationChanged',
    'subscription ($id: ID!) { conversationChanged(conversationId: $id) { call { state } } }',
    { id },
  );
  const last = (state: string | null) => feed.until((items) => items.length > 0 && (items.at(-1)?.call?.state ?? null) === state);
  await last(null);
  const { id: callId } = field<Call>(await propose(claire, id), 'proposeCall');
  await last('PROPOSED');
  await report(marie, callId, 'RINGING');
  await last('RINGING');
  await reply(marie, callId);
  await last('CONNECTING');
  for (const person of [claire, marie]) await report(person, callId, 'CONNECTED');
  await last('ACTIVE');
  await hangUp(marie, callId);
  await last(null);
});

it.each([
  ['declined by who was asked', 'DECLINED', 'CUSTOMER', (id: string) => reply(claire, id, false)],
  ['missed when the asker gives up', 'MISSED', 'AGENT', (id: string) => hangUp(marie, id)],
])('is %s', async (_, state, endedBy, ending) => {
  const { id, conversationId } = await aCall(claire, marie, false);
  expect((await ending(id)).code).toBeUndefined();
  expect((await logged(claire, conversationId)).call).toMatchObject({ id, state, endedBy, startedAt: null, durationSeconds: null });
});

it('is declined once when it is declined twice, and not accepted any more', async () => {
  const { id, conversationId } = await aCall(claire, marie, false);
  await reply(claire, id, false);
  const { sequence } = await logged(claire, conversationId);
  expect(field<Call>(await reply(claire, id, false), 'answerCall').state).toBe('DECLINED');
  expect(await reply(claire, id, true)).toMatchObject({ code: 'WRONG_STATE' });
  expect((await logged(claire, conversationId)).sequence).toBe(sequence);
});

it.each([
  ['missed after 45 seconds', 'MISSED', 44, 46, (person: Person, agent: Person) => aCall(person, agent, false)],
  ['failed when not connected within 30', 'FAILED', 29, 31, (person: Person, agent: Person) => aCall(person, agent)],
  ['ended when nobody was heard of for 60', 'ENDED', 59, 61, (person: Person, agent: Person) => anActiveCall(person, agent)],
])('is %s, by the machine’s time', async (_, state, before, after, made) => {
  const { id, conversationId } = await made(claire, marie);
  const ago = (seconds: number) =>
    test.db
      .$executeRaw`UPDATE call SET state_since = now() - make_interval(secs => ${seconds}::int), heard_at = now() - make_interval(secs => ${seconds}::int) WHERE id = ${id}::uuid`;
  await ago(before);
  await endLapsedCalls(test.desk);
  expect(await callOf(claire, conversationId)).toMatchObject({ id });
  await ago(after);
  await endLapsedCalls(test.desk);
  await endLapsedCalls(test.desk);
  expect((await logged(claire, conversationId)).call).toMatchObject({ id, state, endedBy: null });
});

it('ringing does not make the wait for an answer begin anew, and who is heard of keeps a call open', async () => {
  const asked = await aCall(claire, marie, false);
  await test.db.$executeRaw`UPDATE call SET state_since = now() - interval '46 seconds' WHERE id = ${asked.id}::uuid`;
  await report(claire, asked.id, 'RINGING');
  await endLapsedCalls(test.desk);
  expect(await stateOf(asked.id)).toBe('MISSED');
  const active = await anActiveCall(claire, marie);
  await test.db.$executeRaw`UPDATE call SET heard_at = now() - interval '61 seconds' WHERE id = ${active.id}::uuid`;
  await report(claire, active.id, 'ALIVE');
  await endLapsedCalls(test.desk);
  expect(await stateOf(active.id)).toBe('ACTIVE');
});

it('is asked for once with the same clientId, and another medium under it is refused', async () => {
  const id = await taken(claire, marie);
  const clientId = uuidv7();
  const first = field<Call>(await propose(claire, id, clientId), 'proposeCall');
  expect(field<Call>(await propose(claire, id, clientId), 'proposeCall').id).toBe(first.id);
  expect(await propose(claire, id, clientId, 'AUDIO')).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  await hangUp(claire, first.id);
  expect(field<Call>(await propose(claire, id, clientId), 'proposeCall')).toMatchObject({ id: first.id, state: 'MISSED' });
});

it('is not possible in a conversation that waits or is closed, nor beside another call of it or of the agent', async () => {
  const waiting = await aConversation(claire);
  for (const person of [claire, await test.a('MANAGER')])
    expect(await propose(person, waiting)).toMatchObject({ data: null, code: 'CALL_NOT_POSSIBLE' });
  const closed = await taken(claire, marie);
  await close(marie, closed);
  expect(await propose(claire, closed)).toMatchObject({ code: 'CALL_NOT_POSSIBLE' });
  const { conversationId } = await aCall(claire, marie, false);
  for (const person of [claire, marie]) expect(await propose(person, conversationId)).toMatchObject({ code: 'CALL_NOT_POSSIBLE' });
  const sam = await test.a('CUSTOMER');
  expect(await propose(sam, await taken(sam, marie))).toMatchObject({ code: 'CALL_NOT_POSSIBLE' });
});

it('is not possible with somebody who wrote without an account', async () => {
  const nobody = await test.anonymous();
  const input = { name: 'Zoé', email: 'zoe@example.org', subject: 'Objet perdu', body: 'Un sac.', clientId: uuidv7() };
  await nobody.ask('mutation ($input: ContactFormInput!) { sendContactForm(input: $input) { ticket } }', { input });
  const { id } = await test.db.conversation.findFirstOrThrow({ where: { channel: 'FORM' } });
  field(await marie.ask(TAKE, { id }), 'takeConversation');
  expect(await propose(marie, id)).toMatchObject({ code: 'CALL_NOT_POSSIBLE' });
});

it('is answered by the other side, once: an own proposal is refused, and so is another device, but not the same one again', async () => {
  const { id } = await aCall(claire, marie, false);
  expect(await reply(marie, id)).toMatchObject({ data: null, code: 'FORBIDDEN' });
  expect(await report(marie, id, 'RINGING')).toMatchObject({ code: 'FORBIDDEN' });
  expect(await report(claire, id, 'CONNECTED')).toMatchObject({ code: 'WRONG_STATE' });
  expect(field<Call>(await reply(claire, id, true, 'phone'), 'answerCall').state).toBe('CONNECTING');
  expect(field<Call>(await reply(claire, id, true, 'phone'), 'answerCall').state).toBe('CONNECTING');
  expect(await reply(claire, id, true, 'laptop')).toMatchObject({ code: 'WRONG_STATE' });
  expect(await reply(claire, id, false)).toMatchObject({ code: 'WRONG_STATE' });
  expect(await reply(claire, id, true, 'a'.repeat(101))).toMatchObject({ code: 'BAD_INPUT' });
});

it('is nobody else’s: NOT_FOUND to another customer and another region’s staff, FORBIDDEN to other staff, on every path', async () => {
  const { id, conversationId } = await aCall(claire, marie);
  const [sam, far, leo, boss] = await Promise.all([
    test.a('CUSTOMER'),
    test.a('AGENT', { region: 'US' }),
    test.a('AGENT'),
    test.a('MANAGER'),
  ]);
  const cases = [
    [sam, 'NOT_FOUND'],
    [far, 'NOT_FOUND'],
    [leo, 'FORBIDDEN'],
  ] as const;
  for (const [person, code] of [...cases, [boss, 'FORBIDDEN'] as const]) {
    expect(await reply(person, id)).toMatchObject({ data: null, code });
    expect(await signal(person, id, 'OFFER', offer)).toMatchObject({ data: null, code });
    expect(await hangUp(person, id)).toMatchObject({ data: null, code });
    for (const what of ['RINGING', 'CONNECTED', 'ALIVE']) expect(await report(person, id, what)).toMatchObject({ data: null, code });
  }
  for (const [person, code] of cases) {
    expect(await propose(person, conversationId)).toMatchObject({ data: null, code });
    const feed = hearing(person, conversationId);
    await feed.until(() => feed.code() === code);
  }
  for (const person of [sam, far])
    expect(await person.ask('query ($id: ID!) { conversation(id: $id) { call { id } } }', { id: conversationId })).toMatchObject({
      code: 'NOT_FOUND',
    });
  for (const unknown of ['nonsense', uuidv7()]) {
    expect(await reply(claire, unknown)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await signal(claire, unknown, 'OFFER', offer)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await report(claire, unknown, 'ALIVE')).toMatchObject({ code: 'NOT_FOUND' });
    expect(await propose(claire, unknown)).toMatchObject({ code: 'NOT_FOUND' });
  }
  expect(await stateOf(id)).toBe('CONNECTING');
});

it('is in the person’s archive, and goes with them; an agent who is forgotten is nobody in it', async () => {
  const { id, conversationId } = await anActiveCall(claire, marie);
  await hangUp(claire, id);
  const source = personalSources(test.desk, claire.id).find(({ kind }) => kind === 'call');
  expect(await source?.read(null, 10)).toMatchObject([
    { key: id, data: { conversationId, media: 'VIDEO', state: 'ENDED', endedBy: 'CUSTOMER' } },
  ]);
  await test.desk.sql.$transaction((tx) => forgetPerson(tx, marie.id));
  expect((await test.db.call.findUniqueOrThrow({ where: { id } })).agentId).not.toBe(marie.id);
  await test.desk.sql.$transaction((tx) => forgetPerson(tx, claire.id));
  expect([await test.db.call.count({ where: { id } }), await test.db.callSignal.count({ where: { callId: id } })]).toEqual([0, 0]);
});
