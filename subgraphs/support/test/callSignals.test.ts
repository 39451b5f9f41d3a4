import { meeting } from '@ycyw/service/testing/meeting';
import { answer, aCall, anActiveCall, candidate, hangUp, hearing, offer, reply, signal } from './aCall.ts';
import { aDesk, field, type Person, type TestDesk } from './aDesk.ts';

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

it('passes signals on to the other side, in one sequence a conversation without gaps, what was missed first', async () => {
  const { id, conversationId } = await aCall(claire, marie);
  const [mine, theirs] = [hearing(claire, conversationId), hearing(marie, conversationId)];
  expect(field(await signal(marie, id, 'OFFER', offer), 'signalCall')).toBe(true);
  await signal(marie, id, 'CANDIDATE', candidate);
  await signal(claire, id, 'ANSWER', answer);
  await signal(claire, id, 'CANDIDATE', candidate);
  expect(await mine.until((items) => items.length === 2)).toEqual([
    { callId: id, sequence: 1, from: 'AGENT', kind: 'OFFER', payload: offer },
    { callId: id, sequence: 2, from: 'AGENT', kind: 'CANDIDATE', payload: candidate },
  ]);
  expect(await theirs.until((items) => items.length === 2)).toMatchObject([
    { sequence: 3, kind: 'ANSWER' },
    { sequence: 4, kind: 'CANDIDATE' },
  ]);
  const resumed = hearing(claire, conversationId, 1);
  expect((await resumed.until((items) => items.length === 1)).map(({ sequence }) => sequence)).toEqual([2]);
  await hangUp(marie, id);
  for (const feed of [mine, resumed])
    expect((await feed.until((items) => items.at(-1)?.kind === 'HANG_UP')).at(-1)).toMatchObject({ sequence: 5 });
  expect(
    (await test.db.callSignal.findMany({ where: { conversationId }, orderBy: { sequence: 'asc' } })).map(({ sequence }) => sequence),
  ).toEqual([1, 2, 3, 4, 5]);
});

it('numbers signals that many send at once one after the other', async () => {
  const { id, conversationId } = await aCall(claire, marie);
  const sent = await Promise.all(Array.from({ length: 30 }, (_, n) => signal(n % 2 === 0 ? claire : marie, id, 'CANDIDATE', candidate)));
  expect(sent.every(({ code }) => code === undefined)).toBe(true);
  const rows = await test.db.callSignal.findMany({ where: { conversationId }, orderBy: { sequence: 'asc' } });
  expect(rows.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
});

it('loses some when nobody locks the call', async () => {
  const { id, conversationId } = await aCall(claire, marie);
  const met = meeting();
  const naive = async (): Promise<void> => {
    const last = await test.db.callSignal.aggregate({ where: { conversationId }, _max: { sequence: true } });
    await met();
    const sequence = (last._max.sequence ?? 0) + 1;
    await test.db.callSignal.create({ data: { conversationId, callId: id, region: 'EU', party: 'AGENT', kind: 'CANDIDATE', sequence } });
  };
  const done = await Promise.allSettled(Array.from({ length: 10 }, naive));
  expect(done.some(({ status }) => status === 'rejected')).toBe(true);
});

it('keeps payloads sealed while the call goes on, and not at all once it is over', async () => {
  const { id, conversationId } = await aCall(claire, marie);
  await signal(marie, id, 'OFFER', offer);
  const [row] = await test.db.callSignal.findMany({ where: { callId: id } });
  expect(row?.payload).not.toBeNull();
  expect(Buffer.from(row?.payload ?? []).includes('v=0')).toBe(false);
  await hangUp(claire, id);
  expect(
    (await test.db.callSignal.findMany({ where: { callId: id }, orderBy: { sequence: 'asc' } })).map(({ payload }) => payload === null),
  ).toEqual([true, false]);
  const late = hearing(marie, conversationId);
  expect(await late.until((items) => items.length === 1)).toMatchObject([{ kind: 'HANG_UP', from: 'CUSTOMER' }]);
});

it('takes signals only while they mean something: after acceptance, an answer after an offer, nothing after the end', async () => {
  const { id } = await aCall(claire, marie, false);
  for (const [kind, payload] of [
    ['OFFER', offer],
    ['ANSWER', answer],
    ['CANDIDATE', candidate],
  ] as const)
    expect(await signal(marie, id, kind, payload)).toMatchObject({ data: null, code: 'WRONG_STATE' });
  expect(await hangUp(claire, id)).toMatchObject({ code: 'WRONG_STATE' });
  await reply(claire, id);
  expect(await signal(claire, id, 'ANSWER', answer)).toMatchObject({ code: 'WRONG_STATE' });
  await signal(claire, id, 'OFFER', offer);
  expect(await signal(claire, id, 'ANSWER', answer)).toMatchObject({ code: 'WRONG_STATE' });
  expect((await signal(marie, id, 'ANSWER', answer)).code).toBeUndefined();
  await hangUp(claire, id);
  for (const person of [claire, marie]) {
    expect(await signal(person, id, 'OFFER', offer)).toMatchObject({ code: 'WRONG_STATE' });
    expect((await hangUp(person, id)).code).toBeUndefined();
  }
});

it.each([
  ['what is not JSON', 'OFFER', 'v=0'],
  ['an offer that is an answer', 'OFFER', answer],
  ['a description that is none', 'OFFER', JSON.stringify({ type: 'offer', sdp: 'hello' })],
  ['more than was asked', 'OFFER', JSON.stringify({ type: 'offer', sdp: 'v=0', more: 1 })],
  ['a candidate without its place', 'CANDIDATE', JSON.stringify({ candidate: '' })],
  ['null', 'CANDIDATE', 'null'],
  ['words on hanging up', 'HANG_UP', '"bye"'],
  ['too large a payload', 'OFFER', JSON.stringify({ type: 'offer', sdp: `v=0${'a'.repeat(16_384)}` })],
])('refuses %s', async (_, kind, payload) => {
  const { id } = await aCall(claire, marie);
  expect(await signal(claire, id, kind, payload)).toMatchObject({ data: null, code: 'BAD_INPUT' });
});

it('refuses the two hundred and first of a side, but not that it hangs up', async () => {
  const { id, conversationId } = await aCall(claire, marie);
  await test.db.callSignal.createMany({
    data: Array.from({ length: 199 }, (_, n) => ({
      ...{ conversationId, callId: id, region: 'EU', party: 'CUSTOMER' as const, kind: 'CANDIDATE' as const },
      sequence: n + 1,
    })),
  });
  expect((await signal(claire, id, 'CANDIDATE', candidate)).code).toBeUndefined();
  expect(await signal(claire, id, 'CANDIDATE', candidate)).toMatchObject({ code: 'RATE_LIMITED' });
  expect((await signal(marie, id, 'CANDIDATE', candidate)).code).toBeUndefined();
  expect((await hangUp(claire, id)).code).toBeUndefined();
});

it('a manager hears nothing of a call that they are not in, nor does the agent of the next one of the last one', async () => {
  const { id, conversationId } = await anActiveCall(claire, marie);
  const boss = hearing(await test.a('MANAGER'), conversationId);
  const own = hearing(marie, conversationId);
  await signal(claire, id, 'OFFER', offer);
  // What was signalled is gone with the call.
  await own.until((items) => items.length === 1);
  await hangUp(claire, id);
  await own.until((items) => items.length === 2);
  expect([boss.items, boss.code()]).toEqual([[], undefined]);
  await test.db.conversation.update({ where: { id: conversationId }, data: { agentId: (await test.a('AGENT')).id } });
  const former = hearing(marie, conversationId);
  await former.until(() => former.code() === 'FORBIDDEN');
});

it('refuses a negative sequence', async () => {
  const { conversationId } = await aCall(claire, marie, false);
  const feed = hearing(claire, conversationId, -1);
  await feed.until(() => feed.code() === 'BAD_INPUT');
});
