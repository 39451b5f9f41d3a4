import pg from 'pg';
import { tellable } from '../src/log.ts';

const secret = 'claire.renter@example.com';

class PrismaClientKnownRequestError extends Error {
  override name = 'PrismaClientKnownRequestError';
  code = 'P2002';
  meta = { driverAdapterError: { cause: { originalCode: '23505', originalMessage: secret } } };
}

test("an error of Prisma's keeps its code and the database's, and loses the arguments that it quotes", () => {
  const error = new PrismaClientKnownRequestError(`Invalid invocation:\n{ email: "${secret}" }\n    at ${secret}`);
  const told = tellable(error);
  expect(told).toMatchObject({ name: 'PrismaClientKnownRequestError', code: 'P2002', cause: '23505' });
  expect(told.stack).toMatch(/^ {4}at .*log\.test\.ts/);
  expect(JSON.stringify(told)).not.toContain(secret);
});

test("an error of PostgreSQL's never shows a row or a value", async () => {
  const client = new pg.Client({ connectionString: process.env['TEST_POSTGRES_URL'] });
  await client.connect();
  await client.query('CREATE TEMP TABLE person (email text PRIMARY KEY)');
  await client.query('INSERT INTO person VALUES ($1)', [secret]);
  const failure = (sql: string): Promise<unknown> =>
    client.query(sql, [secret]).then(
      () => null,
      (error: unknown) => error,
    );
  const twice = await failure('INSERT INTO person VALUES ($1)');
  const noUuid = await failure('SELECT $1::uuid');
  await client.end();
  expect(JSON.stringify([twice, noUuid])).toContain(secret);
  expect(tellable(twice)).toMatchObject({ code: '23505', message: expect.stringContaining('person_pkey') as string });
  expect(tellable(noUuid)).toMatchObject({ code: '22P02' });
  expect(JSON.stringify([tellable(twice), tellable(noUuid)])).not.toContain(secret);
});

test('any other error keeps its message and where it happened', () => {
  expect(tellable(new TypeError('not a function'))).toMatchObject({
    name: 'TypeError',
    message: 'not a function',
    stack: expect.stringMatching(/^ {4}at /) as string,
  });
  expect(tellable('odd')).toEqual({ message: 'odd' });
});
