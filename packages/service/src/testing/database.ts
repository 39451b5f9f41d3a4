import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { migrate } from '../migrate.ts';

const prismaFolder = fileURLToPath(new URL('../../../../prisma', import.meta.url));

/** A new, migrated database of `domain` on the test server; `drop` removes it. Close your own connections first. */
export async function testDatabase(domain: string): Promise<{ url: string; drop(): Promise<void> }> {
  const server = process.env['TEST_POSTGRES_URL'];
  if (!server) throw new Error('TEST_POSTGRES_URL is not set: run through jest.config.base.js');
  const name = `${domain}_${randomBytes(6).toString('hex')}`;
  const admin = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await admin(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  await migrate(url.href, path.join(prismaFolder, domain, 'migrations'));
  return {
    url: url.href,
    // The server gives closed connections five seconds to leave; one that it cuts before fails the test whose pool hears of it.
    drop: () => admin(`DROP DATABASE IF EXISTS ${name}`).catch(() => admin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}
