import { nothing, part, type Sql } from '@ycyw/service/sql';
import type { Span } from '../domain/period.ts';
import type { Price } from '../domain/price.ts';
import type { SettlementKind, SettlementState } from '../domain/settlement.ts';
import type { Stock } from '../domain/supply.ts';
import type { Settlement as Row } from '../generated/prisma/client.ts';

export interface Settlement {
  id: string;
  bookingId: string;
  kind: SettlementKind;
  state: SettlementState;
  /** Where and which class is offered, and what the ledger holds of it while the settlement is open. */
  agency: string;
  acriss: string;
  held: Span;
  fromTotalMinor: number;
  /** The booking's once it is accepted. */
  price: Price;
  differenceMinor: number;
  refundMinor: number;
  keptMinor: number;
  conversationId: string | null;
  offeredBy: string;
  approvedBy: string | null;
  /** When the renter was told; null while nobody has. */
  offeredAt: Date | null;
  expiresAt: Date;
  createdAt: Date;
}

const settlementOf = (row: Row): Settlement => ({
  id: row.id,
  bookingId: row.bookingId,
  kind: row.kind as SettlementKind,
  state: row.state as SettlementState,
  agency: row.agency,
  acriss: row.acriss,
  held: { from: row.heldFrom, to: row.heldTo },
  fromTotalMinor: Number(row.fromTotalMinor),
  price: row.price as unknown as Price,
  differenceMinor: Number(row.differenceMinor),
  refundMinor: Number(row.refundMinor),
  keptMinor: Number(row.keptMinor),
  conversationId: row.conversationId,
  offeredBy: row.offeredBy,
  approvedBy: row.approvedBy,
  offeredAt: row.offeredAt,
  expiresAt: row.expiresAt,
  createdAt: row.createdAt,
});

export async function insertSettlement(tx: Sql, made: Settlement): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO settlement (id, booking_id, region, kind, state, agency, acriss, held_from, held_to, from_total_minor, price, currency, difference_minor,
      refund_minor, kept_minor, conversation_id, offered_by, offered_at, expires_at, created_at)
    SELECT ${made.id}::uuid, id, region, ${made.kind}, ${made.state}, ${made.agency}, ${made.acriss}, ${made.held.from}::timestamptz, ${made.held.to}::timestamptz,
      ${made.fromTotalMinor}::bigint, ${JSON.stringify(made.price)}::jsonb, ${made.price.currency}, ${made.differenceMinor}::bigint, ${made.refundMinor}::bigint,
      ${made.keptMinor}::bigint, ${made.conversationId}::uuid, ${made.offeredBy}::uuid, ${made.offeredAt}::timestamptz, ${made.expiresAt}::timestamptz,
      ${made.createdAt}::timestamptz
    FROM booking WHERE id = ${made.bookingId}::uuid`;
}

const settlements = part`
  SELECT s.id, s.booking_id AS "bookingId", s.kind, s.state, s.agency, s.acriss, s.held_from AS "heldFrom", s.held_to AS "heldTo", s.from_total_minor AS "fromTotalMinor",
    s.price, s.difference_minor AS "differenceMinor", s.refund_minor AS "refundMinor", s.kept_minor AS "keptMinor", s.conversation_id AS "conversationId",
    s.offered_by AS "offeredBy", s.approved_by AS "approvedBy", s.offered_at AS "offeredAt", s.expires_at AS "expiresAt", s.created_at AS "createdAt"
  FROM settlement s`;
const open = part`s.state IN ('AWAITING_APPROVAL', 'OFFERED')`;

/** In any order. */
export async function settlementsById(sql: Sql, ids: readonly string[]): Promise<Settlement[]> {
  const rows = await sql.$queryRaw<Row[]>`${settlements} WHERE s.id = ANY(${[...ids]}::uuid[])`;
  return rows.map(settlementOf);
}

export async function findSettlement(sql: Sql, id: string): Promise<Settlement | null> {
  const [settlement] = await settlementsById(sql, [id]);
  return settlement ?? null;
}

/** Newest first within each booking. */
export async function settlementsOf(sql: Sql, bookingIds: readonly string[]): Promise<Settlement[]> {
  const rows = await sql.$queryRaw<Row[]>`${settlements} WHERE s.booking_id = ANY(${[...bookingIds]}::uuid[]) ORDER BY s.id DESC`;
  return rows.map(settlementOf);
}

/** Of these bookings' settlements those that are open: at most one each. */
export async function openSettlements(tx: Sql, bookingIds: readonly string[]): Promise<Settlement[]> {
  const rows = await tx.$queryRaw<Row[]>`${settlements} WHERE s.booking_id = ANY(${[...bookingIds]}::uuid[]) AND ${open}`;
  return rows.map(settlementOf);
}

export async function openSettlement(tx: Sql, bookingId: string): Promise<Settlement | null> {
  return (await openSettlements(tx, [bookingId]))[0] ?? null;
}

/** The bookings of open settlements whose time is over, or that were handed over or ended meanwhile, at most a hundred; of one stock where given. */
export async function lapsedSettlements(tx: Sql, now: Date, stock?: Stock): Promise<string[]> {
  const rows = await tx.$queryRaw<{ bookingId: string }[]>`
    SELECT s.booking_id::text AS "bookingId" FROM settlement s JOIN booking b ON b.id = s.booking_id
    WHERE ${open} AND (s.expires_at <= ${now} OR b.state NOT IN ('CONFIRMED', 'REACCOMMODATION'))
      ${stock ? part`AND s.agency = ${stock.agency} AND s.acriss = ${stock.acriss}` : nothing}
    ORDER BY s.expires_at LIMIT 100`;
  return rows.map(({ bookingId }) => bookingId);
}

/** The manager's word: it is offered until `expiresAt`. */
export async function saveApproval(tx: Sql, id: string, approvedBy: string, expiresAt: Date, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE settlement SET state = 'OFFERED', approved_by = ${approvedBy}::uuid, offered_at = ${now}, expires_at = ${expiresAt}
    WHERE id = ${id}::uuid AND state = 'AWAITING_APPROVAL'`;
}

/** How it ended; `given` is what has really gone back, and of how much. */
export async function endSettlement(
  tx: Sql,
  id: string,
  state: Extract<SettlementState, 'ACCEPTED' | 'DECLINED' | 'EXPIRED'>,
  now: Date,
  given?: Pick<Settlement, 'keptMinor' | 'refundMinor'>,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE settlement s SET state = ${state}, ended_at = ${now}, refund_minor = coalesce(${given?.refundMinor ?? null}::bigint, refund_minor),
      kept_minor = coalesce(${given?.keptMinor ?? null}::bigint, kept_minor)
    WHERE s.id = ${id}::uuid AND ${open}`;
}

/** Those that wait for a manager at these agencies (null: anywhere), longest first, after the settlement `after`: one more than `size`. */
export async function settlementsToApprove(
  sql: Sql,
  { agencies, now }: { agencies: readonly string[] | null; now: Date },
  size: number,
  after: string | null,
): Promise<Settlement[]> {
  const rows = await sql.$queryRaw<Row[]>`
    ${settlements} WHERE s.state = 'AWAITING_APPROVAL' AND s.expires_at > ${now}
      ${agencies ? part`AND s.agency = ANY(${[...agencies]}::text[])` : nothing} ${after ? part`AND s.id > ${after}::uuid` : nothing}
    ORDER BY s.id LIMIT ${size + 1}`;
  return rows.map(settlementOf);
}

export async function countToApprove(sql: Sql, { agencies, now }: { agencies: readonly string[] | null; now: Date }): Promise<number> {
  const [row] = await sql.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM settlement s WHERE s.state = 'AWAITING_APPROVAL' AND s.expires_at > ${now}
      ${agencies ? part`AND s.agency = ANY(${[...agencies]}::text[])` : nothing}`;
  return row?.count ?? 0;
}

/** Staff who are forgotten did it under a name that leads nowhere. */
export async function forgetStaff(tx: Sql, userId: string, nobody: string): Promise<void> {
  await tx.$executeRaw`UPDATE settlement SET offered_by = ${nobody}::uuid WHERE offered_by = ${userId}::uuid`;
  await tx.$executeRaw`UPDATE settlement SET approved_by = ${nobody}::uuid WHERE approved_by = ${userId}::uuid`;
}
