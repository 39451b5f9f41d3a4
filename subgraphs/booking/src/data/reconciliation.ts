import { nothing, part, type Sql } from '@ycyw/service/sql';
import type { BookingState } from '../domain/bookingState.ts';
import type { PaymentState } from '../domain/paymentState.ts';
import type { Ours } from '../domain/reconciliation.ts';
import type { Refund } from './refund.ts';

export interface OurPayment extends Ours {
  id: string;
  bookingId: string;
}

interface Row extends Omit<OurPayment, 'amountMinor' | 'capturedMinor'> {
  amountMinor: string;
  capturedMinor: string;
}

/** Payments by their ids, or by their intents at Stripe. */
export async function paymentsAtStripe(sql: Sql, ids: readonly string[], intents: readonly string[] = []): Promise<OurPayment[]> {
  const rows = await sql.$queryRaw<Row[]>`
    SELECT id::text, booking_id::text AS "bookingId", kind, state, amount_minor AS "amountMinor", captured_minor AS "capturedMinor", stripe_intent AS "stripeIntent"
    FROM payment WHERE id = ANY(${ids}::uuid[]) OR stripe_intent = ANY(${intents}::text[])`;
  return rows.map((row) => ({ ...row, amountMinor: Number(row.amountMinor), capturedMinor: Number(row.capturedMinor) }));
}

const open: readonly PaymentState[] = ['REQUIRES_PAYMENT', 'REQUIRES_ACTION', 'FAILED', 'AUTHORISED', 'DISPUTED'];

/**
 * Intents of payments that are still open or disputed, made before `before`, after the payment `after`, in the order of their
 * ids. A dispute that is lost stays one: no bank takes two years.
 */
export async function openIntents(
  sql: Sql,
  before: Date,
  after: string | null,
  size: number,
): Promise<{ id: string; state: PaymentState; stripeIntent: string }[]> {
  return sql.$queryRaw<{ id: string; state: PaymentState; stripeIntent: string }[]>`
    SELECT id::text, state, stripe_intent AS "stripeIntent" FROM payment
    WHERE state = ANY(${open}::text[]) AND stripe_intent IS NOT NULL AND created_at < ${before} ${after ? part`AND id > ${after}::uuid` : nothing}
      AND (state <> 'DISPUTED' OR created_at > ${before}::timestamptz - interval '2 years')
    ORDER BY id LIMIT ${size}`;
}

export type OurRefund = Pick<Refund, 'id' | 'state' | 'stripeRefund' | 'amountMinor'> & { byHand: boolean };

export async function refundsAtStripe(sql: Sql, ids: readonly string[]): Promise<OurRefund[]> {
  const rows = await sql.$queryRaw<(Omit<OurRefund, 'amountMinor'> & { amountMinor: string })[]>`
    SELECT id::text, state, stripe_refund AS "stripeRefund", amount_minor AS "amountMinor", by_hand AS "byHand" FROM refund WHERE id = ANY(${ids}::uuid[])`;
  return rows.map((row) => ({ ...row, amountMinor: Number(row.amountMinor) }));
}

/** Stripe's ids of refunds that it has taken on and not finished, made before `before`. */
export async function openRefunds(sql: Sql, before: Date, size: number): Promise<string[]> {
  const rows = await sql.$queryRaw<{ stripeRefund: string }[]>`
    SELECT stripe_refund AS "stripeRefund" FROM refund
    WHERE state = 'PENDING' AND stripe_refund IS NOT NULL AND created_at < ${before} ORDER BY created_at LIMIT ${size}`;
  return rows.map(({ stripeRefund }) => stripeRefund);
}

/** The bookings for which one of these intents saves a card, and which have none yet: they wait for it, or waited. */
export async function bookingsWithoutCard(
  sql: Sql,
  setupIntents: readonly string[],
): Promise<{ bookingId: string; state: BookingState; setupIntent: string }[]> {
  return sql.$queryRaw<{ bookingId: string; state: BookingState; setupIntent: string }[]>`
    SELECT id::text AS "bookingId", state, setup_intent AS "setupIntent" FROM booking
    WHERE setup_intent = ANY(${setupIntents}::text[]) AND stripe_payment_method IS NULL AND state IN ('HELD', 'PENDING_PAYMENT', 'EXPIRED')`;
}
