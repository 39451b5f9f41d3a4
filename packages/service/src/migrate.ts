import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';

/** A database that was left between two states, or belongs to another history of migrations. The message says what to do. */
export class MigrationRefused extends Error {}

const ledger = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL, logs TEXT,
  rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

/**
 * Applies the SQL migrations of `folder` that `url`'s database lacks, in order, each in a transaction, in Prisma's own
 * ledger (so that Prisma's CLI agrees). Returns the names applied. Safe to run by several processes at once.
 */
export async function migrate(url: string, folder: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  // A connection that is cut fails the query under way; unheard, it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock(hashtext('migrate'))");
    await client.query(ledger);
    const { rows } = await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
      'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at',
    );
    const database = new URL(url).pathname.slice(1);
    const half = rows.find((row) => row.finished_at === null);
    if (half) {
      throw new MigrationRefused(
        `Database ${database} is half-migrated: ${half.migration_name} was begun and not finished. Restore it, or finish it by hand and set its finished_at in _prisma_migrations; in a local start, npm run reset.`,
      );
    }
    const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    const applied: string[] = [];
    for (const name of names.sort()) {
      const sql = await readFile(path.join(folder, name, 'migration.sql'), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      const known = rows.find((row) => row.migration_name === name);
      if (known && known.checksum !== checksum) {
        throw new MigrationRefused(
          `Database ${database} was migrated by another version of ${name}. Run the release that made it, or, in a local start, npm run reset.`,
        );
      }
      if (known) continue;
      await client.query('BEGIN');
      try {
        await client.query(sql);
        await client.query(
          'INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), now(), 1)',
          [uuidv7(), checksum, name],
        );
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK');
        throw new MigrationRefused(
          `Migration ${name} of ${database} failed and left nothing behind: ${error instanceof Error ? error.message : String(error)}`,
          { cause: error },
        );
      }
      applied.push(name);
    }
    return applied;
  } finally {
    await client.end();
  }
}
