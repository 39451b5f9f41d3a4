import type { Amendment as Row } from '../generated/prisma/client.ts';
import type { Journey } from '../domain/journey.ts';
import type { Price } from '../domain/price.ts';
import type { Tx } from './database.ts';

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

export async function insertAmendment(tx: Tx, amendment: Amendment, now: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO amendment (id, booking_id, state, from_total_minor, journey, price, difference_minor, refund_minor, expires_at, created_at)
    VALUES (${amendment.id}::uuid, ${amendment.bookingId}::uuid, ${amendment.state}, ${amendment.fromTotalMinor}, ${JSON.stringify(amendment.journey)}::jsonb,
      ${JSON.stringify(amendment.price)}::jsonb, ${amendment.differenceMinor}, ${amendment.refundMinor}, ${amendment.expiresAt}, ${now})`;
}

export async function findAmendment(tx: Tx, id: string): Promise<Amendment | null> {
  const row = await tx.amendment.findUnique({ where: { id } });
  return row && amendmentOf(row);
}

/** The amendment of this booking that waits to be paid, if any. There is at most one. */
export async function awaitingAmendment(tx: Tx, bookingId: string): Promise<Amendment | null> {
  const row = await tx.amendment.findFirst({ where: { bookingId, state: 'PENDING_PAYMENT' } });
  return row && amendmentOf(row);
}

export async function setAmendmentState(tx: Tx, id: string, state: Amendment['state'], expiresAt?: Date): Promise<void> {
  await tx.amendment.update({ where: { id }, data: { state, ...(expiresAt && { expiresAt }) }, select: { id: true } });
}

/** Bookings whose amendment was not paid in time; of one agency's class, or all. */
export async function lapsedAmendments(tx: Tx, now: Date): Promise<{ id: string; bookingId: string }[]> {
  return tx.amendment.findMany({
    where: { state: 'PENDING_PAYMENT', expiresAt: { lte: now } },
    select: { id: true, bookingId: true },
    orderBy: { expiresAt: 'asc' },
    take: 100,
  });
}
