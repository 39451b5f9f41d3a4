import { nothing, part, type Sql } from '@ycyw/service/sql';
import type { PersonalRow } from '@ycyw/service/personalRecords';

export type EntryState = 'PENDING' | 'AVAILABLE' | 'TAKEN_BACK' | 'RESERVED' | 'SPENT' | 'GIVEN_BACK';

/** A purchase that earned cashback, or a booking that used some. */
export interface Entry {
  id: string;
  kind: 'PURCHASE' | 'BOOKING';
  state: EntryState;
  /** What stands, negative for a booking, and what it began with. */
  amountMinor: number;
  wasMinor: number;
  currency: string;
  at: Date;
  merchantId: string | null;
  availableAt: Date | null;
  bookingReference: string | null;
}

type Row = Omit<Entry, 'amountMinor' | 'wasMinor'> & { amountMinor: string; wasMinor: string };

/** A renter's entries, newest first, before the entry `before`. What was set aside for a booking that never stood is none. */
export async function entriesOf(sql: Sql, customerId: string, size: number, before: string | null): Promise<Entry[]> {
  const older = before ? part`AND e.id < ${before}::uuid` : nothing;
  const rows = await sql.$queryRaw<Row[]>`
    WITH wallet AS MATERIALIZED (SELECT id, currency FROM cashback_wallet WHERE customer_id = ${customerId}::uuid)
    SELECT * FROM (
      (SELECT e.id::text, 'PURCHASE' AS kind,
        CASE WHEN e.clawed_minor > 0 AND e.clawed_minor = e.cashback_minor THEN 'TAKEN_BACK' WHEN e.state = 'PENDING' THEN 'PENDING' ELSE 'AVAILABLE' END AS state,
        e.cashback_minor - e.clawed_minor AS "amountMinor", e.cashback_minor AS "wasMinor", wallet.currency::text, coalesce(e.purchased_at, e.created_at) AS at,
        e.merchant_id::text AS "merchantId", CASE e.state WHEN 'PENDING' THEN e.due_at END AS "availableAt", NULL AS "bookingReference"
      FROM wallet JOIN cashback_purchase e ON e.wallet_id = wallet.id WHERE true ${older} ORDER BY e.id DESC LIMIT ${size}::int)
      UNION ALL
      (SELECT e.id::text, 'BOOKING',
        CASE WHEN e.state = 'AUTHORISED' THEN 'RESERVED' WHEN e.refunded_minor = e.amount_minor THEN 'GIVEN_BACK' ELSE 'SPENT' END,
        e.refunded_minor - e.amount_minor, -e.amount_minor, wallet.currency::text, e.created_at, NULL, NULL, b.reference
      FROM wallet JOIN payment e ON e.wallet_id = wallet.id JOIN booking b ON b.id = e.booking_id
      WHERE e.state <> 'VOIDED' ${older} ORDER BY e.id DESC LIMIT ${size}::int)) entry
    ORDER BY id DESC LIMIT ${size}::int`;
  return rows.map((row) => ({ ...row, amountMinor: Number(row.amountMinor), wasMinor: Number(row.wasMinor) }));
}

/** What a person bought at partner shops, as far as we were told, in the order of its ids, after the purchase `after`. */
export async function purchasesOfPerson(sql: Sql, customerId: string, after: string | null, size: number): Promise<PersonalRow[]> {
  const rows = await sql.$queryRaw<{ id: string; createdAt: Date; data: Record<string, unknown> }[]>`
    SELECT p.id::text, p.created_at AS "createdAt", jsonb_build_object('merchant', m.name, 'reference', p.reference, 'state', p.state, 'amountMinor', p.amount_minor,
      'currency', p.currency, 'cashbackMinor', p.cashback_minor, 'clawedMinor', p.clawed_minor, 'cashbackCurrency', p.cashback_currency,
      'basisPoints', p.basis_points, 'exchange', p.exchange, 'purchasedAt', p.purchased_at) AS data
    FROM cashback_wallet w JOIN cashback_purchase p ON p.wallet_id = w.id JOIN merchant m ON m.id = p.merchant_id
    WHERE w.customer_id = ${customerId}::uuid ${after ? part`AND p.id > ${after}::uuid` : nothing} ORDER BY p.id LIMIT ${size}`;
  return rows.map(({ id, createdAt, data }) => ({ key: id, at: createdAt, data }));
}

/** A person's wallets with their links and transfers' sums, in the order of their ids, after the wallet `after`. */
export async function walletsOfPerson(sql: Sql, customerId: string, after: string | null, size: number): Promise<PersonalRow[]> {
  const rows = await sql.$queryRaw<{ id: string; createdAt: Date; data: Record<string, unknown> }[]>`
    SELECT w.id::text, w.created_at AS "createdAt", jsonb_build_object('currency', w.currency,
      'balances', (SELECT jsonb_object_agg(a.kind, a.balance_minor) FROM cashback_account a WHERE a.wallet_id = w.id),
      'links', (SELECT jsonb_agg(jsonb_build_object('merchant', m.name, 'token', l.token)) FROM cashback_link l JOIN merchant m ON m.id = l.merchant_id WHERE l.wallet_id = w.id)) AS data
    FROM cashback_wallet w WHERE w.customer_id = ${customerId}::uuid ${after ? part`AND w.id > ${after}::uuid` : nothing} ORDER BY w.id LIMIT ${size}`;
  return rows.map(({ id, createdAt, data }) => ({ key: id, at: createdAt, data }));
}
