import { part, type Part, type Sql } from '@ycyw/service/sql';
import type { ChargeKind } from '../../domain/charge/chargeTariff.ts';
import type { ChargeState, Outcome } from '../../domain/charge/chargeState.ts';
import type { Basis, Reading } from '../../domain/charge/reading.ts';
import type { Line } from '../../domain/price.ts';

export interface Evidence {
  basis: Basis;
  before: Reading | null;
  after: Reading | null;
  photoIds: readonly string[];
}

export interface Charge {
  id: string;
  bookingId: string;
  region: string;
  kind: ChargeKind;
  state: ChargeState;
  line: Line;
  amountMinor: number;
  /** Before a dispute reduced it. */
  announcedMinor: number;
  currency: string;
  evidence: Evidence;
  /** Whose key its words are sealed with; null once they were erased. */
  owner: string | null;
  /** Sealed `Details`. */
  details: Buffer | null;
  /** Sealed: what staff said as they resolved, withdrew or refunded it. */
  answer: Buffer | null;
  announcedBy: string | null;
  announcedAt: Date;
  disputableUntil: Date;
  paymentId: string | null;
  dispute: Dispute | null;
}

export interface Dispute {
  /** Sealed; null once its writer was erased. */
  reason: Buffer | null;
  photoIds: string[];
  at: Date;
  outcome: Outcome | null;
  resolvedAt: Date | null;
}

interface Row extends Omit<Charge, 'amountMinor' | 'announcedMinor' | 'dispute'> {
  amountMinor: bigint;
  announcedMinor: bigint;
  reason: Buffer | null;
  photoIds: string[] | null;
  at: Date | null;
  outcome: Outcome | null;
  resolvedAt: Date | null;
}

function chargeOf({ reason, photoIds, at, outcome, resolvedAt, ...row }: Row): Charge {
  return {
    ...row,
    amountMinor: Number(row.amountMinor),
    announcedMinor: Number(row.announcedMinor),
    dispute: at && { reason, photoIds: photoIds ?? [], at, outcome, resolvedAt },
  };
}

const charges = part`SELECT c.id::text, c.booking_id::text AS "bookingId", c.region, c.kind, c.state, c.line, c.amount_minor AS "amountMinor",
  c.announced_minor AS "announcedMinor", c.currency, c.evidence, c.owner::text, c.details, c.answer, c.announced_by::text AS "announcedBy",
  c.announced_at AS "announcedAt", c.disputable_until AS "disputableUntil", c.payment_id::text AS "paymentId",
  d.reason, d.photo_ids::text[] AS "photoIds", d.at, d.outcome, d.resolved_at AS "resolvedAt"
  FROM charge c LEFT JOIN charge_dispute d ON d.charge_id = c.id`;

async function read(sql: Sql, where: Part): Promise<Charge[]> {
  const rows = await sql.$queryRaw<Row[]>`${charges} ${where}`;
  return rows.map(chargeOf);
}

/** Oldest first. */
export const chargesOf = (sql: Sql, bookingIds: readonly string[]): Promise<Charge[]> =>
  read(sql, part`WHERE c.booking_id = ANY(${[...bookingIds]}::uuid[]) ORDER BY c.id`);

export async function findCharge(sql: Sql, id: string): Promise<Charge | null> {
  const [charge] = await read(sql, part`WHERE c.id = ${id}::uuid`);
  return charge ?? null;
}

/** The booking's charges, locked until the transaction ends, oldest first. The booking is locked before them, as everywhere. */
export const lockCharges = (tx: Sql, bookingId: string): Promise<Charge[]> =>
  read(tx, part`WHERE c.booking_id = ${bookingId}::uuid ORDER BY c.id FOR UPDATE OF c`);

export async function insertCharges(
  tx: Sql,
  announced: readonly Omit<Charge, 'region' | 'answer' | 'paymentId' | 'dispute'>[],
): Promise<void> {
  for (const charge of announced) {
    await tx.$executeRaw`
      INSERT INTO charge (id, booking_id, region, kind, state, line, amount_minor, announced_minor, currency, evidence, owner, details, announced_by,
        announced_at, disputable_until)
      SELECT ${charge.id}::uuid, id, region, ${charge.kind}, ${charge.state}, ${JSON.stringify(charge.line)}::jsonb, ${charge.amountMinor}::bigint,
        ${charge.announcedMinor}::bigint, ${charge.currency}, ${JSON.stringify(charge.evidence)}::jsonb, ${charge.owner}::uuid, ${charge.details}::bytea,
        ${charge.announcedBy}::uuid, ${charge.announcedAt}::timestamptz, ${charge.disputableUntil}::timestamptz
      FROM booking WHERE id = ${charge.bookingId}::uuid`;
  }
}

/** Writes how a locked charge stands, by which payment, and what staff said of it. */
export async function saveCharge(
  tx: Sql,
  { id, state, line, amountMinor, paymentId, answer }: Pick<Charge, 'id' | 'state' | 'line' | 'amountMinor' | 'paymentId' | 'answer'>,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE charge SET state = ${state}, line = ${JSON.stringify(line)}::jsonb, amount_minor = ${amountMinor}::bigint, payment_id = ${paymentId}::uuid,
      answer = ${answer}::bytea
    WHERE id = ${id}::uuid`;
}

/** The agency's claims that nobody has disputed in time: due, at most `size`; how many. */
export function endWindows(sql: Sql, now: Date, size: number): PromiseLike<number> {
  return sql.$executeRaw`
    UPDATE charge SET state = 'DUE' WHERE state = 'ANNOUNCED' AND id IN (
      SELECT id FROM charge WHERE state = 'ANNOUNCED' AND disputable_until <= ${now} ORDER BY disputable_until LIMIT ${size} FOR UPDATE SKIP LOCKED)`;
}
