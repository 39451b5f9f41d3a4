import { v7 as uuidv7 } from 'uuid';
import type { Payment as Row } from '../generated/prisma/client.ts';
import type { BookingState } from '../domain/bookingState.ts';
import type { PaymentState } from '../domain/paymentState.ts';
import type { Sql } from '@ycyw/service/sql';

export interface Payment {
  id: string;
  bookingId: string;
  amendmentId: string | null;
  kind: 'RENTAL' | 'DEPOSIT' | 'CHARGE' | 'DESK';
  state: PaymentState;
  amountMinor: number;
  capturedMinor: number;
  refundedMinor: number;
  currency: string;
  stripeIntent: string | null;
  createdAt: Date;
}

const paymentOf = (row: Row): Payment => ({
  ...row,
  kind: row.kind as Payment['kind'],
  state: row.state as PaymentState,
  amountMinor: Number(row.amountMinor),
  capturedMinor: Number(row.capturedMinor),
  refundedMinor: Number(row.refundedMinor),
});

/** A rental's payment that waits for the card. */
export async function insertPayment(
  tx: Sql,
  payment: { bookingId: string; amendmentId: string | null; amountMinor: number; currency: string },
  now: Date,
): Promise<Payment> {
  const row: Payment = {
    id: uuidv7(),
    kind: 'RENTAL',
    state: 'REQUIRES_PAYMENT',
    capturedMinor: 0,
    refundedMinor: 0,
    stripeIntent: null,
    createdAt: now,
    ...payment,
  };
  await tx.$executeRaw`
    INSERT INTO payment (id, booking_id, region, amendment_id, kind, state, amount_minor, currency, created_at)
    SELECT ${row.id}::uuid, id, region, ${row.amendmentId}::uuid, ${row.kind}, ${row.state}, ${row.amountMinor}::bigint, ${row.currency}, ${now}::timestamptz
    FROM booking WHERE id = ${row.bookingId}::uuid`;
  return row;
}

/** Oldest first within each booking. */
export async function paymentsOf(tx: Sql, bookingIds: readonly string[]): Promise<Payment[]> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT id, booking_id AS "bookingId", amendment_id AS "amendmentId", kind, state, amount_minor AS "amountMinor",
      captured_minor AS "capturedMinor", refunded_minor AS "refundedMinor", currency, stripe_intent AS "stripeIntent", created_at AS "createdAt"
    FROM payment WHERE booking_id = ANY(${bookingIds}::uuid[]) ORDER BY id`;
  return rows.map(paymentOf);
}

export async function paymentState(tx: Sql, id: string): Promise<PaymentState | null> {
  const rows = await tx.$queryRaw<{ state: PaymentState }[]>`SELECT state FROM payment WHERE id = ${id}::uuid`;
  return rows[0]?.state ?? null;
}

/** The payment, locked until the transaction ends. Its booking must be locked before, as everywhere; `giveUp` waits for neither. */
export async function lockPayment(tx: Sql, id: string): Promise<Payment | null> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT id, booking_id AS "bookingId", amendment_id AS "amendmentId", kind, state, amount_minor AS "amountMinor",
      captured_minor AS "capturedMinor", refunded_minor AS "refundedMinor", currency, stripe_intent AS "stripeIntent", created_at AS "createdAt"
    FROM payment WHERE id = ${id}::uuid FOR UPDATE`;
  return rows[0] ? paymentOf(rows[0]) : null;
}

/** The payment that an intent at Stripe is for. */
export async function paymentOfIntent(tx: Sql, stripeIntent: string): Promise<string | null> {
  const rows = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM payment WHERE stripe_intent = ${stripeIntent}`;
  return rows[0]?.id ?? null;
}

/** Writes how far the payment has come, and with it, where given, its booking's state and until when it is held. */
export async function savePayment(tx: Sql, payment: Payment, booking?: { state: BookingState; heldUntil: Date | null }): Promise<void> {
  const { state = null, heldUntil = null } = booking ?? {};
  await tx.$executeRaw`
    WITH paid AS (
      UPDATE payment SET state = ${payment.state}, captured_minor = ${payment.capturedMinor}, stripe_intent = ${payment.stripeIntent},
        void_due = void_due AND ${payment.state}::text NOT IN ('AUTHORISED', 'CAPTURED', 'VOIDED')
      WHERE id = ${payment.id}::uuid RETURNING booking_id)
    UPDATE booking SET state = ${state}::text, held_until = ${heldUntil}::timestamptz FROM paid WHERE booking.id = paid.booking_id AND ${state}::text IS NOT NULL`;
}

/**
 * Notes the intent of a payment; a booking that was only held now waits for it. False when the payment was given up
 * meanwhile: the intent is then let go. The booking is locked before the payment, as everywhere.
 */
export async function attachIntent(tx: Sql, payment: Pick<Payment, 'id' | 'bookingId'>, stripeIntent: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ void_due: boolean }[]>`
    WITH locked AS MATERIALIZED (SELECT id FROM booking WHERE id = ${payment.bookingId} FOR UPDATE),
    paid AS (
      UPDATE payment SET stripe_intent = ${stripeIntent}, void_due = void_due OR payment.state = 'VOIDED'
      FROM locked WHERE payment.id = ${payment.id} RETURNING booking_id, void_due),
    waiting AS (UPDATE booking SET state = 'PENDING_PAYMENT' FROM paid WHERE booking.id = paid.booking_id AND booking.state = 'HELD')
    SELECT void_due FROM paid`;
  return rows[0]?.void_due === false;
}

/** The card's authorisation has to be let go; `voidSettled` says that it has been. */
export async function markVoidDue(tx: Sql, bookingId: string, amendmentId: string | null): Promise<void> {
  await tx.$executeRaw`
    UPDATE payment SET void_due = true
    WHERE booking_id = ${bookingId}::uuid AND amendment_id IS NOT DISTINCT FROM ${amendmentId}::uuid
      AND state IN ('REQUIRES_PAYMENT', 'REQUIRES_ACTION', 'AUTHORISED', 'FAILED', 'VOIDED')`;
}

/**
 * Gives up payments whose cards are to be let go, of one booking or any, and returns their intents. From here on news of an
 * authorisation takes nothing any more, so that Stripe can be told without a lock.
 */
export async function giveUp(tx: Sql, bookingId: string | null): Promise<Pick<Payment, 'id' | 'stripeIntent'>[]> {
  return tx.$queryRaw<Pick<Payment, 'id' | 'stripeIntent'>[]>`
    UPDATE payment SET state = 'VOIDED', retry_at = now() + interval '30 seconds'
    WHERE id IN (
      SELECT id FROM payment WHERE void_due AND (retry_at IS NULL OR retry_at <= now()) AND (${bookingId}::uuid IS NULL OR booking_id = ${bookingId}::uuid)
      ORDER BY id LIMIT 50 FOR UPDATE SKIP LOCKED)
    RETURNING id, stripe_intent AS "stripeIntent"`;
}

/** Stripe has let go the card of this intent (or there was none yet). */
export async function voidSettled(tx: Sql, { id, stripeIntent }: Pick<Payment, 'id' | 'stripeIntent'>): Promise<void> {
  await tx.$executeRaw`UPDATE payment SET void_due = false, retry_at = NULL WHERE id = ${id} AND stripe_intent IS NOT DISTINCT FROM ${stripeIntent}::text`;
}

/** A card was authorised for a payment that had been given up. */
export async function voidAgain(tx: Sql, id: string): Promise<void> {
  await tx.$executeRaw`UPDATE payment SET void_due = true, retry_at = NULL WHERE id = ${id}`;
}
