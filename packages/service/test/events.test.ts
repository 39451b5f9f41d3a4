import { spawn, spawnSync } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { consume } from '../src/inbox.ts';
import type { DomainEvent, EventTransport } from '../src/events.ts';
import { logger } from '../src/log.ts';
import { append, startRelay } from '../src/outbox.ts';
import { postgres } from '../src/postgres.ts';
import { redisTransport } from '../src/redisTransport.ts';
import type { Sql } from '../src/sql.ts';
import { testDatabase } from '../src/testing/database.ts';
import { memoryTransport } from '../src/testing/transport.ts';

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
  await sql.$executeRaw`TRUNCATE outbox, inbox, tally`;
});

const until = async (done: () => boolean | Promise<boolean>): Promise<void> => {
  for (const end = Date.now() + 10_000; !(await done());) {
    if (Date.now() > end) throw new Error('not in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
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

test('one event that keeps failing is set aside, the others of its batch are taken', async () => {
  const transport = memoryTransport();
  const picky = {
    'probe.counted': (tx: Sql, event: DomainEvent) =>
      event.payload['n'] === 2 ? Promise.reject(new Error('poison')) : counting['probe.counted'](tx, event),
  };
  await consume('probe', ['probe'], transport, sql, picky, log);
  await transport.publish(
    'probe',
    [1, 2, 3].map((n) => ({ id: crypto.randomUUID(), occurredAt: '', ...numbered(n) })),
  );
  expect(await tallied()).toEqual([1, 3]);
}, 30_000);

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

(hasRedis ? describe : describe.skip)('over Redis', () => {
  let server: ReturnType<typeof spawn>;
  let url: string;
  beforeAll(async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
      stdio: 'ignore',
    });
    url = `redis://127.0.0.1:${String(port)}`;
  });
  afterAll(() => server.kill());

  const event = (n: number): DomainEvent => ({ id: crypto.randomUUID(), occurredAt: new Date().toISOString(), ...numbered(n) });

  test('every group gets every event in order, also what was published before it came', async () => {
    const transport = redisTransport(url, log);
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
    const transport = redisTransport(url, log);
    const seen: unknown[] = [];
    let failures = 1;
    await transport.subscribe('flaky', ['retry'], (events) => {
      if (failures-- > 0) return Promise.reject(new Error('not now'));
      seen.push(...events.map(({ payload }) => payload['n']));
      return Promise.resolve();
    });
    await transport.publish('retry', [event(1)]);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await transport.publish('retry', [event(2)]);
    await until(() => seen.length === 2);
    await transport.close();
    expect(seen).toEqual([1, 2]);
  });
});
