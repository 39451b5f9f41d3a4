import type { Sql } from '@ycyw/service/sql';

/** Closes rentals that came back before `before` and of which no money has still to move, at most `size`; their ids. */
export async function closeReturned(tx: Sql, before: Date, size: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE booking SET state = 'CLOSED' WHERE id IN (
      SELECT b.id FROM booking b JOIN inspection i ON i.booking_id = b.id AND i.kind = 'TAKE_BACK'
      WHERE b.state = 'RETURNED' AND i.at <= ${before}
        AND NOT EXISTS (SELECT FROM refund r WHERE r.booking_id = b.id AND r.state <> 'SUCCEEDED')
        AND NOT EXISTS (SELECT FROM payment p WHERE p.booking_id = b.id AND p.state = 'DISPUTED')
        AND NOT EXISTS (SELECT FROM charge c WHERE c.booking_id = b.id AND c.state IN ('ANNOUNCED', 'DISPUTED', 'DUE', 'COLLECTING'))
      LIMIT ${size} FOR UPDATE OF b SKIP LOCKED)
    RETURNING id::text`;
  return rows.map(({ id }) => id);
}

/** Rentals that came back before `before` and have a deposit on the card, whatever keeps them from closing, at most `size`, locked; their ids. */
export async function endDeposits(tx: Sql, before: Date, size: number): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT b.id::text AS id FROM booking b JOIN inspection i ON i.booking_id = b.id AND i.kind = 'TAKE_BACK'
    WHERE b.state = 'RETURNED' AND i.at <= ${before} AND b.id IN (
      SELECT booking_id FROM payment
      WHERE kind = 'DEPOSIT' AND NOT void_due AND state IN ('REQUIRES_PAYMENT', 'REQUIRES_ACTION', 'FAILED', 'AUTHORISED'))
    LIMIT ${size} FOR UPDATE OF b SKIP LOCKED`;
  return rows.map(({ id }) => id);
}
