import DataLoader from 'dataloader';
import { v7 as uuidv7 } from 'uuid';
import type { Payment as Row } from '../generated/prisma/client.ts';
import type { BookingState } from '../domain/bookingState.ts';
import type { PaymentState } from '../domain/paymentState.ts';
import { nothing, part, type Sql } from '@ycyw/service/sql';
import { releaseCashback } from './cashback/spending.ts';
import { bookingFacts, bookingOf, type Booking, type BookingRow, type SavedCard } from './booking.ts';

export interface Payment {
  id: string;
  bookingId: string;
  amendmentId: string | null;
  kind: 'RENTAL' | 'DEPOSIT' | 'CHARGE' | 'DESK' | 'CASHBACK';
  state: PaymentState;
  amountMinor: number;
  capturedMinor: number;
  refundedMinor: number;
  /** To be given back should the dispute be won. */
  owedMinor: number;
  currency: string;
  stripeIntent: string | null;
  /** Its card is to be let go. */
  voidDue: boolean;
  /** Asked for without the renter there; with no intent yet, Stripe has still to be asked. */
  offSession: boolean;
  /** When an authorisation ends by itself. */
  captureBefore: Date | null;
  /** The deposit whose place it takes once it is authorised. */
  renews: string | null;
  /** Of cashback: whose wallet it comes out of. */
  walletId: string | null;
  createdAt: Date;
}

const paymentOf = (row: Row): Payment => ({
  id: row.id,
  bookingId: row.bookingId,
  amendmentId: row.amendmentId,
  kind: row.kind as Payment['kind'],
  state: row.state as PaymentState,
  amountMinor: Number(row.amountMinor),
  capturedMinor: Number(row.capturedMinor),
  refundedMinor: Number(row.refundedMinor),
  owedMinor: Number(row.owedMinor),
  currency: row.currency,
  stripeIntent: row.stripeIntent,
  voidDue: row.voidDue,
  offSession: row.offSession,
  captureBefore: row.captureBefore,
  renews: row.renews,
  walletId: row.walletId,
  createdAt: row.createdAt,
});

/** A payment that waits for the card, the rental's where no other `kind` is said; `offSession` where Stripe is asked without the renter there. */
export async function insertPayment(
  tx: Sql,
  payment: Pick<Payment, 'bookingId' | 'amendmentId' | 'amountMinor' | 'currency'> & Partial<Pick<Payment, 'kind' | 'offSession'>>,
  now: Date,
): Promise<Payment> {
  const row: Payment = {
    id: uuidv7(),
    kind: 'RENTAL',
    state: 'REQUIRES_PAYMENT',
    capturedMinor: 0,
    refundedMinor: 0,
    owedMinor: 0,
    stripeIntent: null,
    voidDue: false,
    offSession: false,
    captureBefore: null,
    renews: null,
    walletId: null,
    createdAt: now,
    ...payment,
  };
  await tx.$executeRaw`
    INSERT INTO payment (id, booking_id, region, amendment_id, kind, state, amount_minor, currency, off_session, retry_at, created_at)
    SELECT ${row.id}::uuid, id, region, ${row.amendmentId}::uuid, ${row.kind}, ${row.state}, ${row.amountMinor}::bigint, ${row.currency}, ${row.offSession},
      CASE WHEN ${row.offSession} THEN now() + interval '30 seconds' END, ${now}::timestamptz
    FROM booking WHERE id = ${row.bookingId}::uuid`;
  return row;
}

/** Money that the desk took by its own terminal or in cash. */
export async function insertDeskPayment(
  tx: Sql,
  payment: { bookingId: string; amountMinor: number; currency: string; method: 'TERMINAL' | 'CASH'; reference: string | null },
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO payment (id, booking_id, region, kind, state, amount_minor, captured_minor, currency, desk_method, desk_reference, created_at)
    SELECT ${uuidv7()}::uuid, id, region, 'DESK', 'CAPTURED', ${payment.amountMinor}::bigint, ${payment.amountMinor}::bigint, ${payment.currency},
      ${payment.method}, ${payment.reference}, ${now}::timestamptz
    FROM booking WHERE id = ${payment.bookingId}::uuid`;
}

const columns = part`payment.id, booking_id AS "bookingId", amendment_id AS "amendmentId", kind, payment.state, amount_minor AS "amountMinor",
  captured_minor AS "capturedMinor", refunded_minor AS "refundedMinor", owed_minor AS "owedMinor", payment.currency, stripe_intent AS "stripeIntent",
  void_due AS "voidDue", off_session AS "offSession", capture_before AS "captureBefore", renews, wallet_id AS "walletId", payment.created_at AS "createdAt"`;

/** Oldest first within each booking. */
export async function paymentsOf(tx: Sql, bookingIds: readonly string[]): Promise<Payment[]> {
  const rows = await tx.$queryRaw<Row[]>`SELECT ${columns} FROM payment WHERE booking_id = ANY(${bookingIds}::uuid[]) ORDER BY id`;
  return rows.map(paymentOf);
}

/** How far payments have come, asked for at the same time by one statement; null of an unknown one. Nothing is remembered. */
export const paymentStates = (sql: Sql): DataLoader<string, PaymentState | null> =>
  new DataLoader(
    async (ids) => {
      const rows = await sql.$queryRaw<
        { id: string; state: PaymentState }[]
      >`SELECT id::text, state FROM payment WHERE id = ANY(${ids}::uuid[])`;
      const states = new Map(rows.map(({ id, state }) => [id, state]));
      return ids.map((id) => states.get(id.toLowerCase()) ?? null);
    },
    { cache: false },
  );

/** A payment with its booking, both locked until the transaction ends, the booking first as everywhere; `giveUp` waits for neither. */
export async function lockWithBooking(tx: Sql, id: string): Promise<(Payment & { booking: Booking }) | null> {
  const rows = await tx.$queryRaw<(Row & Omit<BookingRow, 'id' | 'state'> & { bookingState: string; bookedAt: Date })[]>`
    SELECT ${columns}, booking.state AS "bookingState", booking.created_at AS "bookedAt", ${bookingFacts}
    FROM booking JOIN payment ON payment.booking_id = booking.id
    WHERE payment.id = ${id}::uuid FOR UPDATE OF booking, payment`;
  const [row] = rows;
  return row
    ? { ...paymentOf(row), booking: bookingOf({ ...row, id: row.bookingId, state: row.bookingState, createdAt: row.bookedAt }) }
    : null;
}

/**
 * Writes how far the payment has come, and with it, where given, its booking's state and until when it is held, and the card
 * that was saved with it.
 */
export async function savePayment(
  tx: Sql,
  payment: Payment,
  booking?: { state: BookingState; heldUntil: Date | null },
  card?: SavedCard | null,
): Promise<void> {
  const { state = null, heldUntil = null } = booking ?? {};
  await tx.$executeRaw`
    WITH paid AS (
      UPDATE payment SET state = ${payment.state}, captured_minor = ${payment.capturedMinor}, stripe_intent = ${payment.stripeIntent},
        void_due = void_due AND ${payment.state}::text NOT IN ('AUTHORISED', 'CAPTURED', 'VOIDED')
      WHERE id = ${payment.id}::uuid RETURNING booking_id)
    UPDATE booking SET state = coalesce(${state}::text, state), held_until = CASE WHEN ${state}::text IS NULL THEN held_until ELSE ${heldUntil}::timestamptz END,
      stripe_customer = coalesce(${card?.customer ?? null}::text, stripe_customer), stripe_payment_method = coalesce(${card?.method ?? null}::text, stripe_payment_method)
    FROM paid WHERE booking.id = paid.booking_id AND (${state}::text IS NOT NULL OR ${card?.method ?? null}::text IS NOT NULL)`;
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

/** The card's authorisation has to be let go; `voidSettled` says that it has been. Cashback that was set aside is given back at once. */
export async function markVoidDue(tx: Sql, bookingId: string, amendmentId: string | null, now: Date): Promise<void> {
  const rows = await tx.$queryRaw<{ id: string; walletId: string | null; amountMinor: string }[]>`
    UPDATE payment SET void_due = kind <> 'CASHBACK', state = CASE kind WHEN 'CASHBACK' THEN 'VOIDED' ELSE state END
    WHERE booking_id = ${bookingId}::uuid AND amendment_id IS NOT DISTINCT FROM ${amendmentId}::uuid
      AND state IN ('REQUIRES_PAYMENT', 'REQUIRES_ACTION', 'AUTHORISED', 'FAILED', 'VOIDED') AND (kind <> 'CASHBACK' OR state = 'AUTHORISED')
    RETURNING id::text, wallet_id::text AS "walletId", amount_minor AS "amountMinor"`;
  for (const { id: paymentId, walletId, amountMinor } of rows) {
    if (walletId) await releaseCashback(tx, { paymentId, walletId, amountMinor: Number(amountMinor) }, now);
  }
}

/** What is open of the rental's own money, and of no change: it is to be let go. */
export async function giveUpOpen(tx: Sql, bookingId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE payment SET void_due = true, retry_at = NULL
    WHERE booking_id = ${bookingId}::uuid AND kind = 'RENTAL' AND amendment_id IS NULL AND state IN ('REQUIRES_PAYMENT', 'REQUIRES_ACTION', 'FAILED')`;
}

/**
 * Gives up payments whose cards are to be let go, of one booking or any, and returns their intents. From here on news of an
 * authorisation takes nothing any more, so that Stripe can be told without a lock.
 */
export async function giveUp(tx: Sql, bookingId: string | null, size = 50): Promise<Pick<Payment, 'id' | 'stripeIntent'>[]> {
  return tx.$queryRaw<Pick<Payment, 'id' | 'stripeIntent'>[]>`
    UPDATE payment SET state = 'VOIDED', retry_at = now() + interval '30 seconds'
    WHERE id IN (
      SELECT id FROM payment WHERE void_due AND (retry_at IS NULL OR retry_at <= now()) ${bookingId ? part`AND booking_id = ${bookingId}::uuid` : nothing}
      ORDER BY id LIMIT ${size} FOR UPDATE SKIP LOCKED)
    RETURNING id, stripe_intent AS "stripeIntent"`;
}

/** This payment's card is to be let go, whatever became of it. */
export async function letCardGo(tx: Sql, id: string): Promise<void> {
  await tx.$executeRaw`UPDATE payment SET void_due = true, retry_at = NULL WHERE id = ${id}::uuid`;
}

/** Stripe has let go the card of this intent (or there was none yet). */
export async function voidSettled(tx: Sql, { id, stripeIntent }: Pick<Payment, 'id' | 'stripeIntent'>): Promise<void> {
  await tx.$executeRaw`UPDATE payment SET void_due = false, retry_at = NULL WHERE id = ${id} AND stripe_intent IS NOT DISTINCT FROM ${stripeIntent}::text`;
}

/** Deposits of these bookings are wanted no more: their cards are to be let go. What was held, by booking. */
export async function freeDeposits(tx: Sql, bookingIds: readonly string[]): Promise<{ bookingId: string; amountMinor: number }[]> {
  const rows = await tx.$queryRaw<{ bookingId: string; amountMinor: string; held: boolean }[]>`
    UPDATE payment SET void_due = true, retry_at = NULL
    WHERE booking_id = ANY(${[...bookingIds]}::uuid[]) AND kind = 'DEPOSIT' AND NOT void_due
      AND state IN ('REQUIRES_PAYMENT', 'REQUIRES_ACTION', 'FAILED', 'AUTHORISED')
    RETURNING booking_id::text AS "bookingId", amount_minor AS "amountMinor", state = 'AUTHORISED' AS held`;
  return rows.flatMap(({ bookingId, amountMinor, held }) => (held ? [{ bookingId, amountMinor: Number(amountMinor) }] : []));
}
