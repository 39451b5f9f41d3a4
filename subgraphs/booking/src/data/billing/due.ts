import type { Sql } from '@ycyw/service/sql';

/** Bookings whose documents may not say what the books say, longest due first, at most `size`; one look at an index where there are none. */
export async function billingDue(sql: Sql, size: number): Promise<string[]> {
  const rows = await sql.$queryRaw<{ bookingId: string }[]>`
    SELECT booking_id::text AS "bookingId" FROM billing_due WHERE due_at <= now() ORDER BY due_at, id LIMIT ${size}`;
  return [...new Set(rows.map(({ bookingId }) => bookingId))];
}

/** Keeps these bookings to one worker until the transaction ends; those that another has are left out. What is noted meanwhile is a row of its own. */
export async function takeDue(tx: Sql, bookingIds: readonly string[]): Promise<{ id: string; bookingId: string }[]> {
  return tx.$queryRaw<{ id: string; bookingId: string }[]>`
    SELECT d.id::text, d.booking_id::text AS "bookingId" FROM billing_due d JOIN booking b ON b.id = d.booking_id
    WHERE d.booking_id = ANY(${bookingIds}::uuid[]) AND d.due_at <= now()
    FOR UPDATE OF d SKIP LOCKED FOR NO KEY UPDATE OF b SKIP LOCKED`;
}

export async function settleDue(tx: Sql, ids: readonly string[]): Promise<void> {
  await tx.$executeRaw`DELETE FROM billing_due WHERE id = ANY(${ids}::bigint[])`;
}

/** What failed is looked at again in ten minutes, and keeps nobody else waiting. */
export async function postponeDue(tx: Sql, ids: readonly string[]): Promise<void> {
  await tx.$executeRaw`UPDATE billing_due SET due_at = now() + interval '10 minutes' WHERE id = ANY(${ids}::bigint[])`;
}

/** The same for all that is due of a booking. */
export async function postponeBooking(sql: Sql, bookingId: string): Promise<void> {
  await sql.$executeRaw`UPDATE billing_due SET due_at = now() + interval '10 minutes' WHERE booking_id = ${bookingId}::uuid AND due_at <= now()`;
}
