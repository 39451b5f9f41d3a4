import type { Sql } from '@ycyw/service/sql';
import { v7 as uuidv7 } from 'uuid';

/** What a merchant owes us in a currency, negative where we owe it: it was paid for what was brought back. */
export interface Owed {
  merchantId: string;
  currency: string;
  owedMinor: number;
}

/** What these merchants owe, in the order of the currencies; none where it is nothing. */
export async function owedBy(sql: Sql, merchantIds: readonly string[]): Promise<Owed[]> {
  const rows = await sql.$queryRaw<(Omit<Owed, 'owedMinor'> & { owedMinor: string })[]>`
    SELECT merchant_id::text AS "merchantId", currency::text, sum(-balance_minor) AS "owedMinor" FROM cashback_account
    WHERE wallet_id IS NULL AND merchant_id = ANY(${[...merchantIds]}::uuid[])
    GROUP BY merchant_id, currency HAVING sum(balance_minor) <> 0 ORDER BY currency`;
  return rows.map((row) => ({ ...row, owedMinor: Number(row.owedMinor) }));
}

/** An account of what a merchant owes, one for each region. */
export interface Receivable {
  id: string;
  owedMinor: number;
}

/** Those of a merchant in a currency on which something is owed. */
export async function receivablesOf(tx: Sql, merchantId: string, currency: string): Promise<Receivable[]> {
  const rows = await tx.$queryRaw<{ id: string; owedMinor: string }[]>`
    SELECT id::text, -balance_minor AS "owedMinor" FROM cashback_account
    WHERE wallet_id IS NULL AND merchant_id = ${merchantId}::uuid AND currency = ${currency} AND balance_minor < 0 ORDER BY id`;
  return rows.map(({ id, owedMinor }) => ({ id, owedMinor: Number(owedMinor) }));
}

/** Whether a payment of that reference is booked already. */
export const isBookedTwice = (error: unknown): boolean =>
  error instanceof Error && 'constraint' in error && error.constraint === 'merchant_payment_once';

/** Books what a merchant has paid on its accounts: the company has it. */
export async function insertMerchantPayment(
  tx: Sql,
  parts: readonly { receivable: string; amountMinor: number }[],
  reference: string,
  now: Date,
): Promise<void> {
  const receivables = parts.map(({ receivable }) => receivable);
  await tx.$executeRaw`
    INSERT INTO cashback_account (kind, region, currency)
    SELECT 'COMPANY', region, currency FROM cashback_account WHERE id = ANY(${receivables}::uuid[]) ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    INSERT INTO cashback_transfer (id, kind, debit_account, credit_account, amount_minor, currency, region, reference, at)
    SELECT t.id, 'MERCHANT_PAYMENT', company.id, r.id, t.minor, r.currency, r.region, ${reference}, ${now}::timestamptz
    FROM unnest(${parts.map(() => uuidv7())}::uuid[], ${receivables}::uuid[], ${parts.map(({ amountMinor }) => amountMinor)}::bigint[]) AS t (id, receivable, minor)
    JOIN cashback_account r ON r.id = t.receivable
    JOIN cashback_account company ON company.kind = 'COMPANY' AND company.currency = r.currency AND company.region = r.region`;
}
