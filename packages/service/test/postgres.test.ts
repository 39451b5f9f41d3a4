import { postgres } from '../src/postgres.ts';
import { nothing, part, type Sql } from '../src/sql.ts';
import { testDatabase } from '../src/testing/database.ts';
import { until } from './until.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
let sql: ReturnType<typeof postgres>;
const broken: Error[] = [];
beforeAll(async () => {
  database = await testDatabase('support');
  sql = postgres(database.url, 4, (error) => broken.push(error));
  await sql.$executeRaw`CREATE TABLE tally (id int PRIMARY KEY, n int)`;
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});
beforeEach(async () => {
  await sql.$executeRaw`TRUNCATE tally`;
  await sql.$executeRaw`INSERT INTO tally VALUES (1, 0), (2, 0)`;
});

const tallied = async (): Promise<number[]> => (await sql.$queryRaw<{ n: number }[]>`SELECT n FROM tally ORDER BY id`).map(({ n }) => n);

test('of two transactions that wait for each other the one undone is done again: both stand', async () => {
  let attempts = 0;
  let ready = 0;
  let go: () => void = () => undefined;
  const both = new Promise<void>((resolve) => (go = resolve));
  let done: () => void = () => undefined;
  const otherDone = new Promise<void>((resolve) => (done = resolve));
  const crossing = (first: number, second: number): Promise<void> =>
    sql.$transaction(async (tx) => {
      attempts += 1;
      // The second attempt comes once the other stands: before, the two could meet again.
      if (attempts > 2) await otherDone;
      await tx.$executeRaw`UPDATE tally SET n = n + 1 WHERE id = ${first}`;
      ready += 1;
      if (ready === 2) go();
      await both;
      await tx.$executeRaw`UPDATE tally SET n = n + 1 WHERE id = ${second}`;
    });
  await Promise.all([crossing(1, 2).then(done), crossing(2, 1).then(done)]);
  expect(attempts).toBe(3);
  expect(await tallied()).toEqual([2, 2]);
});

test('a serialization failure is tried once more and no oftener; any other failure is not', async () => {
  const failing = async (state: string): Promise<number> => {
    let attempts = 0;
    const work = sql.$transaction(() => {
      attempts += 1;
      return Promise.reject(Object.assign(new Error('no'), { code: state }));
    });
    await expect(work).rejects.toThrow('no');
    return attempts;
  };
  expect([await failing('40001'), await failing('23505')]).toEqual([2, 1]);
});

test('no statement runs for long, no transaction stands idle for long', async () => {
  const [settings] = await sql.$queryRaw<unknown[]>`
    SELECT current_setting('statement_timeout') AS statement, current_setting('idle_in_transaction_session_timeout') AS idle`;
  expect(settings).toEqual({ statement: '15s', idle: '30s' });
});

test('a connection that is cut between two statements of a transaction fails that transaction alone', async () => {
  const cut = sql.$transaction(async (tx) => {
    await tx.$executeRaw`UPDATE tally SET n = 7`;
    const [own] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
    await sql.$executeRaw`SELECT pg_terminate_backend(${own?.pid})`;
    await until(() => broken.length > 0);
    await tx.$executeRaw`UPDATE tally SET n = 8`;
  });
  await expect(cut).rejects.not.toThrow('not in time');
  expect(await tallied()).toEqual([0, 0]);
});

test('of statements sent together the one that fails takes the others with it, those after it and those before', async () => {
  const work = sql.$transaction((tx) =>
    Promise.all([
      tx.$executeRaw`UPDATE tally SET n = 7 WHERE id = 1`,
      tx.$executeRaw`INSERT INTO tally VALUES (2, 0)`,
      tx.$executeRaw`UPDATE tally SET n = 7 WHERE id = 2`,
    ]),
  );
  await expect(work).rejects.toMatchObject({ code: '23505' });
  expect(await tallied()).toEqual([0, 0]);
});

test('a statement that comes after the end of its transaction is refused', async () => {
  let late: Promise<unknown> = Promise.resolve();
  const ended = sql.$transaction(async (tx) => {
    const first = tx.$executeRaw`UPDATE tally SET n = 1 WHERE id = 1`;
    late = (async () => {
      await first;
      await tx.$executeRaw`UPDATE tally SET n = 2 WHERE id = 2`;
    })();
    late.catch(() => undefined);
    await Promise.reject(new Error('no'));
  });
  await expect(ended).rejects.toThrow('no');
  await expect(late).rejects.toThrow('the transaction of this statement is over');
  expect(await tallied()).toEqual([0, 0]);
});

test('parts go into a statement with their parameters in order, and each composition is prepared once and planned once', async () => {
  await sql.$executeRaw`UPDATE tally SET n = id * 10`;
  const atLeast = (n: number | null) => (n === null ? nothing : part`AND n >= ${n}`);
  const found = await sql.$transaction(async (tx) => {
    const ids = (low: number | null, among: readonly number[], most: number) => tx.$queryRaw<{ id: number }[]>`
      /* composed */ SELECT id FROM tally WHERE true ${part`${atLeast(low)} AND id = ANY(${among}::int[])`} ORDER BY id LIMIT ${most}`;
    const answers = [await ids(20, [1, 2], 5), await ids(null, [1, 2], 1)];
    for (let time = 0; time < 8; time += 1) await ids(20, [2], 5);
    const prepared = await tx.$queryRaw<unknown[]>`
      SELECT custom_plans::int AS custom, generic_plans::int AS generic FROM pg_prepared_statements
      WHERE statement LIKE '%/* composed */%' AND statement NOT LIKE '%pg_prepared_statements%' ORDER BY generic_plans`;
    return { answers, prepared };
  });
  expect(found.answers).toEqual([[{ id: 2 }], [{ id: 1 }]]);
  expect(found.prepared).toEqual([
    { custom: 0, generic: 1 },
    { custom: 0, generic: 9 },
  ]);
});

test('values arrive as they were sent, first and later on a connection, whatever stands in them', async () => {
  const words = ['plain', 'with "quotes", {braces} and \\ backslash', '', 'NULL', null, 'é\u{1F697}'];
  const at = new Date('2026-03-29T01:30:00.123Z');
  const bytes = Buffer.from([0, 34, 92, 255]);
  const sent = { words, at, bytes, whole: -3, big: 9_007_199_254_740_993n, yes: true, none: null };
  const read = (tx: Sql): PromiseLike<unknown[]> => tx.$queryRaw<unknown[]>`
    SELECT ${words}::text[] AS words, ${at}::timestamptz AS at, ${new Uint8Array(bytes)}::bytea AS bytes, ${[bytes]}::bytea[] AS several, ${-3}::int AS whole,
      ${[1, 2]}::int[] AS numbers, ${sent.big}::bigint AS big, ${true}::boolean AS yes, ${null}::text AS none, ${{ a: ['"'] }}::jsonb AS json`;
  const expected = { ...sent, big: '9007199254740993', several: [bytes], numbers: [1, 2], json: { a: ['"'] } };
  const answers = await sql.$transaction(async (tx) => [await read(tx), ...(await Promise.all([read(tx), read(tx)]))]);
  expect(answers).toEqual([[expected], [expected], [expected]]);
});

test('what fails says where it was asked, and leaves the next alone', async () => {
  const statement = (tx: Sql, value: string): PromiseLike<unknown[]> => tx.$queryRaw<unknown[]>`SELECT ${value}::text::int AS value`;
  await expect(statement(sql, 'seven')).rejects.toMatchObject({ code: '22P02', stack: expect.stringContaining('postgres.test') as string });
  expect(await statement(sql, '7')).toEqual([{ value: 7 }]);
});

test('strict, a statement beside its own transaction is refused; after it, and in it, none is', async () => {
  const strict = postgres(database.url, 2, () => undefined, { strict: true });
  await expect(strict.$transaction(async () => await strict.$queryRaw`SELECT 1`)).rejects.toThrow('beside the transaction');
  await expect(strict.$transaction(async () => await strict.$transaction(async (tx) => await tx.$queryRaw`SELECT 1`))).rejects.toThrow(
    'beside the transaction',
  );
  let later: Promise<unknown> = Promise.resolve();
  let go: () => void = () => undefined;
  const over = new Promise<void>((resolve) => (go = resolve));
  await strict.$transaction(async (tx) => {
    later = over.then(() => strict.$queryRaw`SELECT 1`);
    await tx.$queryRaw`SELECT 1`;
  });
  go();
  await expect(later).resolves.toHaveLength(1);
  await strict.end();
});

test('the control: where each waits for a second connection and none is left, none gets one', async () => {
  const waiting = postgres(database.url, 1, () => undefined);
  const waits = waiting.$transaction(() =>
    Promise.race([waiting.$queryRaw`SELECT 1`, new Promise((resolve) => setTimeout(resolve, 300, 'waits'))]),
  );
  expect(await waits).toBe('waits');
  await waiting.end();
});
