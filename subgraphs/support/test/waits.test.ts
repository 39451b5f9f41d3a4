import { setTimeout as wait } from 'node:timers/promises';
import { tellSilent } from '../src/actions/heartbeat.ts';
import { leaveDesk } from '../src/actions/routing/passing.ts';
import { aConversation, aDesk, TAKE, type Person, type TestDesk } from './aDesk.ts';
import { following } from './follower.ts';

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

interface Waiting {
  queuePosition: number | null;
  expectedWaitSeconds: number | null;
}
const waitingAt = (id: string) =>
  following<Waiting>(
    claire,
    'conversationChanged',
    'subscription ($id: ID!) { conversationChanged(conversationId: $id) { queuePosition expectedWaitSeconds } }',
    { id },
  );
const status = (person: Person, to: string) =>
  person.ask('mutation ($to: DeskStatus!) { setDeskStatus(status: $to, languages: [fr]) { load } }', { to });

it('tells who waits another wait when agents say another status, hold more, fall silent, come again and leave', async () => {
  const [marie, noah] = await Promise.all([test.a('AGENT'), test.a('MANAGER')]);
  await test.db.agent.update({ where: { userId: marie.id }, data: { capacity: 1 } });
  const held = await aConversation(claire);
  await marie.ask(TAKE, { id: held });
  const follower = waitingAt(await aConversation(claire));
  // Each time the place is the same, and nothing but an agent moved.
  const told = async (seconds: number | null): Promise<void> => {
    await follower.until((items) => items.at(-1)?.expectedWaitSeconds === seconds);
    expect(follower.items.at(-1)?.queuePosition).toBe(1);
  };
  await told(null);
  await status(marie, 'AVAILABLE');
  await told(3600);
  await status(marie, 'AWAY');
  await told(null);
  await status(marie, 'AVAILABLE');
  await told(3600);
  const profile = (capacity: number) =>
    noah.ask('mutation ($input: AgentProfileInput!) { setAgentProfile(input: $input) { capacity } }', {
      input: { agentId: marie.id, languages: ['fr'], skills: [], capacity },
    });
  expect((await profile(0)).code).toBeUndefined();
  await told(null);
  await profile(1);
  await told(3600);
  await test.db.presence.update({ where: { userId: marie.id }, data: { seenAt: new Date(Date.now() - 50_000) } });
  await tellSilent(test.desk);
  await told(null);
  await marie.ask('mutation { heartbeat }');
  await told(3600);
  // What she held is over, so that her leaving puts nothing back in the queue.
  await test.db.conversation.update({ where: { id: held }, data: { state: 'CLOSED', agentSlot: null, closedAt: new Date() } });
  await test.desk.sql.$transaction((tx) => leaveDesk(tx, marie.id, new Date()));
  await told(null);
  follower.stop();
});

describe('the place and the bell of who waits', () => {
  const standing = (): number[] => [test.desk.queueStandings.size, test.desk.belfry.size];
  const until = async (sizes: readonly number[]): Promise<void> => {
    for (let n = 0; n < 500 && standing().join() !== sizes.join(); n += 1) await wait(10);
    expect(standing()).toEqual(sizes);
  };

  it('are left when the subscription ends', async () => {
    const id = await aConversation(claire);
    const [places = 0, bells = 0] = standing();
    const followers = [waitingAt(id), waitingAt(id)];
    for (const follower of followers) await follower.until((items) => items.length === 1);
    expect(standing()).toEqual([places + 1, bells + 2]);
    followers[0]?.stop();
    await until([places + 1, bells + 1]);
    followers[1]?.stop();
    await until([places, bells]);
  });

  it('are left when it ends by an error', async () => {
    const id = await aConversation(claire);
    const before = standing();
    const follower = waitingAt(id);
    await follower.until((items) => items.length === 1);
    await test.db.$executeRaw`TRUNCATE conversation CASCADE`;
    test.desk.belfry.ring({ kind: 'state', id });
    await until(before);
    while (follower.code() === undefined) await wait(5);
    expect(follower.code()).toBe('NOT_FOUND');
  });

  it('are left when the first look fails', async () => {
    const id = await aConversation(claire);
    const before = standing();
    const { loaders } = test.desk;
    const load = loaders.standing.load.bind(loaders.standing);
    loaders.standing.load = () => Promise.reject(new Error('no database'));
    const follower = waitingAt(id);
    while (follower.code() === undefined) await wait(5);
    loaders.standing.load = load;
    await until(before);
  });
});
