import type { Driver } from '../domain/driver.ts';
import type { Db } from './database.ts';

export async function driversOf(db: Db, bookingIds: readonly string[]): Promise<(Driver & { bookingId: string })[]> {
  const rows = await db.driver.findMany({ where: { bookingId: { in: [...bookingIds] } } });
  return rows.map((row) => ({ ...row, birthDate: row.birthDate.toISOString().slice(0, 10) }));
}
