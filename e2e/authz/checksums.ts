import type { Running } from '../running.ts';
import { subgraphs } from './entities.ts';
import { database } from './people.ts';

/** What the system writes by itself, whatever is asked of it; a car under way moves. */
const own = new Set(['inbox', '_prisma_migrations', 'delivery_attempt']);

/** What is no news of a row: when a key was used, which whoever is refused has done, and when somebody was last heard of. */
const heard = ['last_used_at', 'seen_at', 'heard_at'];

/** A checksum of each table's rows, by domain and table. */
export async function checksums(system: Running): Promise<Map<string, string>> {
  const sums = await Promise.all(
    subgraphs.map(async (domain) => {
      const client = await database(system, domain);
      try {
        const { rows: tables } = await client.query<{ name: string }>(
          `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
        );
        const found: [string, string][] = [];
        for (const { name } of tables.filter((table) => !own.has(table.name))) {
          const { rows } = await client.query<{ sum: string }>(
            `SELECT coalesce(sum(hashtextextended((to_jsonb(t) - $1::text[])::text, 0)), 0)::text AS sum FROM ${client.escapeIdentifier(name)} t`,
            [heard],
          );
          found.push([`${domain}.${name}`, rows[0]?.sum ?? '']);
        }
        return found;
      } finally {
        await client.end();
      }
    }),
  );
  return new Map(sums.flat());
}

export const changedBetween = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));

const quietMs = 1500;
const patienceMs = 120_000;

/** The checksums once nothing that was begun is still on its way. */
export async function settled(system: Running): Promise<Map<string, string>> {
  let last = await checksums(system);
  const began = Date.now();
  for (let since = Date.now(); Date.now() - since < quietMs;) {
    if (Date.now() - began > patienceMs) throw new Error('the databases do not come to rest');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const now = await checksums(system);
    if (changedBetween(last, now).length > 0) since = Date.now();
    last = now;
  }
  return last;
}
