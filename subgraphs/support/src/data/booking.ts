import type { Sql } from '@ycyw/service/sql';
import type { Region } from '@ycyw/service/viewer';
import type { Database, Tx } from './database.ts';

export interface BookingCopy {
  id: string;
  reference: string;
  customerId: string | null;
  region: Region;
  agency: string;
  state: string;
  changedAt: Date;
}

/** Keeps the newest of what booking said of each, whatever order it arrives in. */
export async function keepBookings(tx: Sql, bookings: readonly BookingCopy[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO booking (id, reference, customer_id, region, agency, state, changed_at)
    SELECT DISTINCT ON (id) id, reference, customer_id, region, agency, state, changed_at
    FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(bookings)}::jsonb)
      AS (id uuid, reference text, "customerId" uuid, region text, agency text, state text, "changedAt" timestamptz))
      WITH ORDINALITY AS b(id, reference, customer_id, region, agency, state, changed_at, place)
    ORDER BY id, changed_at DESC, place DESC
    ON CONFLICT (id) DO UPDATE SET
      customer_id = EXCLUDED.customer_id, region = EXCLUDED.region, agency = EXCLUDED.agency, state = EXCLUDED.state, changed_at = EXCLUDED.changed_at
    WHERE booking.changed_at <= EXCLUDED.changed_at`;
}

/** The id of the customer's own booking with that reference, of the customer's region; null for an unknown and for somebody else's alike. */
export async function ownBookingId(
  db: Database | Tx,
  reference: string,
  customer: { id: string; region: Region | null },
): Promise<string | null> {
  if (!customer.region) return null;
  const found = await db.booking.findFirst({
    where: { reference, customerId: customer.id, region: customer.region },
    select: { id: true },
  });
  return found?.id ?? null;
}
