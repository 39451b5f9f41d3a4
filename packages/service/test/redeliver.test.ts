import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { deadLetters, setAside } from '../src/deadLetter.ts';
import type { DomainEvent, EventTransport } from '../src/events.ts';
import { consume } from '../src/inbox.ts';
import { logger } from '../src/log.ts';
import { postgres } from '../src/postgres.ts';
import { redisTransport } from '../src/redisTransport.ts';
import type { Sql } from '../src/sql.ts';
import { testDatabase } from '../src/testing/database.ts';
import { aRedis, hasRedis, type TestRedis } from './aRedis.ts';
import { until } from './until.ts';

const log = logger('test', 'silent');
const event = (n: number): DomainEvent => ({
  id: crypto.randomUUID(),
  type: 'probe.counted',
  occurredAt: `2026-07-01T08:00:0${String(n)}.000Z`,
  payload: { n },
});
let database: Awaited<ReturnType<typeof testDatabase>>;
let sql: ReturnType<typeof postgres>;
let redis: TestRedis;
let transport: EventTransport | undefined;
beforeAll(async () => {
  database = await testDatabase('support');
  sql = postgres(database.url, 8, () => undefined);
  redis = await aRedis();
});
afterAll(async () => {
  await transport?.close();
  await redis.lose();
  await sql.end();
  await database.drop();
});
beforeEach(async () => {
  await sql.$executeRaw`TRUNCATE inbox, dead_letter`;
});

const tool = fileURLToPath(new URL('../../../tools/redeliver.ts', import.meta.url));
const command = (...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    const env = { ...process.env, SUPPORT_DATABASE_URL: database.url, REDIS_URL: redis.url };
    execFile(process.execPath, [tool, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });

test('an event is set aside once, and not at all when it was taken meanwhile', async () => {
  const [failed, taken] = [event(1), event(2)];
  await sql.$executeRaw`INSERT INTO inbox VALUES (${taken.id}::uuid, now())`;
  for (const each of [failed, failed, taken]) await setAside(sql, each, new TypeError('a\0b'));
  expect(await deadLetters(sql)).toMatchObject([{ ...failed, error: 'TypeError ab' }]);
});

test('what was set aside is listed with its reason', async () => {
  const failed = event(1);
  await setAside(sql, failed, new Error('no such agency'));
  const { code, stdout } = await command('support', '--list');
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`^${failed.id} probe.counted of ${failed.occurredAt}, failed .*: Error no such agency\n$`));
  expect((await command('--help')).stdout).toMatch(/REDIS_URL/);
  expect(await command('nowhere')).toMatchObject({ code: 1, stderr: expect.stringContaining('nowhere is no domain') as string });
});

(hasRedis ? test : test.skip)('events that were set aside come back to the domain that failed, in order, and to no other', async () => {
  redis.start();
  transport = await redisTransport(redis.url, log);
  const [first, second] = [event(1), event(2)];
  for (const each of [second, first]) await setAside(sql, each, new Error('poison'));
  const taken: unknown[] = [];
  const reactions = {
    'probe.counted': (_: Sql, { payload }: DomainEvent) => {
      taken.push(payload['n']);
      return Promise.resolve();
    },
  };
  await consume('support', ['probe'], transport, sql, reactions, log);
  let others = 0;
  await transport.subscribe('other', ['probe', 'other:again'], (events) => {
    others += events.length;
    return Promise.resolve();
  });
  const unknown = crypto.randomUUID();
  expect(await command('support', second.id, first.id, unknown)).toEqual({
    code: 1,
    stdout: `${first.id} redelivered to support\n${second.id} redelivered to support\n`,
    stderr: `not set aside at support: ${unknown}\n`,
  });
  await until(() => taken.length === 2);
  expect(taken).toEqual([1, 2]);
  expect(await deadLetters(sql)).toEqual([]);
  expect(others).toBe(0);

  await setAside(sql, event(3), new Error('poison'));
  await redis.signal('SIGKILL');
  const [third] = await deadLetters(sql);
  expect(await command('support', third?.id ?? '')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('does not answer') as string,
  });
  expect(await deadLetters(sql)).toEqual([third]);
});
