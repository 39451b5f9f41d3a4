import type { Sql } from '@ycyw/service/sql';

/** Objects of the store that are to be deleted by now. */
export async function discardedObjects(sql: Sql, size: number): Promise<string[]> {
  const rows = await sql.$queryRaw<
    { name: string }[]
  >`SELECT name FROM discarded_object WHERE due_at < now() ORDER BY due_at LIMIT ${size}`;
  return rows.map(({ name }) => name);
}

/** Once it is deleted. */
export async function dropDiscarded(sql: Sql, name: string): Promise<void> {
  await sql.$executeRaw`DELETE FROM discarded_object WHERE name = ${name}`;
}

/** Has it deleted in so many seconds. */
export async function postponeDiscarded(sql: Sql, name: string, seconds: number): Promise<void> {
  await sql.$executeRaw`UPDATE discarded_object SET due_at = now() + make_interval(secs => ${seconds}::int) WHERE name = ${name}`;
}
