import { v7 as uuidv7 } from 'uuid';
import { part, type Sql } from '@ycyw/service/sql';
import type { Payment } from './payment.ts';

/** A payment that Stripe is to be asked for without the renter there, and the card that was saved for that. */
export interface Attempt {
  id: string;
  bookingId: string;
  reference: string;
  kind: Payment['kind'];
  amountMinor: number;
  currency: string;
  customer: string | null;
  method: string | null;
  createdAt: Date;
}

type Row = Omit<Attempt, 'amountMinor'> & { amountMinor: bigint };

const columns = part`p.id, p.booking_id AS "bookingId", b.reference, p.kind, p.amount_minor AS "amountMinor", p.currency,
  b.stripe_customer AS customer, b.stripe_payment_method AS method, p.created_at AS "createdAt"`;

const attemptOf = (row: Row): Attempt => ({ ...row, amountMinor: Number(row.amountMinor) });

/** Takes payments that Stripe has still to be asked for, oldest first; others leave them alone for a minute. */
export async function takeAttempts(sql: Sql, size: number): Promise<Attempt[]> {
  const rows = await sql.$queryRaw<Row[]>`
    UPDATE payment p SET retry_at = now() + interval '60 seconds' FROM booking b
    WHERE b.id = p.booking_id AND p.id IN (
      SELECT id FROM payment WHERE off_session AND stripe_intent IS NULL AND state = 'REQUIRES_PAYMENT' AND NOT void_due
        AND (retry_at IS NULL OR retry_at <= now())
      ORDER BY id LIMIT ${size} FOR UPDATE SKIP LOCKED)
    RETURNING ${columns}`;
  return rows.map(attemptOf);
}

/** The booking's payment of a kind that Stripe has still to be asked for, whoever else may be about to. */
export async function pendingAttempt(sql: Sql, bookingId: string, kind: Payment['kind']): Promise<Attempt | null> {
  const rows = await sql.$queryRaw<Row[]>`
    SELECT ${columns}
    FROM payment p JOIN booking b ON b.id = p.booking_id
    WHERE p.booking_id = ${bookingId}::uuid AND p.kind = ${kind} AND p.off_session AND p.stripe_intent IS NULL AND p.state = 'REQUIRES_PAYMENT' AND NOT p.void_due`;
  return rows[0] ? attemptOf(rows[0]) : null;
}

/** Opens the deposits of bookings that pick up within a day and have none, soonest first, at most `size`; how many. */
export async function openComingDeposits(sql: Sql, now: Date, size: number): Promise<number> {
  return sql.$executeRaw`
    INSERT INTO payment (id, booking_id, region, kind, state, amount_minor, currency, off_session, created_at)
    SELECT uuidv7(), id, region, 'DEPOSIT', 'REQUIRES_PAYMENT', deposit, currency, true, ${now}::timestamptz
    FROM (
      SELECT id, region, currency, (price ->> 'depositMinor')::bigint AS deposit FROM booking
      WHERE state = 'CONFIRMED' AND NOT sandbox AND pick_up_at <= ${now}::timestamptz + interval '24 hours' AND pick_up_at > ${now}::timestamptz - interval '1 hour'
        AND (price ->> 'depositMinor')::bigint > 0
        AND NOT EXISTS (
          SELECT FROM payment p WHERE p.booking_id = booking.id AND p.kind = 'DEPOSIT' AND NOT p.void_due
            AND p.state IN ('REQUIRES_PAYMENT', 'REQUIRES_ACTION', 'FAILED', 'AUTHORISED'))
      ORDER BY pick_up_at LIMIT ${size} FOR UPDATE SKIP LOCKED) coming
    ON CONFLICT DO NOTHING`;
}

/** Opens the renewals of deposits whose authorisation ends within a day while the car is out or has been back for less than three days, at most `size`; how many. */
export async function openRenewals(sql: Sql, now: Date, size: number): Promise<number> {
  return sql.$executeRaw`
    INSERT INTO payment (id, booking_id, region, kind, state, amount_minor, currency, off_session, renews, created_at)
    SELECT uuidv7(), booking_id, region, 'DEPOSIT', 'REQUIRES_PAYMENT', amount_minor, currency, true, id, ${now}::timestamptz
    FROM (
      SELECT p.* FROM payment p JOIN booking b ON b.id = p.booking_id
      WHERE p.kind = 'DEPOSIT' AND p.state = 'AUTHORISED' AND NOT p.void_due AND p.capture_before <= ${now}::timestamptz + interval '24 hours'
        AND (b.state = 'IN_PROGRESS' OR b.state = 'RETURNED' AND EXISTS (
          SELECT FROM inspection i WHERE i.booking_id = b.id AND i.kind = 'TAKE_BACK' AND i.at > ${now}::timestamptz - interval '3 days'))
        AND NOT EXISTS (
          SELECT FROM payment r WHERE r.booking_id = p.booking_id AND r.renews = p.id AND NOT r.void_due
            AND r.state IN ('REQUIRES_PAYMENT', 'REQUIRES_ACTION', 'FAILED'))
      ORDER BY p.capture_before LIMIT ${size} FOR UPDATE OF b SKIP LOCKED) ending
    ON CONFLICT DO NOTHING`;
}

/** Opens a deposit for a booking that wants one and has none, while a charge is open at most three days after its return; its id, null where there is nothing to open. */
export async function openDeposit(
  sql: Sql,
  bookingId: string,
  offSession: boolean,
  now: Date,
  renews: string | null = null,
): Promise<string | null> {
  const rows = await sql.$queryRaw<{ id: string }[]>`
    INSERT INTO payment (id, booking_id, region, kind, state, amount_minor, currency, off_session, renews, retry_at, created_at)
    SELECT ${uuidv7()}::uuid, id, region, 'DEPOSIT', 'REQUIRES_PAYMENT', (price ->> 'depositMinor')::bigint, currency, ${offSession}, ${renews}::uuid,
      CASE WHEN ${offSession} THEN now() + interval '30 seconds' END, ${now}::timestamptz
    FROM (SELECT * FROM booking WHERE id = ${bookingId}::uuid AND state IN ('CONFIRMED', 'IN_PROGRESS', 'RETURNED') AND NOT sandbox FOR UPDATE) wanting
    WHERE (price ->> 'depositMinor')::bigint > 0 AND NOT EXISTS (
      SELECT FROM inspection i WHERE i.booking_id = wanting.id AND i.kind = 'TAKE_BACK' AND i.at <= ${now}::timestamptz - interval '3 days')
      AND (wanting.state <> 'RETURNED' OR EXISTS (
        SELECT FROM charge c WHERE c.booking_id = wanting.id AND c.state IN ('ANNOUNCED', 'DISPUTED', 'DUE', 'COLLECTING', 'FAILED')))
      AND NOT EXISTS (
      SELECT FROM payment p WHERE p.booking_id = wanting.id AND p.kind = 'DEPOSIT' AND NOT p.void_due AND p.id IS DISTINCT FROM ${renews}::uuid
        AND p.state IN ('REQUIRES_PAYMENT', 'REQUIRES_ACTION', 'FAILED', 'AUTHORISED'))
    ON CONFLICT DO NOTHING
    RETURNING id`;
  return rows[0]?.id ?? null;
}

/** Notes Stripe's answer: how far the payment has come, with which intent, and whether that is to be let go at once. */
export async function saveAnswer(
  tx: Sql,
  payment: Pick<Payment, 'id' | 'state' | 'stripeIntent' | 'captureBefore' | 'voidDue' | 'renews'>,
): Promise<void> {
  const { id, state, stripeIntent, captureBefore, voidDue, renews } = payment;
  await tx.$executeRaw`
    UPDATE payment SET state = ${state}, stripe_intent = ${stripeIntent}, capture_before = ${captureBefore}, void_due = ${voidDue},
      renews = ${renews}::uuid, retry_at = NULL
    WHERE id = ${id}::uuid`;
}
