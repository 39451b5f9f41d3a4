import type { Sql } from '@ycyw/service/sql';
import type { Region } from '@ycyw/service/viewer';
import { z } from 'zod';

export interface BookingCopy {
  id: string;
  reference: string;
  customerId: string | null;
  region: Region;
}

/** What booking says of a booking in each of its events. */
export const booked = z.object({
  bookingId: z.uuid(),
  reference: z.string(),
  customerId: z.uuid().nullish(),
  region: z.enum(['EU', 'UK', 'US']),
});

/** Keeps what booking said of new ones. */
export async function keepBookings(tx: Sql, bookings: readonly BookingCopy[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO booking (id, reference, customer_id, region)
    SELECT id, reference, "customerId", region
    FROM jsonb_to_recordset(${JSON.stringify(bookings)}::jsonb) AS b(id uuid, reference text, "customerId" uuid, region text)
    ON CONFLICT (id) DO NOTHING`;
}

/** The references of these bookings, by their id. */
export async function referencesOf(sql: Sql, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql.$queryRaw<
    { id: string; reference: string }[]
  >`SELECT id, reference FROM booking WHERE id = ANY(${[...ids]}::uuid[])`;
  return new Map(rows.map(({ id, reference }) => [id, reference]));
}

/** The id of the customer's own booking with that reference, of the customer's region; null for an unknown and for somebody else's alike. */
export async function ownBookingId(sql: Sql, reference: string, customer: { id: string; region: Region | null }): Promise<string | null> {
  if (!customer.region) return null;
  const [found] = await sql.$queryRaw<{ id: string }[]>`
    SELECT id FROM booking WHERE reference = ${reference} AND customer_id = ${customer.id}::uuid AND region = ${customer.region}`;
  return found?.id ?? null;
}
