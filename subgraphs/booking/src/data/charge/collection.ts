import type { Sql } from '@ycyw/service/sql';

/** Bookings with charges that are due and none under way, at most `size`. */
export async function bookingsDue(sql: Sql, size: number): Promise<string[]> {
  const rows = await sql.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT booking_id::text AS id FROM charge c
    WHERE state = 'DUE' AND NOT EXISTS (SELECT FROM charge o WHERE o.booking_id = c.booking_id AND o.state = 'COLLECTING') LIMIT ${size}`;
  return rows.map(({ id }) => id);
}

/** These charges are asked for by that payment from now on, and by no other. */
export async function attachCharges(tx: Sql, chargeIds: readonly string[], paymentId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE charge SET state = 'COLLECTING', payment_id = ${paymentId}::uuid WHERE id = ANY(${[...chargeIds]}::uuid[])`;
}

interface Moved {
  id: string;
  amountMinor: number;
}

const moved = (rows: readonly { id: string; amountMinor: string }[]): Moved[] =>
  rows.map(({ id, amountMinor }) => ({ id, amountMinor: Number(amountMinor) }));

/** The payment was taken: what it was asked for is collected. */
export async function chargesCollected(tx: Sql, paymentId: string): Promise<Moved[]> {
  return moved(
    await tx.$queryRaw<{ id: string; amountMinor: string }[]>`
      UPDATE charge SET state = 'COLLECTED' WHERE payment_id = ${paymentId}::uuid AND state IN ('COLLECTING', 'FAILED')
      RETURNING id::text, amount_minor AS "amountMinor"`,
  );
}

/** The card gave nothing: it is the renter's to pay. Those that it was news of. */
export async function chargesFailed(tx: Sql, paymentId: string): Promise<Moved[]> {
  return moved(
    await tx.$queryRaw<{ id: string; amountMinor: string }[]>`
      UPDATE charge SET state = 'FAILED' WHERE payment_id = ${paymentId}::uuid AND state = 'COLLECTING'
      RETURNING id::text, amount_minor AS "amountMinor"`,
  );
}

/** The payment was let go: what it was asked for is due again, or as it was announced where its renter may still dispute it. */
export async function detachCharges(tx: Sql, paymentId: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE charge c SET payment_id = NULL, state = CASE
      WHEN disputable_until > ${now}::timestamptz AND NOT EXISTS (SELECT FROM charge_dispute d WHERE d.charge_id = c.id) THEN 'ANNOUNCED'
      ELSE 'DUE' END
    WHERE payment_id = ${paymentId}::uuid AND state IN ('COLLECTING', 'FAILED')`;
}

/** Whether the payment is still asked for by any charge. */
export async function isAskedFor(tx: Sql, paymentId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM charge WHERE payment_id = ${paymentId}::uuid AND state IN ('COLLECTING', 'FAILED') LIMIT 1`;
  return rows.length > 0;
}
