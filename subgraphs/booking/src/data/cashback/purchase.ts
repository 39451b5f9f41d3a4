import { v7 as uuidv7 } from 'uuid';
import { part, type Sql } from '@ycyw/service/sql';
import type { Exchange } from '../../domain/currency.ts';
import type { Destination } from './wallet.ts';

/** A purchase as a merchant told of it, with what it earns. */
export interface Earning {
  id: string;
  merchantId: string;
  /** The merchant's own id. */
  reference: string;
  destination: Destination;
  amountMinor: number;
  currency: string;
  /** Of all that was told. */
  fingerprint: Buffer;
  cashbackMinor: number;
  basisPoints: number;
  exchange: Exchange | null;
  dueAt: Date;
  clawbackUntil: Date;
  purchasedAt: Date;
}

export interface Purchase {
  id: string;
  state: 'AWAITED' | 'PENDING' | 'CONFIRMED';
  walletId: string | null;
  amountMinor: number;
  cashbackMinor: number;
  clawedMinor: number;
  fingerprint: Buffer | null;
  dueAt: Date | null;
  clawbackUntil: Date | null;
}

type Row = Omit<Purchase, 'amountMinor' | 'cashbackMinor' | 'clawedMinor'> &
  Record<'amountMinor' | 'cashbackMinor' | 'clawedMinor', string | null>;

const columns = part`id::text, state, wallet_id::text AS "walletId", amount_minor AS "amountMinor", cashback_minor AS "cashbackMinor", clawed_minor AS "clawedMinor",
  fingerprint, due_at AS "dueAt", clawback_until AS "clawbackUntil"`;

const purchaseOf = (row: Row): Purchase => ({
  ...row,
  amountMinor: Number(row.amountMinor),
  cashbackMinor: Number(row.cashbackMinor),
  clawedMinor: Number(row.clawedMinor),
});

/** What the renter hears of. */
const told = ({ destination: { customerId, region, language, currency }, cashbackMinor }: Earning, now: Date): string | null =>
  customerId === null || cashbackMinor === 0
    ? null
    : JSON.stringify({ customerId, region, locale: language, at: now.toISOString(), amountMinor: cashbackMinor, currency });

/**
 * Writes purchases, what they move in the ledger and their news in one statement: all of them or none. The ids of those that were
 * not known and, smallest first, within what their merchant may owe; no two may have the same merchant and reference. What others write
 * meanwhile may still take the merchant over its limit: then the statement fails (`isOverLimit`).
 */
export async function insertPurchases(sql: Sql, earnings: readonly Earning[], now: Date): Promise<Set<string>> {
  const column = <Value>(of: (earning: Earning) => Value): Value[] => earnings.map(of);
  const rows = await sql.$queryRaw<{ id: string }[]>`
    WITH coming AS MATERIALIZED (
      SELECT * FROM unnest(
        ${column(({ id }) => id)}::uuid[], ${column(({ merchantId }) => merchantId)}::uuid[], ${column(({ reference }) => reference)}::text[],
        ${column(({ destination }) => destination.walletId)}::uuid[], ${column(({ destination }) => destination.region)}::text[],
        ${column(({ amountMinor }) => amountMinor)}::bigint[], ${column(({ currency }) => currency)}::text[], ${column(({ fingerprint }) => fingerprint)}::bytea[],
        ${column(({ cashbackMinor }) => cashbackMinor)}::bigint[], ${column(({ destination }) => destination.currency)}::text[],
        ${column(({ basisPoints }) => basisPoints)}::int[], ${column(({ exchange }) => exchange && JSON.stringify(exchange))}::jsonb[],
        ${column(({ dueAt }) => dueAt)}::timestamptz[], ${column(({ clawbackUntil }) => clawbackUntil)}::timestamptz[], ${column(({ purchasedAt }) => purchasedAt)}::timestamptz[],
        ${column(({ destination }) => destination.receivableAccount)}::uuid[], ${column(({ destination }) => destination.pendingAccount)}::uuid[],
        ${column((earning) => told(earning, now))}::jsonb[], ${column(() => uuidv7())}::uuid[])
      AS c (id, merchant, reference, wallet, region, amount, currency, fingerprint, cashback, cashback_currency, basis_points, exchange, due_at, clawback_until,
        purchased_at, receivable, pending, told, event)),
    fitting AS MATERIALIZED (
      SELECT * FROM (
        SELECT coming.*, sum(cashback) OVER (PARTITION BY receivable ORDER BY cashback, id) AS together,
          (SELECT balance_minor + limit_minor FROM cashback_account a WHERE a.id = receivable) AS room FROM coming) c
      WHERE together <= room),
    made AS (
      INSERT INTO cashback_purchase (id, merchant_id, reference, state, wallet_id, region, amount_minor, currency, fingerprint, cashback_minor,
        cashback_currency, basis_points, exchange, due_at, clawback_until, purchased_at, created_at)
      SELECT id, merchant, reference, 'PENDING', wallet, region, amount, currency, fingerprint, cashback, cashback_currency, basis_points, exchange, due_at,
        clawback_until, purchased_at, ${now}::timestamptz FROM fitting ORDER BY merchant, reference
      ON CONFLICT (merchant_id, reference) DO NOTHING RETURNING id),
    moved AS (
      INSERT INTO cashback_transfer (kind, debit_account, credit_account, amount_minor, currency, region, purchase_id, at)
      SELECT 'PURCHASE', receivable, pending, cashback, cashback_currency, region, id, ${now}::timestamptz FROM coming JOIN made USING (id) WHERE cashback > 0),
    news AS (
      INSERT INTO outbox (id, type, payload, occurred_at)
      SELECT event, 'booking.cashbackPending', told, ${now}::timestamptz FROM coming JOIN made USING (id) WHERE told IS NOT NULL)
    SELECT id::text FROM made`;
  return new Set(rows.map(({ id }) => id));
}

/** Known purchases of these references, by merchant and reference. */
export async function knownPurchases(
  sql: Sql,
  asked: readonly Pick<Earning, 'merchantId' | 'reference'>[],
): Promise<(Purchase & { merchantId: string; reference: string })[]> {
  const rows = await sql.$queryRaw<(Row & { merchantId: string; reference: string })[]>`
    SELECT ${columns}, merchant_id::text AS "merchantId", reference
    FROM unnest(${asked.map(({ merchantId }) => merchantId)}::uuid[], ${asked.map(({ reference }) => reference)}::text[]) AS a (asked_merchant, asked_reference)
      JOIN cashback_purchase ON merchant_id = asked_merchant AND reference = asked_reference`;
  return rows.map((row) => ({ ...purchaseOf(row), merchantId: row.merchantId, reference: row.reference }));
}

/** The purchase, locked until the transaction ends; where the merchant has not told of it yet, it is awaited from now on. */
export async function lockPurchase(tx: Sql, merchantId: string, reference: string, now: Date): Promise<Purchase> {
  await tx.$executeRaw`
    INSERT INTO cashback_purchase (id, merchant_id, reference, state, created_at)
    VALUES (${uuidv7()}::uuid, ${merchantId}::uuid, ${reference}, 'AWAITED', ${now}::timestamptz) ON CONFLICT DO NOTHING`;
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT ${columns} FROM cashback_purchase WHERE merchant_id = ${merchantId}::uuid AND reference = ${reference} FOR UPDATE`;
  if (!row) throw new Error('a purchase went away');
  return purchaseOf(row);
}

/** Writes what an awaited purchase turned out to be; what the merchant confirmed before is due already. */
export async function fillPurchase(tx: Sql, id: string, earning: Earning): Promise<void> {
  const { destination, amountMinor, currency, fingerprint, cashbackMinor, basisPoints, exchange } = earning;
  await tx.$executeRaw`
    UPDATE cashback_purchase SET state = 'PENDING', wallet_id = ${destination.walletId}::uuid, region = ${destination.region}, amount_minor = ${amountMinor}::bigint,
      currency = ${currency}, fingerprint = ${fingerprint}::bytea, cashback_minor = ${cashbackMinor}::bigint, cashback_currency = ${destination.currency},
      basis_points = ${basisPoints}::int, exchange = ${exchange && JSON.stringify(exchange)}::jsonb, due_at = coalesce(due_at, ${earning.dueAt}::timestamptz),
      clawback_until = ${earning.clawbackUntil}::timestamptz, purchased_at = ${earning.purchasedAt}::timestamptz
    WHERE id = ${id}::uuid`;
}

/** The merchant has confirmed it: what waits is due now. */
export async function makeDue(tx: Sql, id: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE cashback_purchase SET due_at = least(due_at, ${now}::timestamptz) WHERE id = ${id}::uuid AND state <> 'CONFIRMED'`;
}

/** Notes a refund; the amount (null: all) of the one that was noted under this reference. */
export async function noteRefund(
  tx: Sql,
  purchaseId: string,
  reference: string,
  amountMinor: number | null,
  now: Date,
): Promise<number | null> {
  await tx.$executeRaw`
    INSERT INTO cashback_purchase_refund (purchase_id, reference, amount_minor, received_at)
    VALUES (${purchaseId}::uuid, ${reference}, ${amountMinor}::bigint, ${now}::timestamptz) ON CONFLICT DO NOTHING`;
  const [row] = await tx.$queryRaw<{ amount: string | null }[]>`
    SELECT amount_minor AS amount FROM cashback_purchase_refund WHERE purchase_id = ${purchaseId}::uuid AND reference = ${reference}`;
  return row?.amount ? Number(row.amount) : null;
}

/** What refunds of a purchase that came by `until` gave back; null stands for all of it. */
export async function refundsOfPurchase(tx: Sql, purchaseId: string): Promise<{ amountMinor: number | null; receivedAt: Date }[]> {
  const rows = await tx.$queryRaw<{ amountMinor: string | null; receivedAt: Date }[]>`
    SELECT amount_minor AS "amountMinor", received_at AS "receivedAt" FROM cashback_purchase_refund WHERE purchase_id = ${purchaseId}::uuid`;
  return rows.map(({ amountMinor, receivedAt }) => ({ amountMinor: amountMinor === null ? null : Number(amountMinor), receivedAt }));
}

export async function saveRefunded(tx: Sql, id: string, refundedMinor: number, clawedMinor: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE cashback_purchase SET refunded_minor = ${refundedMinor}::bigint, clawed_minor = ${clawedMinor}::bigint WHERE id = ${id}::uuid`;
}

export interface DuePurchase {
  id: string;
  walletId: string;
  leftMinor: number;
}

/** Takes purchases that are to become available by `now`, locked until the transaction ends, the longest due first. */
export async function takeDuePurchases(tx: Sql, now: Date, size: number): Promise<DuePurchase[]> {
  const rows = await tx.$queryRaw<{ id: string; walletId: string; leftMinor: string }[]>`
    SELECT id::text, wallet_id::text AS "walletId", cashback_minor - clawed_minor AS "leftMinor" FROM cashback_purchase
    WHERE state = 'PENDING' AND due_at <= ${now}::timestamptz ORDER BY due_at LIMIT ${size} FOR UPDATE SKIP LOCKED`;
  return rows.map((row) => ({ ...row, leftMinor: Number(row.leftMinor) }));
}

export async function markConfirmed(tx: Sql, ids: readonly string[]): Promise<void> {
  await tx.$executeRaw`UPDATE cashback_purchase SET state = 'CONFIRMED' WHERE id = ANY(${[...ids]}::uuid[])`;
}

/** What a merchant refunded or confirmed and never told of is forgotten after 90 days. */
export async function forgetAwaited(tx: Sql, now: Date): Promise<void> {
  await tx.$executeRaw`DELETE FROM cashback_purchase WHERE state = 'AWAITED' AND created_at < ${now}::timestamptz - interval '90 days'`;
}
