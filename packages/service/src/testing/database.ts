import { createHash, randomBytes } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { migrate } from '../migrate.ts';

const prismaFolder = fileURLToPath(new URL('../../../../prisma', import.meta.url));

/** Of all that a domain's migrations say. */
function digestOf(folder: string): string {
  const hash = createHash('sha256');
  for (const file of globSync(path.join(folder, '*', 'migration.sql')).sort()) hash.update(file).update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}

/** A new, migrated database of `domain` on the test server; `drop` removes it. Close your own connections first. */
export async function testDatabase(domain: string): Promise<{ url: string; drop(): Promise<void> }> {
  const server = process.env['TEST_POSTGRES_URL'];
  if (!server) throw new Error('TEST_POSTGRES_URL is not set: run through jest.config.base.js');
  const name = `${domain}_${randomBytes(6).toString('hex')}`;
  const urlOf = (database: string): string => Object.assign(new URL(server), { pathname: `/${database}` }).href;
  const admin = async <Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  await admin(async (client) => {
    // Migrated once in the server's life, and copied: a tenth of the time.
    const migrations = path.join(prismaFolder, domain, 'migrations');
    const template = `${domain}_${digestOf(migrations)}_template`;
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [template]);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1 AND datistemplate', [template]);
    if (rowCount === 0) {
      // What a run left that was killed between its two steps.
      await client.query(`DROP DATABASE IF EXISTS ${template}`);
      await client.query(`CREATE DATABASE ${template}`);
      await migrate(urlOf(template), migrations);
      await client.query(`ALTER DATABASE ${template} IS_TEMPLATE true`);
    }
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
  const drop = (how: string): Promise<unknown> => admin((client) => client.query(`DROP DATABASE IF EXISTS ${name} ${how}`));
  return {
    url: urlOf(name),
    // The server gives closed connections five seconds to leave; one that it cuts before fails the test whose pool hears of it.
    drop: async () => void (await drop('').catch(() => drop('WITH (FORCE)'))),
  };
}
