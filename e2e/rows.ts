import { readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import type { Running } from './running.ts';

const postgresOffset = 32;
const domains = ['identity', 'fleet', 'booking', 'support', 'notifications'];
/** What the system writes by itself, whatever is asked of it. */
const own = ['inbox', '_prisma_migrations'];

/** A connection to a domain's database, as the domain itself. */
export async function databaseOf({ demo, varFolder }: Running, domain: string): Promise<pg.Client> {
  const { databasePasswords } = JSON.parse(readFileSync(path.join(varFolder, 'secrets.json'), 'utf8')) as {
    databasePasswords: Record<string, string>;
  };
  const client = new pg.Client({
    host: '127.0.0.1',
    port: Number(new URL(demo.graph).port) + postgresOffset,
    user: domain,
    database: domain,
    password: databasePasswords[domain],
  });
  await client.connect();
  return client;
}

/** What all five databases hold: rows by table, and of the outboxes the last event ever written. */
export async function writtenRows(system: Running): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const domain of domains) {
    const client = await databaseOf(system, domain);
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    for (const { name } of tables.filter((table) => !own.includes(table.name))) {
      const count = name === 'outbox' ? 'coalesce(max(position), 0)' : 'count(*)';
      const { rows } = await client.query<{ count: string }>(`SELECT ${count} AS count FROM ${client.escapeIdentifier(name)}`);
      counts[`${domain}.${name}`] = Number(rows[0]?.count);
    }
    await client.end();
  }
  return counts;
}

const quietMs = 3000;

/** The rows once nothing that was begun is still on its way: three seconds without a change. */
export async function settledRows(system: Running): Promise<Record<string, number>> {
  let last = await writtenRows(system);
  for (let since = Date.now(); Date.now() - since < quietMs;) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    const now = await writtenRows(system);
    if (JSON.stringify(now) === JSON.stringify(last)) continue;
    last = now;
    since = Date.now();
  }
  return last;
}
