import { nothing, part, type Sql } from '@ycyw/service/sql';
import type { Gap } from '../domain/shortfall.ts';
import type { Stock } from '../domain/supply.ts';

/** Where more is sold than there is, now or later, after the stock `after`, at most `size`, in their one order. */
export async function shortStocks(db: Sql, now: Date, after: Stock | null, size: number): Promise<Stock[]> {
  return db.$queryRaw<Stock[]>`
    SELECT DISTINCT s.agency, s.acriss::text FROM class_ledger s
    WHERE s.shortfall > 0
      ${after ? part`AND (s.agency, s.acriss) > (${after.agency}::text, ${after.acriss}::bpchar)` : nothing}
      AND NOT EXISTS (
      SELECT 1 FROM class_ledger n WHERE n.agency = s.agency AND n.acriss = s.acriss AND n.from_at > s.from_at AND n.from_at <= ${now})
    ORDER BY 1, 2 LIMIT ${size}`;
}

/** The steps of a ledger in which more is sold than there is and that are not over, soonest first. */
export async function gapsOf(tx: Sql, { agency, acriss }: Stock, now: Date): Promise<Gap[]> {
  return tx.$queryRaw<Gap[]>`
    SELECT s.from_at AS "from", n.from_at AS "to", s.shortfall AS missing FROM class_ledger s
    LEFT JOIN LATERAL (
      SELECT from_at FROM class_ledger n WHERE n.agency = s.agency AND n.acriss = s.acriss AND n.from_at > s.from_at ORDER BY from_at LIMIT 1) n ON true
    WHERE s.agency = ${agency} AND s.acriss = ${acriss} AND s.shortfall > 0 AND (n.from_at IS NULL OR n.from_at > ${now})
    ORDER BY s.from_at`;
}

/**
 * Ids of the bookings that hold something of a stock and have not begun, and of those for which it is held: for a change not paid yet, or
 * offered in place of what we cannot give.
 * A rental of a year is the longest, so what began longer ago is over.
 */
export async function claimants(tx: Sql, { agency, acriss }: Stock, now: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM booking
    WHERE pick_up_agency = ${agency} AND acriss = ${acriss} AND state IN ('HELD', 'PENDING_PAYMENT', 'CONFIRMED')
      AND held_from IS NOT NULL AND pick_up_at > ${now}::timestamptz - interval '366 days'
    UNION
    SELECT booking_id::text FROM amendment WHERE state = 'PENDING_PAYMENT'
      AND journey -> 'pickUp' ->> 'agency' = ${agency}::text AND journey ->> 'acriss' = ${acriss}::text
    UNION
    SELECT booking_id::text FROM settlement WHERE state IN ('AWAITING_APPROVAL', 'OFFERED') AND agency = ${agency} AND acriss = ${acriss}`;
  return rows.map(({ id }) => id);
}

/** Bookings that lost their room and for which there is some again, oldest first, at most a hundred; of one stock or of any. */
export async function withRoomAgain(tx: Sql, now: Date, turnaroundMinutes: number, stock?: Stock): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT b.id::text FROM booking b
    CROSS JOIN LATERAL (
      SELECT min(l.supply + l.allowance - l.sold) AS free FROM class_ledger l
      WHERE l.agency = b.pick_up_agency AND l.acriss = b.acriss
        AND (b.pick_up_agency <> b.drop_off_agency OR l.from_at < b.drop_off_at + make_interval(mins => ${turnaroundMinutes}))
        AND l.from_at >= (
          SELECT max(p.from_at) FROM class_ledger p
          WHERE p.agency = b.pick_up_agency AND p.acriss = b.acriss AND p.from_at <= greatest(b.pick_up_at, ${now}))) f
    WHERE b.state = 'REACCOMMODATION' AND b.drop_off_at > ${now} AND f.free > 0
      ${stock ? part`AND b.pick_up_agency = ${stock.agency} AND b.acriss = ${stock.acriss}` : nothing}
    ORDER BY b.created_at, b.id LIMIT 100`;
  return rows.map(({ id }) => id);
}
