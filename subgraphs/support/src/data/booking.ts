import type { Database, Tx } from './database.ts';

export interface BookingCopy {
  id: string;
  reference: string;
  customerId: string | null;
  agency: string;
  state: string;
  changedAt: Date;
}

/** Keeps the newest of what booking said, whatever order it arrives in. */
export async function keepBooking(tx: Tx, booking: BookingCopy): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO booking (id, reference, customer_id, agency, state, changed_at)
    VALUES (${booking.id}::uuid, ${booking.reference}, ${booking.customerId}::uuid, ${booking.agency}, ${booking.state}, ${booking.changedAt})
    ON CONFLICT (id) DO UPDATE SET
      customer_id = EXCLUDED.customer_id, agency = EXCLUDED.agency, state = EXCLUDED.state, changed_at = EXCLUDED.changed_at
    WHERE booking.changed_at <= EXCLUDED.changed_at`;
}

/** The id of the customer's own booking with that reference; null for an unknown and for somebody else's alike. */
export async function ownBookingId(db: Database | Tx, reference: string, customerId: string): Promise<string | null> {
  const found = await db.booking.findFirst({ where: { reference, customerId }, select: { id: true } });
  return found?.id ?? null;
}
