import type { Driver } from '../domain/driver.ts';
import type { Tx } from './database.ts';

export async function driversOf(tx: Tx, bookingIds: readonly string[]): Promise<(Driver & { bookingId: string })[]> {
  const rows = await tx.driver.findMany({ where: { bookingId: { in: [...bookingIds] } } });
  return rows.map((row) => ({ ...row, birthDate: row.birthDate.toISOString().slice(0, 10) }));
}
