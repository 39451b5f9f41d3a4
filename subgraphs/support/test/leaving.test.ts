import { v7 as uuidv7 } from 'uuid';
import { dispatch } from '../src/actions/routing/dispatch.ts';
import { aDesk, aTakenConversation, emptied, staffed, there, type Person, type TestDesk } from './aDesk.ts';

let test: TestDesk;
let claire: Person;
let marie: Person;
const now = new Date('2026-07-14T10:00:00Z');

beforeAll(async () => {
  test = await aDesk({ clock: { now: () => now } });
  ({ claire, marie } = await staffed(test));
});
beforeEach(() => emptied(test));
afterAll(() => test.stop());

const taken = (by: Person = marie): Promise<string> => aTakenConversation(claire, by);
const row = (id: string) => test.db.conversation.findUniqueOrThrow({ where: { id } });

const userChanged = async (payload: Record<string, unknown>): Promise<void> => {
  const { reactions } = await import('../src/reactions.ts');
  const event = { id: uuidv7(), type: 'identity.user.changed', occurredAt: now.toISOString(), payload };
  await test.desk.sql.$transaction((tx) => reactions['identity.user.changed'](tx, event));
};

it('gives on all that was theirs, also what somebody writes into at that moment', async () => {
  const [held, free] = [await taken(), await taken()];
  const { promise: done, resolve: finish } = Promise.withResolvers<undefined>();
  const { promise: locked, resolve: hold } = Promise.withResolvers<undefined>();
  const writer = test.desk.sql.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT FROM conversation WHERE id = ${held}::uuid FOR UPDATE`;
    hold(undefined);
    await done;
  });
  await locked;
  const leaving = userChanged({ userId: marie.id, role: 'CUSTOMER' });
  const isWaiting = async (): Promise<boolean> =>
    (await test.db.$queryRaw<unknown[]>`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)
      .length > 0;
  for (let looked = 0; looked < 200 && !(await isWaiting()); looked += 1);
  finish(undefined);
  await Promise.all([writer, leaving]);
  for (const id of [held, free]) expect(await row(id)).toMatchObject({ state: 'QUEUED', agentId: null });
});

it('gives on what was theirs when somebody goes to another region, and nothing where they stay', async () => {
  const ivy = await test.a('AGENT');
  const id = await taken(ivy);
  await userChanged({ userId: ivy.id, role: 'AGENT' });
  await userChanged({ userId: ivy.id, role: 'MANAGER', workplaceRegion: 'EU' });
  expect(await row(id)).toMatchObject({ state: 'ASSIGNED', agentId: ivy.id });
  await there(ivy);
  await userChanged({ userId: ivy.id, role: 'AGENT', workplaceRegion: 'UK' });
  expect(await row(id)).toMatchObject({ state: 'QUEUED', agentId: null });
  expect(await test.db.agent.count({ where: { userId: ivy.id } })).toBe(0);
  await dispatch(test.desk);
  expect(await row(id)).toMatchObject({ state: 'QUEUED' });
});

it('gives on what was theirs when somebody is no longer staff', async () => {
  const id = await taken();
  await userChanged({ userId: marie.id, role: 'CUSTOMER' });
  expect(await row(id)).toMatchObject({ state: 'QUEUED', agentId: null });
  expect(await test.db.agent.count({ where: { userId: marie.id } })).toBe(0);
  await dispatch(test.desk);
});
