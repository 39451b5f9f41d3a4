import { v7 as uuidv7 } from 'uuid';
import { passTime } from '../src/actions/routing/passing.ts';
import {
  aConversation,
  aDesk,
  aTakenConversation,
  emptied,
  field,
  RATE,
  RESOLVE,
  send,
  SNOOZE,
  staffed,
  TAKE,
  there,
  type Person,
  type TestDesk,
} from './aDesk.ts';

let test: TestDesk;
let claire: Person;
let sam: Person;
let marie: Person;
let leo: Person;
let noah: Person;
let now = new Date('2026-07-14T10:00:00Z');
const later = (ms: number): void => {
  now = new Date(now.getTime() + ms);
};
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

beforeAll(async () => {
  test = await aDesk({ clock: { now: () => now } });
  ({ claire, sam, marie, leo, noah } = await staffed(test));
});
beforeEach(() => emptied(test));
afterAll(() => test.stop());

const taken = (by: Person = marie): Promise<string> => aTakenConversation(claire, by);
const by = (name: string) => `mutation ($id: ID!) { ${name}(id: $id) { id state agent { id } } }`;
const OVER = by('takeOverConversation');
const REOPEN = by('reopenConversation');
const CLOSE = by('closeConversation');
const TRANSFER =
  'mutation ($id: ID!, $to: ID, $topic: SupportTopic, $note: String!) { transferConversation(id: $id, toAgentId: $to, topic: $topic, note: $note) { state topic agent { id } } }';
const row = (id: string) => test.db.conversation.findUniqueOrThrow({ where: { id } });
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

describe('taking over and transferring', () => {
  it('gives another’s conversation to who takes it over, as far as they have a place; taking alone does not', async () => {
    const id = await taken();
    expect(await leo.ask(TAKE, { id })).toMatchObject({ code: 'WRONG_STATE' });
    expect(field(await leo.ask(OVER, { id }), 'takeOverConversation')).toMatchObject({ state: 'ASSIGNED', agent: { id: leo.id } });
    await test.db.agent.update({ where: { userId: noah.id }, data: { capacity: 0 } });
    expect(await noah.ask(OVER, { id })).toMatchObject({ code: 'WRONG_STATE', message: expect.stringContaining('CAPACITY') as string });
    const acts = await test.db.outbox.findMany({ where: { type: 'support.act.audited', payload: { path: ['subjectId'], equals: id } } });
    expect(acts.at(-1)?.payload).toMatchObject({ actorId: leo.id, action: 'support.conversation.takenOver', detail: { from: marie.id } });
    const waiting = await aConversation(claire);
    expect(await leo.ask(OVER, { id: waiting })).toMatchObject({ code: 'WRONG_STATE' });
    const harry = await test.a('AGENT', { region: 'UK' });
    expect(await harry.ask(OVER, { id })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await sam.ask(OVER, { id })).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('transfers to who is there, with a note that stays private, once', async () => {
    const id = await taken();
    await there(leo);
    const done = { state: 'ASSIGNED', topic: 'OTHER', agent: { id: leo.id } };
    expect(field(await marie.ask(TRANSFER, { id, to: leo.id, note: 'Connaît Orly' }), 'transferConversation')).toEqual(done);
    for (const who of [marie, noah])
      expect(field(await who.ask(TRANSFER, { id, to: leo.id, note: 'encore' }), 'transferConversation')).toEqual(done);
    expect(await marie.ask(TRANSFER, { id, to: noah.id, note: 'encore' })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await test.db.note.count({ where: { conversationId: id } })).toBe(1);
    expect(await test.db.message.count({ where: { conversationId: id } })).toBe(1);
  });

  it('transfers to nobody absent, full, of another region, or who is no agent, nor without a note', async () => {
    const id = await taken();
    const harry = await test.a('AGENT', { region: 'UK' });
    await Promise.all([there(harry), there(leo)]);
    const to = (target: string) => marie.ask(TRANSFER, { id, to: target, note: 'n' });
    expect(await to(noah.id)).toMatchObject({ code: 'WRONG_STATE', message: expect.stringContaining('AWAY') as string });
    await test.db.agent.update({ where: { userId: leo.id }, data: { capacity: 0 } });
    expect(await to(leo.id)).toMatchObject({ code: 'WRONG_STATE', message: expect.stringContaining('CAPACITY') as string });
    for (const stranger of [harry.id, sam.id, claire.id, uuidv7(), 'nonsense'])
      expect(await to(stranger)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await marie.ask(TRANSFER, { id, topic: 'PAYMENT', note: ' ' })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await marie.ask(TRANSFER, { id, note: 'n' })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await marie.ask(TRANSFER, { id, to: leo.id, topic: 'PAYMENT', note: 'n' })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await leo.ask(TRANSFER, { id, topic: 'PAYMENT', note: 'n' })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await row(id)).toMatchObject({ state: 'ASSIGNED', agentId: marie.id });
  });

  it('puts back in the queue, at its old place, what goes to a topic', async () => {
    const id = await taken();
    const { queuedAt } = await row(id);
    later(minute);
    await aConversation(sam);
    for (let asked = 0; asked < 2; asked += 1)
      expect(
        field(await marie.ask(TRANSFER, { id, topic: 'PAYMENT', note: 'Carte débitée deux fois' }), 'transferConversation'),
      ).toMatchObject({ state: 'QUEUED', topic: 'PAYMENT' });
    expect(await test.db.note.count({ where: { conversationId: id } })).toBe(1);
    expect(await row(id)).toMatchObject({ state: 'QUEUED', topic: 'PAYMENT', queuedAt, agentId: null, agentSlot: null });
    expect(field(await leo.ask(TAKE, {}), 'takeConversation')).toMatchObject({ id });
  });

  it('answers a repetition also where it went on since, for ten minutes, and only the same', async () => {
    const id = await taken();
    const passed = [
      { topic: 'PAYMENT', note: 'Carte débitée deux fois' },
      { to: leo.id, note: 'Connaît les cartes' },
    ];
    await there(leo);
    await test.db.agent.update({ where: { userId: leo.id }, data: { status: 'BUSY' } });
    for (const [index, how] of passed.entries()) {
      if (index > 0) await marie.ask(OVER, { id });
      expect((await marie.ask(TRANSFER, { id, ...how })).code).toBeUndefined();
      await noah.ask(index > 0 ? OVER : TAKE, { id });
      const notes = await test.db.note.count({ where: { conversationId: id } });
      expect(field(await marie.ask(TRANSFER, { id, ...how }), 'transferConversation')).toEqual({
        state: 'ASSIGNED',
        topic: 'PAYMENT',
        agent: { id: noah.id },
      });
      expect(await test.db.note.count({ where: { conversationId: id } })).toBe(notes);
      for (const other of [{ note: 'autre' }, { topic: 'VEHICLE', to: null }])
        expect(await marie.ask(TRANSFER, { id, ...how, ...other })).toMatchObject({ code: 'FORBIDDEN' });
    }
    later(10 * minute + 1);
    expect(await marie.ask(TRANSFER, { id, ...passed[1] })).toMatchObject({ code: 'FORBIDDEN' });
    // Who has it again means it again.
    await marie.ask(OVER, { id });
    expect(field(await marie.ask(TRANSFER, { id, ...passed[0] }), 'transferConversation')).toMatchObject({ state: 'QUEUED' });
  });
});

describe('snoozing', () => {
  it('rests until its time, then goes to its agent where they are there, else to the queue', async () => {
    const [mine, left] = [await taken(), await taken(leo)];
    await there(marie);
    for (const [who, id] of [
      [marie, mine],
      [leo, left],
    ] as const) {
      expect(field(await who.ask(SNOOZE, { id, until: inMs(day) }), 'snoozeConversation')).toMatchObject({ state: 'SNOOZED' });
      await test.db.conversation.update({ where: { id }, data: { snoozedUntil: new Date(Date.now() - 1000) } });
    }
    await test.db.agent.updateMany({ data: { status: 'BUSY' } });
    await passTime(test.desk);
    expect(await row(mine)).toMatchObject({ state: 'ASSIGNED', agentId: marie.id, snoozedUntil: null });
    expect(await row(left)).toMatchObject({ state: 'QUEUED', agentId: null });
  });

  it('goes to the queue where its agent said that they are away', async () => {
    const id = await taken();
    await there(marie);
    await marie.ask(SNOOZE, { id, until: inMs(day) });
    await marie.ask('mutation { setDeskStatus(status: AWAY) { present } }');
    await send(claire, id, 'C’est urgent');
    expect(await row(id)).toMatchObject({ state: 'QUEUED', agentId: null });
  });

  it('is woken at once by its customer, and not by its agent', async () => {
    const id = await taken();
    await there(marie);
    await marie.ask(SNOOZE, { id, until: inMs(day) });
    await send(marie, id, 'Je reviens demain');
    expect(await row(id)).toMatchObject({ state: 'SNOOZED' });
    await send(claire, id, 'C’est urgent');
    expect(await row(id)).toMatchObject({ state: 'ASSIGNED', agentId: marie.id });
  });

  it('rests once when it is asked twice for the same instant', async () => {
    const id = await taken();
    const until = inMs(day);
    const first = field(await marie.ask(SNOOZE, { id, until }), 'snoozeConversation');
    expect(field(await marie.ask(SNOOZE, { id, until }), 'snoozeConversation')).toEqual(first);
    expect(await marie.ask(SNOOZE, { id, until: inMs(hour) })).toMatchObject({ code: 'WRONG_STATE' });
    const acts = { path: ['action'], equals: 'support.conversation.snoozed' };
    const told = await test.db.outbox.findMany({ where: { type: 'support.act.audited', payload: acts } });
    expect(told.filter(({ payload }) => (payload as { subjectId: string }).subjectId === id)).toHaveLength(1);
  });

  it('refuses an instant that is past, or more than thirty days away, and another’s conversation', async () => {
    const id = await taken();
    for (const until of [inMs(-1000), inMs(31 * day)]) expect(await marie.ask(SNOOZE, { id, until })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await leo.ask(SNOOZE, { id, until: inMs(hour) })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await claire.ask(SNOOZE, { id, until: inMs(hour) })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await row(id)).toMatchObject({ state: 'ASSIGNED' });
  });
});

describe('resolving, closing, opening again', () => {
  it('waits again when its customer writes after it was resolved', async () => {
    const id = await taken();
    await marie.ask(RESOLVE, { id });
    expect(await row(id)).toMatchObject({ state: 'RESOLVED', agentId: marie.id, agentSlot: null });
    later(hour);
    await send(claire, id, 'Pas tout à fait');
    expect(await row(id)).toMatchObject({ state: 'QUEUED', agentId: null, queuedAt: now, slaSince: now, answeredAt: null });
  });

  it('closes by itself 72 hours after it was resolved, and not before', async () => {
    const id = await taken();
    await marie.ask(RESOLVE, { id });
    later(72 * hour - 1000);
    await passTime(test.desk);
    expect((await row(id)).state).toBe('RESOLVED');
    later(1000);
    await passTime(test.desk);
    expect(await row(id)).toMatchObject({ state: 'CLOSED', closedAt: now });
    expect(await send(claire, id, 'encore')).toMatchObject({ code: 'CONVERSATION_CLOSED' });
  });

  it('is opened again within seven days of its closing, by its customer or staff, and not after', async () => {
    const id = await taken();
    await marie.ask(CLOSE, { id });
    later(7 * day);
    expect(await sam.ask(REOPEN, { id })).toMatchObject({ code: 'NOT_FOUND' });
    expect(field(await claire.ask(REOPEN, { id }), 'reopenConversation')).toMatchObject({ state: 'QUEUED', agent: null });
    await marie.ask(TAKE, { id });
    expect(await claire.ask(REOPEN, { id })).toMatchObject({ code: 'WRONG_STATE' });
    await marie.ask(CLOSE, { id });
    later(7 * day + 1000);
    for (const who of [claire, marie]) expect(await who.ask(REOPEN, { id })).toMatchObject({ code: 'WRONG_STATE' });
  });

  it('is resolved by who has it, or a manager', async () => {
    const id = await taken();
    expect(await leo.ask(RESOLVE, { id })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await claire.ask(RESOLVE, { id })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await marie.ask(RESOLVE, { id: await aConversation(claire) })).toMatchObject({ code: 'FORBIDDEN' });
    expect(field(await noah.ask(RESOLVE, { id }), 'resolveConversation')).toMatchObject({ state: 'RESOLVED' });
  });
});

describe('rating', () => {
  it('is its customer’s, once it has come to an end, for seven days', async () => {
    const id = await taken();
    expect(await claire.ask(RATE, { id, rating: 5 })).toMatchObject({ code: 'WRONG_STATE' });
    await marie.ask(RESOLVE, { id });
    for (const rating of [0, 6]) expect(await claire.ask(RATE, { id, rating })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await claire.ask(RATE, { id, rating: 5, comment: 'x'.repeat(1001) })).toMatchObject({ code: 'BAD_INPUT' });
    expect(await sam.ask(RATE, { id, rating: 5 })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await marie.ask(RATE, { id, rating: 5 })).toMatchObject({ code: 'FORBIDDEN' });
    const said = { rating: 4, ratingComment: 'Marqueur-avis' };
    expect(field(await claire.ask(RATE, { id, rating: 4, comment: 'Marqueur-avis' }), 'rateConversation')).toEqual(said);
    expect(Buffer.from((await row(id)).ratingComment ?? []).toString('latin1')).not.toContain('Marqueur');
    later(7 * day);
    expect(field(await claire.ask(RATE, { id, rating: 2 }), 'rateConversation')).toEqual({ rating: 2, ratingComment: null });
    later(1000);
    expect(await claire.ask(RATE, { id, rating: 3 })).toMatchObject({ code: 'WRONG_STATE' });
  });
});
