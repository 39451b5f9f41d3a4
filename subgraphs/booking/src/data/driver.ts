import type { Sql } from '@ycyw/service/sql';
import type { Driver } from '../domain/driver.ts';
import type { Db } from './database.ts';

export async function driversOf(db: Db, bookingIds: readonly string[]): Promise<(Driver & { bookingId: string })[]> {
  const rows = await db.driver.findMany({ where: { bookingId: { in: [...bookingIds] } } });
  return rows.map((row) => ({ ...row, birthDate: row.birthDate.toISOString().slice(0, 10) }));
}

/** Who was named for a booking that nobody ever paid is forgotten after 30 days. */
export async function forgetDrivers(tx: Sql, now: Date): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM driver USING booking b
    WHERE b.id = driver.booking_id AND b.state IN ('EXPIRED', 'CANCELLED') AND b.created_at < ${now}::timestamptz - interval '30 days'
      AND NOT EXISTS (SELECT 1 FROM payment p WHERE p.booking_id = b.id AND p.captured_minor > 0)`;
}
