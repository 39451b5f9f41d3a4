import { deadLetters } from '../src/deadLetter.ts';
import { consume } from '../src/inbox.ts';
import type { DomainEvent, EventTransport } from '../src/events.ts';
import { logger } from '../src/log.ts';
import { append, startRelay } from '../src/outbox.ts';
import { postgres } from '../src/postgres.ts';
import { redisTransport } from '../src/redisTransport.ts';
import type { Sql } from '../src/sql.ts';
import { testDatabase } from '../src/testing/database.ts';
import { memoryTransport } from '../src/testing/transport.ts';
import { aRedis, hasRedis, type TestRedis } from './aRedis.ts';
import { until } from './until.ts';

const log = logger('test', 'silent');
let database: Awaited<ReturnType<typeof testDatabase>>;
let sql: ReturnType<typeof postgres>;
beforeAll(async () => {
  database = await testDatabase('support');
  sql = postgres(database.url, 8, () => undefined);
  await sql.$executeRaw`CREATE TABLE tally (event_id uuid, n int)`;
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});
beforeEach(async () => {
  await sql.$executeRaw`TRUNCATE outbox, inbox, dead_letter, tally`;
});

const numbered = (n: number) => ({ type: 'probe.counted', payload: { n } });
const counting = {
  'probe.counted': async (tx: Sql, { id, payload }: DomainEvent) => {
    await tx.$executeRaw`INSERT INTO tally VALUES (${id}::uuid, ${Number(payload['n'])})`;
  },
};
const tallied = async (): Promise<number[]> => (await sql.$queryRaw<{ n: number }[]>`SELECT n FROM tally ORDER BY ctid`).map(({ n }) => n);

test('an event of a change that is rolled back is never told', async () => {
  const transport = memoryTransport();
  const relay = startRelay('probe', sql, transport, log);
  await sql
    .$transaction(async (tx) => {
      await append(tx, [numbered(1)], new Date());
      throw new Error('no');
    })
    .catch(() => undefined);
  await sql.$transaction((tx) => append(tx, [numbered(2)], new Date()));
  await until(() => transport.published.length > 0);
  await relay.stop();
  expect(transport.published.map(({ payload }) => payload['n'])).toEqual([2]);
});

test('a transport that fails is asked again: nothing is lost, order stays', async () => {
  const transport = memoryTransport();
  let failures = 2;
  const flaky: EventTransport = {
    ...transport,
    publish: (domain, events) => (failures-- > 0 ? Promise.reject(new Error('down')) : transport.publish(domain, events)),
  };
  await sql.$transaction((tx) => append(tx, [1, 2, 3].map(numbered), new Date()));
  const relay = startRelay('probe', sql, flaky, log);
  await until(() => transport.published.length === 3);
  await relay.stop();
  expect(transport.published.map(({ payload }) => payload['n'])).toEqual([1, 2, 3]);
});

test('an event that comes twice counts once, also within one batch; without the inbox it counts each time', async () => {
  const transport = memoryTransport();
  await consume('probe', ['probe'], transport, sql, counting, log);
  const event: DomainEvent = { id: crypto.randomUUID(), occurredAt: '', ...numbered(7) };
  await transport.publish('probe', [event, event]);
  await transport.publish('probe', [event]);
  expect(await tallied()).toEqual([7]);
  for (const each of [event, event]) await counting['probe.counted'](sql, each);
  expect(await tallied()).toEqual([7, 7, 7]);
});

test('one event that keeps failing is set aside and kept, the others of its batch are taken', async () => {
  const transport = memoryTransport();
  const picky = {
    'probe.counted': (tx: Sql, event: DomainEvent) =>
      event.payload['n'] === 2 ? Promise.reject(new Error('poison')) : counting['probe.counted'](tx, event),
  };
  await consume('probe', ['probe'], transport, sql, picky, log);
  const occurredAt = '2026-07-01T08:00:00.000Z';
  const events = [1, 2, 3].map((n) => ({ id: crypto.randomUUID(), occurredAt, ...numbered(n) }));
  await transport.publish('probe', events);
  expect(await tallied()).toEqual([1, 3]);
  expect(await deadLetters(sql)).toEqual([{ ...events[1], failedAt: expect.any(Date) as Date, error: 'Error poison' }]);
  await transport.publish('probe', events);
  expect((await sql.$queryRaw<unknown[]>`SELECT FROM inbox`).length).toBe(3);
});

test('an outbox forgets after a week what it published, an inbox after two what it took, by an index each', async () => {
  const transport = memoryTransport();
  await append(sql, [1, 2].map(numbered), new Date());
  await sql.$executeRaw`UPDATE outbox SET published_at = now() - make_interval(days => 7 + (payload->>'n')::int)`;
  await sql.$executeRaw`INSERT INTO inbox SELECT gen_random_uuid(), now() - make_interval(days => n) FROM unnest(ARRAY[13, 15]) AS n`;
  const relay = startRelay('probe', sql, transport, log);
  const remaining = async (): Promise<number> => (await sql.$queryRaw<unknown[]>`SELECT FROM outbox`).length;
  await until(async () => (await remaining()) === 0);
  await relay.stop();

  await consume('probe', ['probe'], transport, sql, counting, log);
  const event = (n: number): DomainEvent => ({ id: crypto.randomUUID(), occurredAt: '', ...numbered(n) });
  const taken = async (): Promise<number> => (await sql.$queryRaw<unknown[]>`SELECT FROM inbox`).length;
  await transport.publish('probe', [event(1)]);
  expect(await taken()).toBe(3);
  const { now } = Date;
  Date.now = () => now() + 3_700_000;
  await transport.publish('probe', [event(2)]).finally(() => (Date.now = now));
  expect(await taken()).toBe(3);

  const plans = await sql.$transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
    return [
      await tx.$queryRaw`EXPLAIN SELECT position FROM outbox WHERE published_at < now() LIMIT 10`,
      await tx.$queryRaw`EXPLAIN SELECT event_id FROM inbox WHERE received_at < now() LIMIT 10`,
    ];
  });
  expect(JSON.stringify(plans[0])).toContain('outbox_published');
  expect(JSON.stringify(plans[1])).toContain('inbox_received');
});

(hasRedis ? describe : describe.skip)('over Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await aRedis();
    redis.start();
  });
  afterAll(() => redis.lose());

  const event = (n: number): DomainEvent => ({ id: crypto.randomUUID(), occurredAt: new Date().toISOString(), ...numbered(n) });

  test('every group gets every event in order, also what was published before it came', async () => {
    const transport = await redisTransport(redis.url, log);
    await transport.publish('probe', [1, 2, 3].map(event));
    const seen: Record<string, unknown[]> = { a: [], b: [] };
    for (const group of ['a', 'b']) {
      await transport.subscribe(group, ['probe'], (events) => {
        seen[group]?.push(...events.map(({ payload }) => payload['n']));
        return Promise.resolve();
      });
    }
    await transport.publish('probe', [4, 5].map(event));
    await until(() => seen['a']?.length === 5 && seen['b']?.length === 5);
    await transport.close();
    expect(seen).toEqual({ a: [1, 2, 3, 4, 5], b: [1, 2, 3, 4, 5] });
  });

  test('a batch whose handling failed comes again, before what came after it', async () => {
    const transport = await redisTransport(redis.url, log);
    const seen: unknown[] = [];
    let failures = 1;
    await transport.subscribe('flaky', ['retry'], (events) => {
      if (failures-- > 0) return Promise.reject(new Error('not now'));
      seen.push(...events.map(({ payload }) => payload['n']));
      return Promise.resolve();
    });
    await transport.publish('retry', [event(1)]);
    await until(() => failures < 1);
    await transport.publish('retry', [event(2)]);
    await until(() => seen.length === 2);
    await transport.close();
    expect(seen).toEqual([1, 2]);
  });
});
