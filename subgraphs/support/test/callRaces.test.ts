import { meeting } from '@ycyw/service/testing/meeting';
import { v7 as uuidv7 } from 'uuid';
import { aCall, callOf, hangUp, propose, reply, taken, type Call } from './aCall.ts';
import { aDesk, field, type Person, type TestDesk } from './aDesk.ts';

let test: TestDesk;
let claire: Person;
let marie: Person;
const times = 10;

beforeAll(async () => {
  test = await aDesk();
  [claire, marie] = await Promise.all([test.a('CUSTOMER'), test.a('AGENT')]);
});
afterEach(async () => {
  await test.db.$executeRaw`TRUNCATE call CASCADE`;
});
afterAll(() => test.stop());

it('gives a call that several devices answer at once to one of them', async () => {
  const { id } = await aCall(claire, marie, false);
  const answers = await Promise.all(Array.from({ length: times }, (_, device) => reply(claire, id, true, `device ${String(device)}`)));
  const won = answers.findIndex(({ code }) => code === undefined);
  expect(answers.filter(({ code }) => code === 'WRONG_STATE')).toHaveLength(times - 1);
  expect((await test.db.call.findUniqueOrThrow({ where: { id } })).answerClientId).toBe(`device ${String(won)}`);
});

it('gives it to several when it is answered without a lock', async () => {
  const { id } = await aCall(claire, marie, false);
  const met = meeting();
  const naive = async (device: number): Promise<boolean> => {
    const { state } = await test.db.call.findUniqueOrThrow({ where: { id } });
    await met();
    if (state !== 'PROPOSED') return false;
    await test.db.call.update({ where: { id }, data: { state: 'CONNECTING', answerClientId: `device ${String(device)}` } });
    return true;
  };
  const won = await Promise.all(Array.from({ length: times }, (_, device) => naive(device)));
  expect(won.filter(Boolean).length).toBeGreaterThan(1);
});

it('makes one call of it when both propose at once, and a conversation has one however often it is asked', async () => {
  const id = await taken(claire, marie);
  const answers = await Promise.all(Array.from({ length: times }, (_, n) => propose(n % 2 === 0 ? claire : marie, id)));
  expect(answers.filter(({ code }) => code === undefined)).toHaveLength(1);
  expect(answers.filter(({ code }) => code === 'CALL_NOT_POSSIBLE')).toHaveLength(times - 1);
  expect(await callOf(claire, id)).toMatchObject({
    id: answers.map(({ data }) => (data?.['proposeCall'] as Call | undefined)?.id).find(Boolean),
  });
});

it('makes several of it without the database’s word that there is one', async () => {
  const id = await taken(claire, marie);
  await test.db.$executeRaw`DROP INDEX call_one_open`;
  await test.db.$executeRaw`DROP INDEX call_one_open_of_agent`;
  const met = meeting();
  const naive = async (): Promise<boolean> => {
    const some = (await test.db.call.count({ where: { conversationId: id } })) > 0;
    await met();
    if (some) return false;
    const made = { id: uuidv7(), conversationId: id, region: 'EU', media: 'AUDIO' as const, agentId: marie.id };
    await test.db.call.create({ data: { ...made, proposedBy: 'AGENT', clientId: uuidv7(), proposedAt: new Date() } });
    return true;
  };
  const made = await Promise.all(Array.from({ length: times }, naive));
  expect(made.filter(Boolean).length).toBeGreaterThan(1);
  await test.db.$executeRaw`TRUNCATE call CASCADE`;
  for (const [name, column] of [
    ['call_one_open', 'conversation_id'],
    ['call_one_open_of_agent', 'agent_id'],
  ])
    await test.db.$executeRawUnsafe(
      `CREATE UNIQUE INDEX ${String(name)} ON call (${String(column)}) WHERE state IN ('PROPOSED', 'RINGING', 'CONNECTING', 'ACTIVE')`,
    );
});

it('either connects or is missed when one answers while the other hangs up: whoever is told yes is right', async () => {
  for (let n = 0; n < times; n += 1) {
    const { id } = await aCall(claire, marie, false);
    const [answered] = await Promise.all([reply(claire, id), hangUp(marie, id)]);
    const { state } = await test.db.call.findUniqueOrThrow({ where: { id } });
    // Answered first, it was hung up in the middle of connecting.
    expect(state).toBe(answered.code === undefined ? 'ENDED' : 'MISSED');
    expect(answered.code === undefined || answered.code === 'WRONG_STATE').toBe(true);
    expect(await test.db.message.count({ where: { callId: id } })).toBe(1);
  }
});

it('tells somebody yes whose call is missed when neither locks', async () => {
  const wrong = await Promise.all(
    Array.from({ length: times }, async () => {
      const sam = await test.a('CUSTOMER');
      const { id } = await aCall(sam, await test.a('AGENT'), false);
      const met = meeting();
      const naive = async (state: 'CONNECTING' | 'MISSED'): Promise<boolean> => {
        const found = await test.db.call.findUniqueOrThrow({ where: { id } });
        await met();
        if (found.state !== 'PROPOSED') return false;
        await test.db.call.update({ where: { id }, data: { state, endedAt: state === 'MISSED' ? new Date() : null } });
        return true;
      };
      const yes = await Promise.all([naive('CONNECTING'), naive('MISSED')]);
      return yes.every(Boolean);
    }),
  );
  expect(wrong).toContain(true);
});

it('hanging up on both sides at once ends it once', async () => {
  const { id } = await aCall(claire, marie);
  const answers = await Promise.all([claire, marie, claire, marie].map((person) => hangUp(person, id)));
  expect(answers.map((answer) => field(answer, 'signalCall'))).toEqual([true, true, true, true]);
  expect(await test.db.callSignal.count({ where: { callId: id, kind: 'HANG_UP' } })).toBe(1);
  expect(await test.db.message.count({ where: { callId: id } })).toBe(1);
});
