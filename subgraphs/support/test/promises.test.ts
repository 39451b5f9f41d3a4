import { tellAlerts } from '../src/actions/routing/passing.ts';
import { propose, reply, report, type Call } from './aCall.ts';
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
import { following } from './follower.ts';

let test: TestDesk;
let claire: Person;
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
  ({ claire, marie, leo, noah } = await staffed(test));
});
beforeEach(() => emptied(test));
afterAll(() => test.stop());

const taken = (by: Person = marie): Promise<string> => aTakenConversation(claire, by);
const row = (id: string) => test.db.conversation.findUniqueOrThrow({ where: { id } });
/** As the graph says an instant of whole seconds. */
const seconds = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

describe('promises', () => {
  interface Sla {
    sla: {
      firstResponseDueAt: string;
      firstRespondedAt: string | null;
      firstResponseBreached: boolean;
      resolutionDueAt: string;
      resolutionBreached: boolean;
      paused: boolean;
    };
  }
  const sla = async (id: string) =>
    field<Sla>(
      await leo.ask(
        'query ($id: ID!) { conversation(id: $id) { sla { firstResponseDueAt firstRespondedAt firstResponseBreached resolutionDueAt resolutionBreached paused } } }',
        { id },
      ),
      'conversation',
    ).sla;
  const breaches = () => test.db.outbox.count({ where: { type: 'support.slaBreached' } });
  beforeEach(() => {
    // Noon in Paris, a week on.
    now = new Date(Math.ceil(now.getTime() / (7 * day)) * 7 * day + 10 * hour);
  });

  it('are met by the first answer of staff, not by the customer’s', async () => {
    const id = await aConversation(claire);
    await marie.ask(TAKE, { id });
    expect(await sla(id)).toMatchObject({
      firstResponseDueAt: seconds(now.getTime() + 20 * minute),
      firstRespondedAt: null,
    });
    await send(claire, id, 'Il y a quelqu’un ?');
    expect((await sla(id)).firstRespondedAt).toBeNull();
    later(5 * minute);
    await send(marie, id, 'Bonjour');
    const at = seconds(now.getTime());
    later(minute);
    await send(marie, id, 'Encore');
    expect(await sla(id)).toMatchObject({ firstRespondedAt: at, firstResponseBreached: false });
    later(hour);
    await tellAlerts(test.desk);
    expect(await test.db.slaAlert.count({ where: { conversationId: id, clock: 'FIRST_RESPONSE' } })).toBe(0);
    expect(await row(id)).toMatchObject({ slaTold: 0 });
  });

  it('are met by a call once both are in it', async () => {
    const id = await taken();
    const call = field<Call>(await propose(claire, id), 'proposeCall').id;
    await reply(marie, call);
    later(minute);
    await report(marie, call, 'CONNECTED');
    expect((await sla(id)).firstRespondedAt).toBeNull();
    await report(claire, call, 'CONNECTED');
    const at = seconds(now.getTime());
    later(minute);
    await send(marie, id, 'Comme convenu');
    expect((await sla(id)).firstRespondedAt).toBe(at);
  });

  it('are warned of at 80 % and when broken, once each, to staff alone', async () => {
    const before = await breaches();
    const id = await aConversation(claire);
    const queue = following<{ id: string; sla: { firstResponseBreached: boolean } }>(
      leo,
      'supportQueueChanged',
      'subscription { supportQueueChanged { id sla { firstResponseBreached } } }',
      {},
    );
    const customers = following<unknown>(
      claire,
      'conversationChanged',
      'subscription ($id: ID!) { conversationChanged(conversationId: $id) { state } }',
      { id },
    );
    await Promise.all([queue.until((items) => items.length > 0), customers.until((items) => items.length > 0)]);
    later(16 * minute - 1);
    await tellAlerts(test.desk);
    expect((await row(id)).slaTold).toBe(0);
    later(1);
    for (let n = 0; n < 3; n += 1) await tellAlerts(test.desk);
    expect((await row(id)).slaTold).toBe(1);
    later(4 * minute + 1);
    await Promise.all([tellAlerts(test.desk), tellAlerts(test.desk)]);
    expect((await row(id)).slaTold).toBe(2);
    expect((await breaches()) - before).toBe(1);
    const LATE = 'query { supportQueue(late: true, first: 50) { totalCount edges { node { id } } } }';
    const late = async (staff: typeof leo) =>
      field<{ totalCount: number; edges: { node: { id: string } }[] }>(await staff.ask(LATE, {}), 'supportQueue');
    const overdue = await late(leo);
    expect(overdue.edges.map(({ node }) => node.id)).toContain(id);
    expect(overdue.totalCount).toBe(overdue.edges.length);
    expect((await late(await test.a('MANAGER', { region: 'UK' }))).totalCount).toBe(0);
    await queue.until((items) => items.some((item) => item.id === id && item.sla.firstResponseBreached));
    expect(customers.items).toHaveLength(1);
    await marie.ask(TAKE, { id });
    await send(marie, id, 'Bonjour');
    expect((await late(leo)).edges.map(({ node }) => node.id)).not.toContain(id);
  });

  it('stand still while the conversation rests', async () => {
    const id = await taken();
    await there(marie);
    await send(marie, id, 'Bonjour');
    const { resolutionDueAt } = await sla(id);
    later(hour);
    await marie.ask(SNOOZE, { id, until: inMs(day) });
    expect((await sla(id)).paused).toBe(true);
    // Nights are closed: 22:00 to 07:00.
    later(day);
    await tellAlerts(test.desk);
    expect(await row(id)).toMatchObject({ slaTold: 0 });
    await send(claire, id, 'Alors ?');
    expect(await sla(id)).toMatchObject({
      paused: false,
      resolutionBreached: false,
      resolutionDueAt: seconds(Date.parse(resolutionDueAt) + day),
    });
  });

  it('are counted for managers, of their region, over 92 days at most', async () => {
    const from = now.toISOString();
    const [quick, slow] = [await taken(), await taken()];
    later(2 * minute);
    await send(marie, quick, 'Bonjour');
    later(28 * minute);
    await send(marie, slow, 'Bonjour');
    await marie.ask(RESOLVE, { id: quick });
    await claire.ask(RATE, { id: quick, rating: 4 });
    const FIGURES =
      'query ($from: DateTime!, $to: DateTime!) { supportFigures(from: $from, to: $to) { opened answered firstResponseMedianSeconds firstResponseP90Seconds firstResponseBreaches resolutionBreaches ratings ratingAverage } }';
    const to = new Date(now.getTime() + day).toISOString();
    expect(field(await noah.ask(FIGURES, { from, to }), 'supportFigures')).toEqual({
      ...{ opened: 2, answered: 2, firstResponseMedianSeconds: 960, firstResponseP90Seconds: 1632 },
      ...{ firstResponseBreaches: 1, resolutionBreaches: 0, ratings: 1, ratingAverage: 4 },
    });
    const harry = await test.a('MANAGER', { region: 'UK' });
    expect(field(await harry.ask(FIGURES, { from, to }), 'supportFigures')).toMatchObject({ opened: 0, ratingAverage: null });
    expect(await marie.ask(FIGURES, { from, to })).toMatchObject({ code: 'FORBIDDEN' });
    for (const end of [from, new Date(now.getTime() + 93 * day).toISOString()])
      expect(await noah.ask(FIGURES, { from, to: end })).toMatchObject({ code: 'BAD_INPUT' });
  });
});
