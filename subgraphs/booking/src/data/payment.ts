import { v7 as uuidv7 } from 'uuid';
import type { Payment as Row } from '../generated/prisma/client.ts';
import type { PaymentState } from '../domain/paymentState.ts';
import type { Tx } from './database.ts';

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
  tx: Tx,
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
    INSERT INTO payment (id, booking_id, amendment_id, kind, state, amount_minor, currency, created_at)
    VALUES (${row.id}::uuid, ${row.bookingId}::uuid, ${row.amendmentId}::uuid, ${row.kind}, ${row.state}, ${row.amountMinor}, ${row.currency}, ${now})`;
  return row;
}

/** Oldest first within each booking. */
export async function paymentsOf(tx: Tx, bookingIds: readonly string[]): Promise<Payment[]> {
  const rows = await tx.payment.findMany({ where: { bookingId: { in: [...bookingIds] } }, orderBy: { id: 'asc' } });
  return rows.map(paymentOf);
}

export async function paymentById(tx: Tx, id: string): Promise<Payment | null> {
  const row = await tx.payment.findUnique({ where: { id } });
  return row && paymentOf(row);
}

export async function savePayment(tx: Tx, payment: Payment): Promise<void> {
  await tx.$executeRaw`
    UPDATE payment SET state = ${payment.state}, captured_minor = ${payment.capturedMinor}, refunded_minor = ${payment.refundedMinor},
      stripe_intent = ${payment.stripeIntent}
    WHERE id = ${payment.id}::uuid`;
}

/** The card's authorisation has to be let go; `voided` says that it has been. */
export async function markVoidDue(tx: Tx, bookingId: string, amendmentId: string | null): Promise<void> {
  await tx.$executeRaw`
    UPDATE payment SET void_due = true
    WHERE booking_id = ${bookingId}::uuid AND amendment_id IS NOT DISTINCT FROM ${amendmentId}::uuid
      AND state IN ('REQUIRES_PAYMENT', 'REQUIRES_ACTION', 'AUTHORISED', 'FAILED')`;
}

export async function voidsDue(tx: Tx): Promise<Payment[]> {
  const rows = await tx.payment.findMany({ where: { voidDue: true }, orderBy: { id: 'asc' }, take: 50 });
  return rows.map(paymentOf);
}

/** `state` null leaves it: the money had moved before it could be voided. */
export async function voidSettled(tx: Tx, id: string, voided: boolean): Promise<void> {
  await tx.$executeRaw`UPDATE payment SET void_due = false, state = CASE WHEN ${voided} THEN 'VOIDED' ELSE state END WHERE id = ${id}::uuid`;
}
