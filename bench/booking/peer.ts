import { existsSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { driver } from '../../e2e/authz/renting.ts';
import { foldersIn } from '../../local/folders.ts';
import { secretsIn } from '../../local/secrets.ts';
import type { Trip } from './trips.ts';

const table = `CREATE TABLE plain_booking (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, agency text NOT NULL, acriss text NOT NULL,
    from_at timestamp NOT NULL, to_at timestamp NOT NULL, driver jsonb NOT NULL);
  CREATE INDEX ON plain_booking (agency, acriss, from_at)`;
const overlapping = 'SELECT id FROM plain_booking WHERE agency = $1 AND acriss = $2 AND from_at < $4 AND to_at > $3 ORDER BY id FOR UPDATE';
const insert = 'INSERT INTO plain_booking (agency, acriss, from_at, to_at, driver) VALUES ($1, $2, $3, $4, $5)';

/**
 * The plain way of the field: a transaction locks the bookings that overlap, counts them, and inserts one more. No ledger, payment, event or
 * GraphQL; two who find none to lock may both take the last unit.
 */
export async function plainWay(varFolder: string, port: number, callers: number, units: number) {
  const folders = foldersIn(varFolder);
  // As booking does: by the Unix socket where there is one.
  const host = existsSync(path.join(folders.postgres, `.s.PGSQL.${port}`)) ? folders.postgres : '127.0.0.1';
  const as = { user: 'booking', database: 'booking', password: secretsIn(folders).databasePasswords.booking };
  const pool = new pg.Pool({ ...as, host, port, max: callers });
  await pool.query(table);
  const { rows: versions } = await pool.query<{ server_version: string }>('SHOW server_version');
  return {
    /** Milliseconds that it took. */
    async book({ agency, acriss, from, to }: Trip): Promise<number> {
      const since = performance.now();
      const values = [agency, acriss, from, to];
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const { rows } = await client.query({ name: 'overlapping', text: overlapping, values });
        if (rows.length >= units) throw new Error('sold out');
        await client.query({ name: 'insert', text: insert, values: [...values, JSON.stringify(driver)] });
        await client.query('COMMIT');
        return performance.now() - since;
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    },
    version: versions[0]?.server_version ?? '',
    end: () => pool.end(),
  };
}
