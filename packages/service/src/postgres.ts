import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { Part, type Database, type Sql } from './sql.ts';
import { Statement } from './statement.ts';

interface Prepared {
  /** Under which it is prepared, once a connection. */
  name: string;
  text: string;
}

/** Statements of templates that hold no parts, which is most: the template's own array is their identity. */
const plain = new WeakMap<TemplateStringsArray, Prepared>();
/** All statements by their text: how many there are hangs on the code alone. */
const statements = new Map<string, Prepared>();

/** The text of a template with its parts in it; adds the parameters to `values`, in the order of their numbers. */
function compose(template: TemplateStringsArray, filling: readonly unknown[], values: unknown[]): string {
  const told = filling.map((value) =>
    value instanceof Part ? compose(value.template, value.values, values) : `$${String(values.push(value))}`,
  );
  return template.reduce((sofar, text, index) => `${sofar}${told[index - 1] ?? ''}${text}`);
}

function statementOf(template: TemplateStringsArray, ...filling: readonly unknown[]): Statement {
  const isPlain = !filling.some((value) => value instanceof Part);
  const known = isPlain && plain.get(template);
  if (known) return new Statement(known.name, known.text, filling);
  const values: unknown[] = [];
  const text = compose(template, filling, values);
  const { name } = statements.get(text) ?? { name: `s${String(statements.size + 1)}` };
  statements.set(text, { name, text });
  if (isPlain) plain.set(template, { name, text });
  return new Statement(name, text, values);
}

type Send = (statement: Statement) => Promise<Statement>;

const sendBy =
  (client: pg.PoolClient): Send =>
  (statement) =>
    new Promise((resolve, reject) => {
      statement.callback = (error) => {
        if (error) reject(error);
        else resolve(statement);
      };
      void client.query(statement);
    });

function sqlOver(send: Send): Sql {
  const run = async (template: TemplateStringsArray, values: readonly unknown[]): Promise<Statement> => {
    try {
      return await send(statementOf(template, ...values));
    } catch (error) {
      // Where it was asked says more than where its answer was read.
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    }
  };
  return {
    $queryRaw: async <Rows>(template: TemplateStringsArray, ...values: unknown[]) => (await run(template, values)).found as Rows,
    $executeRaw: async (template, ...values) => (await run(template, values)).count,
  };
}

/** Deadlock and serialization failure: PostgreSQL undid the work for another's sake, and it may well succeed now. */
const conflicts = new Set<unknown>(['40P01', '40001']);
const isConflict = (error: unknown): boolean => error instanceof Error && 'code' in error && conflicts.has(error.code);

/**
 * The database for hot paths: prepared statements over the driver, a fifth of the CPU that the ORM's raw queries take.
 * BIGINT comes as text, TIMESTAMPTZ as Date, JSONB parsed. At most `max` connections; whoever waits 15 s for one is refused. A statement may take 15 s, a transaction
 * stand idle for 30 s. `$transaction` does its work a second time after a deadlock or a serialization failure (SQLSTATE 40P01,
 * 40001): the work must have no effect outside the database that may not happen twice. Statements that do not wait for one
 * another, as in Promise.all, are sent together and done in order; where one fails, so do those after it. A statement is planned
 * once for whatever values come: a filter that may be missing has to be a `part`, not a condition on a parameter. With `strict`, as
in tests, it refuses a statement beside the transaction that it is asked in: that waits for a second connection, and where
all are taken by those who wait so, for ever.
 */
export function postgres(
  connectionString: string,
  max: number,
  onError: (error: Error) => void,
  { strict = false } = {},
): Database & { end(): Promise<void> } {
  const within = new AsyncLocalStorage<{ open: boolean }>();
  const requireOutside = (): void => {
    if (strict && within.getStore()?.open === true) throw new Error('asked beside the transaction that it is in');
  };
  const pool = new pg.Pool({
    connectionString,
    max,
    connectionTimeoutMillis: 15_000,
    keepAlive: true,
    idleTimeoutMillis: 60_000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 30_000,
    options: '-c plan_cache_mode=force_generic_plan',
    // So that a transaction's first statement does not wait for the answer to BEGIN.
    pipeline: true,
  });
  // A connection that breaks while idle is replaced by the next request; unheard, it would end the process.
  pool.on('error', onError);
  return {
    // The pool, unlike a client, answers a statement with a promise.
    ...sqlOver((statement) => {
      requireOutside();
      return pool.query(statement) as unknown as Promise<Statement>;
    }),
    $transaction: async (work) => {
      requireOutside();
      const client = await pool.connect();
      let broken = false;
      const breaks = (error: Error): void => {
        broken = true;
        onError(error);
      };
      // The pool hears its idle connections only; a break between two statements of ours would end the process.
      client.on('error', breaks);
      const send = sendBy(client);
      const attempt = async () => {
        let over = false;
        const inside = sqlOver((statement) => {
          // Run now, it would be nobody's transaction.
          if (over) throw new Error('the transaction of this statement is over');
          return send(statement);
        });
        const here = { open: true };
        try {
          const [, result] = await Promise.all([send(statementOf`BEGIN`), within.run(here, () => work(inside))]);
          over = true;
          await send(statementOf`COMMIT`);
          return result;
        } catch (error) {
          over = true;
          await send(statementOf`ROLLBACK`).catch(() => {
            broken = true;
          });
          throw error;
        } finally {
          here.open = false;
        }
      };
      try {
        return await attempt().catch((error: unknown) => {
          if (broken || !isConflict(error)) throw error;
          return attempt();
        });
      } finally {
        client.off('error', breaks);
        client.release(broken);
      }
    },
    end: () => pool.end(),
  };
}
