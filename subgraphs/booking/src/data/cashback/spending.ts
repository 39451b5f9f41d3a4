import { v7 as uuidv7 } from 'uuid';
import type { Sql } from '@ycyw/service/sql';
import { credited } from '../../domain/cashback/moves.ts';
import { accountsOf, balancesOf, insertTransfers, lockWallets, transfersOf } from './transfer.ts';

interface Spending {
  bookingId: string;
  customerId: string;
  currency: string;
  amountMinor: number;
}

/** Sets money of the renter's aside for a booking, as a payment of it; false where there is not so much any more. */
export async function reserveCashback(tx: Sql, { bookingId, customerId, currency, amountMinor }: Spending, now: Date): Promise<boolean> {
  const id = uuidv7();
  const [, reserved] = await Promise.all([
    tx.$executeRaw`SELECT FROM cashback_wallet WHERE customer_id = ${customerId}::uuid AND currency = ${currency} FOR NO KEY UPDATE`,
    tx.$executeRaw`
      WITH source AS (
        SELECT w.id, w.region, w.currency, a.id AS available, r.id AS reserved
        FROM cashback_wallet w JOIN cashback_account a ON a.wallet_id = w.id AND a.kind = 'CUSTOMER_AVAILABLE'
          JOIN cashback_account r ON r.wallet_id = w.id AND r.kind = 'BOOKING_RESERVED'
        WHERE w.customer_id = ${customerId}::uuid AND w.currency = ${currency} AND a.balance_minor >= ${amountMinor}::bigint),
      paid AS (
        INSERT INTO payment (id, booking_id, region, kind, state, amount_minor, currency, wallet_id, created_at)
        SELECT ${id}::uuid, b.id, b.region, 'CASHBACK', 'AUTHORISED', ${amountMinor}::bigint, source.currency, source.id, ${now}::timestamptz
        FROM source, booking b WHERE b.id = ${bookingId}::uuid)
      INSERT INTO cashback_transfer (kind, debit_account, credit_account, amount_minor, currency, region, payment_id, at)
      SELECT 'RESERVATION', available, reserved, ${amountMinor}::bigint, currency, region, ${id}::uuid, ${now}::timestamptz FROM source`,
  ]);
  return reserved === 1;
}

/** The booking stands: what was set aside for it is spent. */
export async function captureCashback(tx: Sql, bookingId: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    WITH taken AS (
      UPDATE payment SET state = 'CAPTURED', captured_minor = amount_minor
      WHERE booking_id = ${bookingId}::uuid AND kind = 'CASHBACK' AND state = 'AUTHORISED' RETURNING id, wallet_id, amount_minor)
    INSERT INTO cashback_transfer (kind, debit_account, credit_account, amount_minor, currency, region, payment_id, at)
    SELECT 'SPENDING', r.id, s.id, taken.amount_minor, r.currency, r.region, taken.id, ${now}::timestamptz
    FROM taken JOIN cashback_account r ON r.wallet_id = taken.wallet_id AND r.kind = 'BOOKING_RESERVED'
      JOIN cashback_account s ON s.wallet_id = taken.wallet_id AND s.kind = 'SPENT'`;
}

interface Back {
  paymentId: string;
  walletId: string;
  amountMinor: number;
}

/** Gives money back to the wallet it came from, set aside or spent: what is owed is paid first. */
async function putBack(tx: Sql, { paymentId, walletId, amountMinor }: Back, kind: 'RELEASE' | 'GIVEN_BACK', now: Date): Promise<void> {
  await lockWallets(tx, [walletId]);
  const accounts = (await accountsOf(tx, [walletId])).get(walletId);
  const from = kind === 'RELEASE' ? 'BOOKING_RESERVED' : 'SPENT';
  await insertTransfers(tx, transfersOf(accounts, credited(kind, from, amountMinor, balancesOf(accounts)), { paymentId }), now);
}

/** The payment was voided: what it had set aside is the renter's again. */
export const releaseCashback = (tx: Sql, back: Back, now: Date): Promise<void> => putBack(tx, back, 'RELEASE', now);

/** What of a booking's cashback is refunded is the renter's again. */
export const giveCashbackBack = (tx: Sql, back: Back, now: Date): Promise<void> => putBack(tx, back, 'GIVEN_BACK', now);
