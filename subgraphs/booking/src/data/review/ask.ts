import { bookingFacts, bookingOf, type Booking, type BookingRow } from '../booking.ts';
import type { Sql } from '@ycyw/service/sql';

/**
 * Notes whom to ask for a review, at most `size`: renters whose car came back two days ago, or in the fortnight before where we could not ask, who
 * have written none, and no charge or disputed money of theirs is open. Their bookings; each is given once.
 */
export async function takeAsks(tx: Sql, now: Date, size: number): Promise<Booking[]> {
  const rows = await tx.$queryRaw<BookingRow[]>`
    WITH due AS MATERIALIZED (
      SELECT b.id, b.region FROM inspection i JOIN booking b ON b.id = i.booking_id
      WHERE i.kind = 'TAKE_BACK' AND i.at > ${now}::timestamptz - interval '16 days' AND i.at <= ${now}::timestamptz - interval '2 days'
        AND b.state IN ('RETURNED', 'CLOSED') AND b.partner_id IS NULL
        AND NOT EXISTS (SELECT FROM review_ask a WHERE a.booking_id = b.id) AND NOT EXISTS (SELECT FROM review r WHERE r.booking_id = b.id)
        AND NOT EXISTS (SELECT FROM payment p WHERE p.booking_id = b.id AND p.state = 'DISPUTED')
        AND NOT EXISTS (SELECT FROM charge c WHERE c.booking_id = b.id AND c.state IN ('ANNOUNCED', 'DISPUTED', 'DUE', 'COLLECTING', 'FAILED'))
      LIMIT ${size}),
    asked AS (
      INSERT INTO review_ask (booking_id, region, asked_at) SELECT id, region, ${now}::timestamptz FROM due ON CONFLICT DO NOTHING RETURNING booking_id)
    SELECT id, state, created_at AS "createdAt", ${bookingFacts} FROM booking JOIN asked ON asked.booking_id = booking.id`;
  return rows.map(bookingOf);
}
