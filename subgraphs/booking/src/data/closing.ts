import type { Sql } from '@ycyw/service/sql';

/**
 * Closes rentals that came back before `before` and of which no money has still to move, at most `size`, and marks their
 * deposits to be let go; how many.
 */
export function closeReturned(sql: Sql, before: Date, size: number): PromiseLike<number> {
  return sql.$executeRaw`
    WITH over AS MATERIALIZED (
      SELECT b.id FROM booking b JOIN inspection i ON i.booking_id = b.id AND i.kind = 'TAKE_BACK'
      WHERE b.state = 'RETURNED' AND i.at <= ${before}
        AND NOT EXISTS (SELECT FROM refund r WHERE r.booking_id = b.id AND r.state <> 'SUCCEEDED')
        AND NOT EXISTS (SELECT FROM payment p WHERE p.booking_id = b.id AND p.state = 'DISPUTED')
      LIMIT ${size} FOR UPDATE OF b SKIP LOCKED),
    freed AS (
      UPDATE payment SET void_due = true, retry_at = NULL FROM over
      WHERE payment.booking_id = over.id AND payment.kind = 'DEPOSIT' AND payment.state IN ('REQUIRES_PAYMENT', 'REQUIRES_ACTION', 'FAILED', 'AUTHORISED'))
    UPDATE booking SET state = 'CLOSED' FROM over WHERE booking.id = over.id`;
}
