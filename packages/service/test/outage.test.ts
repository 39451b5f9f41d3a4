import { execFile } from 'node:child_process';
import type { DomainEvent, EventTransport } from '../src/events.ts';
import { consume } from '../src/inbox.ts';
import { logger, type Logger } from '../src/log.ts';
import { append, startRelay } from '../src/outbox.ts';
import { postgres } from '../src/postgres.ts';
import { redisTransport } from '../src/redisTransport.ts';
import type { Sql } from '../src/sql.ts';
import { testDatabase } from '../src/testing/database.ts';
import { aRedis, hasRedis, type TestRedis } from './aRedis.ts';
import { until } from './until.ts';

const log = logger('test', 'silent');
let database: Awaited<ReturnType<typeof testDatabase>>;
let sql: ReturnType<typeof postgres>;
let redis: TestRedis;
const stops: (() => Promise<void>)[] = [];
beforeAll(async () => {
  database = await testDatabase('support');
  sql = postgres(database.url, 8, () => undefined);
  await sql.$executeRaw`CREATE TABLE tally (position bigint GENERATED ALWAYS AS IDENTITY, n int)`;
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});
beforeEach(async () => {
  await sql.$executeRaw`TRUNCATE outbox, inbox, tally`;
  redis = await aRedis();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await redis.lose();
});

const connected = async (publishMs?: number): Promise<EventTransport> => {
  const transport = await redisTransport(redis.url, log, publishMs);
  stops.push(() => transport.close());
  return transport;
};
/** How often relays have failed to publish. */
let failures = 0;
const counting: Logger = {
  info: log.info.bind(log),
  warn: log.warn.bind(log),
  debug: log.debug.bind(log),
  error: () => void (failures += 1),
};
const relaying = (transport: EventTransport): ReturnType<typeof startRelay> => {
  const relay = startRelay('probe', sql, transport, counting);
  stops.unshift(() => relay.stop());
  return relay;
};

const tell = (...numbers: number[]): Promise<void> =>
  sql.$transaction((tx) =>
    append(
      tx,
      numbers.map((n) => ({ type: 'probe.counted', payload: { n } })),
      new Date(),
    ),
  );
const reactions = {
  'probe.counted': async (tx: Sql, { payload }: DomainEvent) => {
    await tx.$executeRaw`INSERT INTO tally (n) VALUES (${Number(payload['n'])})`;
  },
};
const tallied = async (): Promise<number[]> =>
  (await sql.$queryRaw<{ n: number }[]>`SELECT n FROM tally ORDER BY position`).map(({ n }) => n);

(hasRedis ? describe : describe.skip)('when Redis', () => {
  test('is down at the start, a subgraph says so in one line and ends', async () => {
    const main = `
      import { run } from '${new URL('../src/run.ts', import.meta.url).href}';
      const { url: redisUrl } = ${JSON.stringify({ url: redis.url })};
      await run({ name: 'probe', port: 0, logLevel: 'silent', local: false, redisUrl }, async () => []);`;
    const ended = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      execFile(process.execPath, ['--input-type=module', '-e', main], (error, _stdout, stderr) => {
        resolve({ code: error?.code, stderr });
      });
    });
    expect(ended).toEqual({
      code: 1,
      stderr: `probe cannot start: Redis at ${redis.address} does not answer. Start it or correct REDIS_URL.\n`,
    });
  });

  test('is killed and started again, nothing is lost, nothing counts twice and order stays', async () => {
    redis.start();
    const transport = await connected();
    relaying(transport);
    await consume('probe', ['probe'], transport, sql, reactions, log);
    await tell(1, 2);
    await until(async () => (await tallied()).length === 2);
    await redis.signal('SIGKILL');
    const before = failures;
    await tell(3, 4);
    await until(() => failures > before);
    await tell(5);
    redis.start();
    await until(async () => (await tallied()).length === 5);
    expect(await tallied()).toEqual([1, 2, 3, 4, 5]);
  });

  test('comes back without its data, events go on', async () => {
    redis.start();
    const transport = await connected();
    relaying(transport);
    await consume('probe', ['probe'], transport, sql, reactions, log);
    await redis.lose();
    redis.start();
    await tell(1);
    await until(async () => (await tallied()).length === 1);
  });

  test('is down or silent for ever, the relay lets its transaction go and stops', async () => {
    redis.start();
    const transport = await connected(500);
    const transactions = async (): Promise<number> =>
      (await sql.$queryRaw<unknown[]>`SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`)
        .length;
    const silent = relaying(transport);
    await redis.signal('SIGSTOP');
    await tell(1);
    await until(async () => (await transactions()) === 1);
    await until(async () => (await transactions()) === 0);
    await silent.stop();

    await redis.signal('SIGCONT');
    await redis.signal('SIGKILL');
    const before = failures;
    const down = relaying(transport);
    await until(() => failures > before);
    await down.stop();
  });

  test('holds events older than thirteen days, they go with the next publish: an inbox remembers fourteen', async () => {
    redis.start();
    const transport = await connected();
    const event = (): DomainEvent => ({ id: crypto.randomUUID(), type: 'probe.counted', occurredAt: '', payload: {} });
    await transport.publish('probe', [event(), event()]);
    const { now } = Date;
    Date.now = () => now() + 13 * 24 * 3_600_000 + 1000;
    await transport.publish('probe', [event()]).finally(() => (Date.now = now));
    const fresh = event();
    await transport.publish('probe', [fresh]);
    const seen: string[] = [];
    await transport.subscribe('late', ['probe'], (events) => {
      seen.push(...events.map(({ id }) => id));
      return Promise.resolve();
    });
    await until(() => seen.length > 0);
    expect(seen).toEqual([fresh.id]);
  });
});
