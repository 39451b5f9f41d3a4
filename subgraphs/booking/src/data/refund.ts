import { v7 as uuidv7 } from 'uuid';
import type { Refund as Row } from '../generated/prisma/client.ts';
import { spread } from '../domain/paymentState.ts';
import { nothing, part, type Sql } from '@ycyw/service/sql';
import { giveCashbackBack } from './cashback/spending.ts';
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

const columns = part`r.id, r.booking_id AS "bookingId", r.payment_id AS "paymentId", r.amount_minor AS "amountMinor", r.currency, r.state, r.reason,
  r.stripe_refund AS "stripeRefund", r.created_at AS "createdAt"`;

const refundOf = (row: Row): Refund => ({ ...row, amountMinor: Number(row.amountMinor), state: row.state as Refund['state'] });

/**
 * Gives back `amountMinor` of what was captured for the rental, newest payment first, or of `only` for whatever it was (`chargeId`: for that charge): writes the refunds as PENDING
 * and counts them on their payments, so that no later refund gives the same money twice. Stripe is told after the commit; what
 * the desk took, the desk gives back and records; cashback is in its wallet at once. What only disputed money is left for is owed, should that be won.
 */
export async function openRefunds(
  tx: Sql,
  bookingId: string,
  amountMinor: number,
  reason: string,
  now: Date,
  only?: string,
  chargeId: string | null = null,
): Promise<Refund[]> {
  if (amountMinor === 0) return [];
  const payments = await paymentsOf(tx, [bookingId]);
  const captured = payments.filter(
    ({ id, kind, capturedMinor, state }) =>
      capturedMinor > 0 && kind !== 'DEPOSIT' && state !== 'DISPUTED' && (only === undefined ? kind !== 'CHARGE' : id === only),
  );
  const refunds: Refund[] = [];
  for (const share of spread(captured, amountMinor)) {
    const payment = captured.find(({ id }) => id === share.paymentId);
    if (!payment) continue;
    const refund: Refund = {
      ...share,
      id: uuidv7(),
      bookingId,
      currency: payment.currency,
      state: payment.walletId ? 'SUCCEEDED' : 'PENDING',
      reason,
      stripeRefund: null,
      createdAt: now,
    };
    await tx.$executeRaw`
      INSERT INTO refund (id, booking_id, region, payment_id, charge_id, amount_minor, currency, state, reason, created_at)
      SELECT ${refund.id}::uuid, booking_id, region, id, ${chargeId}::uuid, ${refund.amountMinor}::bigint, currency, ${refund.state}, ${reason}, ${now}::timestamptz
      FROM payment WHERE id = ${refund.paymentId}::uuid`;
    await tx.$executeRaw`
      UPDATE payment SET refunded_minor = refunded_minor + ${refund.amountMinor},
        state = CASE WHEN refunded_minor + ${refund.amountMinor} = captured_minor THEN 'REFUNDED' ELSE 'PART_REFUNDED' END
      WHERE id = ${refund.paymentId}::uuid`;
    if (payment.walletId) await giveCashbackBack(tx, { ...share, walletId: payment.walletId }, now);
    refunds.push(refund);
  }
  const givenMinor = refunds.reduce((sum, refund) => sum + refund.amountMinor, 0);
  if (only === undefined) await oweIfWon(tx, payments, amountMinor - givenMinor);
  return refunds;
}

/** Notes that `amountMinor` of disputed money is to be given back should it be won, newest payment first. Until then it is the bank's. */
export async function oweIfWon(tx: Sql, payments: readonly Payment[], amountMinor: number): Promise<void> {
  const disputed = payments.flatMap(({ id, kind, state, capturedMinor, refundedMinor, owedMinor }) =>
    state === 'DISPUTED' && kind !== 'DEPOSIT' && kind !== 'CHARGE'
      ? [{ id, capturedMinor, refundedMinor: refundedMinor + owedMinor }]
      : [],
  );
  for (const share of spread(disputed, amountMinor)) {
    await tx.$executeRaw`UPDATE payment SET owed_minor = owed_minor + ${share.amountMinor} WHERE id = ${share.paymentId}::uuid`;
  }
}

/** Gives back what was owed of a payment whose dispute was won. */
export async function refundOwed(tx: Sql, { id, bookingId, owedMinor }: Payment, now: Date): Promise<Refund[]> {
  await tx.$executeRaw`UPDATE payment SET owed_minor = 0 WHERE id = ${id}::uuid`;
  return openRefunds(tx, bookingId, owedMinor, 'DISPUTE_WON', now, id);
}

export async function refundsOf(tx: Sql, bookingIds: readonly string[]): Promise<Refund[]> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT ${columns}
    FROM refund r WHERE r.booking_id = ANY(${bookingIds}::uuid[]) ORDER BY r.id`;
  return rows.map(refundOf);
}

/** Refunds that Stripe has not been told of, oldest first, with the intents that they go back to; of `only` where given. */
export async function refundsToSend(tx: Sql, only: readonly string[] | null): Promise<(Refund & { stripeIntent: string | null })[]> {
  const rows = await tx.$queryRaw<(Row & { stripeIntent: string | null })[]>`
    SELECT ${columns}, p.stripe_intent AS "stripeIntent"
    FROM refund r JOIN payment p ON p.id = r.payment_id
    WHERE r.state = 'PENDING' AND r.stripe_refund IS NULL AND p.kind <> 'DESK' AND (r.retry_at IS NULL OR r.retry_at <= now())
      ${only ? part`AND r.id = ANY(${only}::uuid[])` : nothing}
    ORDER BY r.created_at LIMIT 50`;
  return rows.map((row) => ({ ...refundOf(row), stripeIntent: row.stripeIntent }));
}

export async function saveRefund(tx: Sql, id: string, state: 'PENDING' | 'SUCCEEDED', stripeRefund: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE refund SET state = ${state}, stripe_refund = ${stripeRefund} WHERE id = ${id} AND state = 'PENDING'`;
}

export async function postponeRefund(tx: Sql, id: string): Promise<void> {
  await tx.$executeRaw`UPDATE refund SET retry_at = now() + interval '30 seconds' WHERE id = ${id}`;
}

/**
 * The desk has given the money of a refund back by hand: of its own payment, or where the card's bank refused it. It is Stripe's
 * refund no longer. False where there is nothing to give back that way.
 */
export async function refundedByHand(tx: Sql, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    WITH given AS (
      UPDATE refund r SET state = 'SUCCEEDED', by_hand = true FROM payment p, refund before
      WHERE r.id = ${id}::uuid AND before.id = r.id AND p.id = r.payment_id
        AND ((r.state = 'PENDING' AND p.kind = 'DESK') OR (r.state = 'FAILED' AND p.captured_minor - p.refunded_minor >= r.amount_minor))
      RETURNING r.payment_id, r.amount_minor, before.state = 'FAILED' AS counts),
    counted AS (
      UPDATE payment SET refunded_minor = refunded_minor + given.amount_minor, owed_minor = greatest(0, owed_minor - given.amount_minor),
        state = CASE WHEN payment.state = 'DISPUTED' THEN payment.state WHEN refunded_minor + given.amount_minor = captured_minor THEN 'REFUNDED' ELSE 'PART_REFUNDED' END
      FROM given WHERE payment.id = given.payment_id AND given.counts)
    SELECT 1 FROM given`;
  return rows.length === 1;
}

/** The booking that a refund is of. */
export async function bookingOfRefund(tx: Sql, id: string): Promise<string | null> {
  const rows = await tx.$queryRaw<{ bookingId: string }[]>`SELECT booking_id::text AS "bookingId" FROM refund WHERE id = ${id}::uuid`;
  return rows[0]?.bookingId ?? null;
}

/**
 * The money did not go back: the refund is FAILED and its payment counts it no longer, but owes it where it is `disputed`. Old news
 * where the desk has given it since.
 */
export async function refundFailed(tx: Sql, id: string, disputed = false): Promise<void> {
  await tx.$executeRaw`
    WITH failed AS (UPDATE refund SET state = 'FAILED' WHERE id = ${id} AND state <> 'FAILED' AND NOT by_hand RETURNING payment_id, amount_minor)
    UPDATE payment SET refunded_minor = refunded_minor - failed.amount_minor,
      owed_minor = owed_minor + CASE WHEN ${disputed} OR state = 'DISPUTED' THEN failed.amount_minor ELSE 0 END,
      state = CASE WHEN state = 'DISPUTED' THEN state WHEN refunded_minor = failed.amount_minor THEN 'CAPTURED' ELSE 'PART_REFUNDED' END
    FROM failed WHERE payment.id = failed.payment_id`;
}
