import { v7 as uuidv7 } from 'uuid';
import type { Refund as Row } from '../generated/prisma/client.ts';
import { spread } from '../domain/paymentState.ts';
import type { Tx } from './database.ts';
import { paymentsOf, type Payment } from './payment.ts';

export interface Refund {
  id: string;
  bookingId: string;
  paymentId: string;
  amountMinor: number;
  currency: string;
  state: 'PENDING' | 'SUCCEEDED' | 'FAILED';
  reason: string;
  stripeRefund: string | null;
  createdAt: Date;
}

const refundOf = (row: Row): Refund => ({ ...row, amountMinor: Number(row.amountMinor), state: row.state as Refund['state'] });

/**
 * Gives back `amountMinor` of what was captured, newest payment first: writes the refunds as PENDING and counts them on
 * their payments, so that no later refund gives the same money twice. Stripe is told after the commit.
 */
export async function openRefunds(tx: Tx, bookingId: string, amountMinor: number, reason: string, now: Date): Promise<Refund[]> {
  const payments = await paymentsOf(tx, [bookingId]);
  const captured = payments.filter((payment) => payment.capturedMinor > 0);
  const refunds: Refund[] = [];
  for (const part of spread(captured, amountMinor)) {
    const payment = captured.find(({ id }) => id === part.paymentId);
    if (!payment) continue;
    const refund: Refund = {
      ...part,
      id: uuidv7(),
      bookingId,
      currency: payment.currency,
      state: 'PENDING',
      reason,
      stripeRefund: null,
      createdAt: now,
    };
    await tx.$executeRaw`
      INSERT INTO refund (id, booking_id, payment_id, amount_minor, currency, state, reason, created_at)
      VALUES (${refund.id}::uuid, ${bookingId}::uuid, ${refund.paymentId}::uuid, ${refund.amountMinor}, ${refund.currency}, 'PENDING', ${reason}, ${now})`;
    await tx.$executeRaw`
      UPDATE payment SET refunded_minor = refunded_minor + ${refund.amountMinor},
        state = CASE WHEN refunded_minor + ${refund.amountMinor} = captured_minor THEN 'REFUNDED' ELSE 'PART_REFUNDED' END
      WHERE id = ${refund.paymentId}::uuid`;
    refunds.push(refund);
  }
  return refunds;
}

export async function refundsOf(tx: Tx, bookingIds: readonly string[]): Promise<Refund[]> {
  const rows = await tx.refund.findMany({ where: { bookingId: { in: [...bookingIds] } }, orderBy: { id: 'asc' } });
  return rows.map(refundOf);
}

/** Refunds that Stripe has not been told of, with the intents that they go back to. */
export async function refundsToSend(tx: Tx, only?: readonly string[]): Promise<(Refund & { payment: Pick<Payment, 'stripeIntent'> })[]> {
  const rows = await tx.refund.findMany({
    where: { state: 'PENDING', stripeRefund: null, ...(only && { id: { in: [...only] } }) },
    orderBy: { createdAt: 'asc' },
    take: 50,
    include: { payment: { select: { stripeIntent: true } } },
  });
  return rows.map((row) => ({ ...refundOf(row), payment: row.payment }));
}

export async function saveRefund(tx: Tx, id: string, state: Refund['state'], stripeRefund: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE refund SET state = ${state}, stripe_refund = ${stripeRefund} WHERE id = ${id}::uuid AND (state = 'PENDING' OR ${state} = 'FAILED')`;
}
