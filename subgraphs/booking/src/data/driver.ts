import type { Sql } from '@ycyw/service/sql';
import type { Vault } from '@ycyw/service/vault';
import type { Region } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import type { Driver } from '../domain/driver.ts';
import { endedBefore, neverPaid } from './booking.ts';

export const about = 'driver.sealed';

/** Who drives, as it is stored. */
export interface SealedDriver {
  owner: string;
  sealed: Buffer;
}

interface Booked {
  id: string;
  customerId: string | null;
  region: string;
}

/** Seals the driver with the customer's key; where no customer booked, with a key of the booking's own. Not inside a transaction. */
export async function sealDriver(vault: Vault, { id, customerId, region }: Booked, driver: Driver): Promise<SealedDriver> {
  const owner = customerId ?? id;
  const key = await vault.keyOf(owner, region as Region);
  return { owner, sealed: key.seal(JSON.stringify(driver), about) };
}

/** Those that can still be read: who was erased is left out. */
export async function driversOf(
  { sql, vault }: { sql: Sql; vault: Vault },
  bookingIds: readonly string[],
): Promise<(Driver & { bookingId: string })[]> {
  const rows = await sql.$queryRaw<{ bookingId: string; owner: string; sealed: Buffer }[]>`
    SELECT booking_id::text AS "bookingId", owner::text, sealed FROM driver WHERE booking_id = ANY(${[...bookingIds]}::uuid[])`;
  const keys = await vault.keysOf(rows.map(({ owner }) => owner));
  return rows.flatMap(({ bookingId, owner, sealed }) => {
    const key = keys.get(owner);
    return key ? [{ ...(JSON.parse(key.open(sealed, about)) as Driver), bookingId }] : [];
  });
}

/** Whether who rented was erased since: a booking that was paid keeps its driver until then. */
export async function isForgotten(sql: Sql, bookingId: string): Promise<boolean> {
  const rows = await sql.$queryRaw<unknown[]>`SELECT 1 FROM driver WHERE booking_id = ${bookingId}::uuid`;
  return rows.length === 0;
}

/** Who was named for a booking that nobody ever paid is forgotten after 30 days. */
export async function forgetDrivers(tx: Sql, now: Date): Promise<void> {
  await tx.$executeRaw`DELETE FROM driver USING booking b WHERE b.id = driver.booking_id AND ${neverPaid(now)}`;
}

/** Forgets those of bookings that ended before `before`, at most `size`; how many. Bookings' ids say when they were made. */
export function forgetOldDrivers(tx: Sql, before: Date, size: number): PromiseLike<number> {
  const firstAfter = uuidv7({ msecs: before.getTime(), seq: 0, random: new Uint8Array(16) });
  return tx.$executeRaw`
    DELETE FROM driver WHERE booking_id IN (
      SELECT d.booking_id FROM driver d JOIN booking b ON b.id = d.booking_id
      WHERE d.booking_id < ${firstAfter}::uuid AND ${endedBefore(before)} ORDER BY d.booking_id LIMIT ${size})`;
}
