import type { Amendment as Row } from '../generated/prisma/client.ts';
import type { Journey } from '../domain/journey.ts';
import type { Price } from '../domain/price.ts';
import { nothing, part, type Sql } from '@ycyw/service/sql';

export interface Amendment {
  id: string;
  bookingId: string;
  state: 'QUOTED' | 'PENDING_PAYMENT' | 'APPLIED' | 'EXPIRED';
  /** The total that the difference was computed from. */
  fromTotalMinor: number;
  journey: Journey;
  price: Price;
  differenceMinor: number;
  refundMinor: number;
  expiresAt: Date;
}

const amendmentOf = (row: Row): Amendment => ({
  id: row.id,
  bookingId: row.bookingId,
  state: row.state as Amendment['state'],
  fromTotalMinor: Number(row.fromTotalMinor),
  journey: row.journey as unknown as Journey,
  price: row.price as unknown as Price,
  differenceMinor: Number(row.differenceMinor),
  refundMinor: Number(row.refundMinor),
  expiresAt: row.expiresAt,
});

export async function insertAmendment(tx: Sql, amendment: Amendment, now: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO amendment (id, booking_id, region, state, from_total_minor, journey, price, difference_minor, refund_minor, expires_at, created_at)
    SELECT ${amendment.id}::uuid, id, region, ${amendment.state}, ${amendment.fromTotalMinor}::bigint, ${JSON.stringify(amendment.journey)}::jsonb,
      ${JSON.stringify(amendment.price)}::jsonb, ${amendment.differenceMinor}::bigint, ${amendment.refundMinor}::bigint, ${amendment.expiresAt}::timestamptz,
      ${now}::timestamptz
    FROM booking WHERE id = ${amendment.bookingId}::uuid`;
}

const amendments = part`
  SELECT id, booking_id AS "bookingId", state, from_total_minor AS "fromTotalMinor", journey, price, difference_minor AS "differenceMinor",
    refund_minor AS "refundMinor", expires_at AS "expiresAt"
  FROM amendment`;

export async function findAmendment(tx: Sql, id: string): Promise<Amendment | null> {
  const rows = await tx.$queryRaw<Row[]>`${amendments} WHERE id = ${id}`;
  return rows[0] ? amendmentOf(rows[0]) : null;
}

/** The amendment of this booking that waits to be paid, if any. There is at most one. */
export async function awaitingAmendment(tx: Sql, bookingId: string): Promise<Amendment | null> {
  return (await amendmentsAwaiting(tx, [bookingId]))[0] ?? null;
}

/** Of these bookings' amendments those that wait to be paid. */
export async function amendmentsAwaiting(tx: Sql, bookingIds: readonly string[]): Promise<Amendment[]> {
  const rows = await tx.$queryRaw<Row[]>`${amendments} WHERE booking_id = ANY(${bookingIds}::uuid[]) AND state = 'PENDING_PAYMENT'`;
  return rows.map(amendmentOf);
}

export async function setAmendmentState(tx: Sql, id: string, state: Amendment['state'], expiresAt: Date | null = null): Promise<void> {
  await tx.$executeRaw`UPDATE amendment SET state = ${state}, expires_at = coalesce(${expiresAt}, expires_at) WHERE id = ${id}`;
}

/** The bookings of changes that were not paid in time, oldest first, at most a hundred; of one agency's class where given. */
export async function lapsedAmendments(tx: Sql, now: Date, stock?: { agency: string; acriss: string }): Promise<string[]> {
  const rows = await tx.$queryRaw<{ bookingId: string }[]>`
    SELECT booking_id AS "bookingId" FROM amendment WHERE state = 'PENDING_PAYMENT' AND expires_at <= ${now}
      ${stock ? part`AND journey -> 'pickUp' ->> 'agency' = ${stock.agency} AND journey ->> 'acriss' = ${stock.acriss}` : nothing}
    ORDER BY expires_at LIMIT 100`;
  return rows.map(({ bookingId }) => bookingId);
}

/** Changes that were asked the price of and not made are kept for a day. */
export async function forgetAmendments(tx: Sql, now: Date): Promise<void> {
  await tx.$executeRaw`DELETE FROM amendment WHERE state = 'QUOTED' AND expires_at < ${now}::timestamptz - interval '1 day'`;
}
