import type { Sql } from '@ycyw/service/sql';
import type { Journey } from '../domain/journey.ts';
import type { Booking } from './booking.ts';

type Closed = Pick<Booking, 'id' | 'reference' | 'state' | 'customerId' | 'region' | 'language' | 'sandbox' | 'journey'>;

/**
 * Closes rentals that came back before `before` and of which no money has still to move, at most `size`, and marks their
 * deposits to be let go; the bookings as they then stand.
 */
export async function closeReturned(tx: Sql, before: Date, size: number): Promise<Closed[]> {
  const rows = await tx.$queryRaw<(Omit<Closed, 'state' | 'journey'> & { journey: unknown })[]>`
    WITH over AS MATERIALIZED (
      SELECT b.id FROM booking b JOIN inspection i ON i.booking_id = b.id AND i.kind = 'TAKE_BACK'
      WHERE b.state = 'RETURNED' AND i.at <= ${before}
        AND NOT EXISTS (SELECT FROM refund r WHERE r.booking_id = b.id AND r.state <> 'SUCCEEDED')
        AND NOT EXISTS (SELECT FROM payment p WHERE p.booking_id = b.id AND p.state = 'DISPUTED')
      LIMIT ${size} FOR UPDATE OF b SKIP LOCKED),
    freed AS (
      UPDATE payment SET void_due = true, retry_at = NULL FROM over
      WHERE payment.booking_id = over.id AND payment.kind = 'DEPOSIT' AND payment.state IN ('REQUIRES_PAYMENT', 'REQUIRES_ACTION', 'FAILED', 'AUTHORISED'))
    UPDATE booking SET state = 'CLOSED' FROM over WHERE booking.id = over.id
    RETURNING booking.id, reference, customer_id AS "customerId", region, language, sandbox, journey`;
  return rows.map((row) => ({ ...row, state: 'CLOSED', journey: row.journey as Journey }));
}
