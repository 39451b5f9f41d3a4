import { nothing, part, type Sql } from '@ycyw/service/sql';

/** What a renter has in one currency, in minor units. */
export interface Wallet {
  id: string;
  currency: string;
  availableMinor: number;
  pendingMinor: number;
  /** Taken back after it was spent: it is paid out of what comes. */
  debtMinor: number;
}

type Row = Omit<Wallet, 'availableMinor' | 'pendingMinor' | 'debtMinor'> & Record<'availableMinor' | 'pendingMinor' | 'debtMinor', string>;

/** A renter's wallets, of one currency where given, those of a region's name in the order of their currencies. */
export async function walletsOf(sql: Sql, customerId: string, currency?: string): Promise<Wallet[]> {
  const rows = await sql.$queryRaw<Row[]>`
    SELECT w.id::text, w.currency::text,
      sum(balance_minor) FILTER (WHERE kind = 'CUSTOMER_AVAILABLE') AS "availableMinor",
      sum(balance_minor) FILTER (WHERE kind = 'CUSTOMER_PENDING') AS "pendingMinor",
      sum(-balance_minor) FILTER (WHERE kind = 'CUSTOMER_DEBT') AS "debtMinor"
    FROM cashback_wallet w JOIN cashback_account a ON a.wallet_id = w.id
    WHERE w.customer_id = ${customerId}::uuid ${currency ? part`AND w.currency = ${currency}` : nothing}
    GROUP BY w.id ORDER BY w.currency`;
  return rows.map(({ id, currency: of, ...minor }) => ({
    id,
    currency: of,
    availableMinor: Number(minor.availableMinor),
    pendingMinor: Number(minor.pendingMinor),
    debtMinor: Number(minor.debtMinor),
  }));
}

const kinds = ['CUSTOMER_PENDING', 'CUSTOMER_AVAILABLE', 'CUSTOMER_DEBT', 'BOOKING_RESERVED', 'SPENT'];

export interface LinkDraft {
  id: string;
  token: string;
  merchantId: string;
  customerId: string;
  region: string;
  currency: string;
  language: string;
  /** What the merchant may owe in that currency where nobody has set a limit. */
  usualLimitMinor: number;
}

/** Opens what is not open yet: the renter's wallet in that currency, its accounts, what the merchant owes in it, and the link. */
export async function openLink(
  tx: Sql,
  { id, token, merchantId, customerId, region, currency, language, usualLimitMinor }: LinkDraft,
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO cashback_wallet (id, customer_id, region, currency, language, created_at)
    VALUES (${id}::uuid, ${customerId}::uuid, ${region}, ${currency}, ${language}, ${now}::timestamptz) ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    INSERT INTO cashback_account (kind, wallet_id, region, currency)
    SELECT kind, w.id, w.region, w.currency FROM cashback_wallet w, unnest(${kinds}::text[]) AS kind
    WHERE w.customer_id = ${customerId}::uuid AND w.currency = ${currency} ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    INSERT INTO cashback_account (kind, merchant_id, region, currency, limit_minor)
    SELECT 'MERCHANT_RECEIVABLE', id, ${region}, ${currency}, coalesce(
      (SELECT (l ->> 'limitMinor')::bigint FROM jsonb_array_elements(limits) l WHERE l ->> 'currency' = ${currency}), ${usualLimitMinor}::bigint)
    FROM merchant WHERE id = ${merchantId}::uuid ON CONFLICT DO NOTHING`;
  await tx.$executeRaw`
    INSERT INTO cashback_link (token, merchant_id, wallet_id, region, currency, pending_account, receivable_account, created_at)
    SELECT ${token}, r.merchant_id, w.id, w.region, w.currency, p.id, r.id, ${now}::timestamptz
    FROM cashback_wallet w JOIN cashback_account p ON p.wallet_id = w.id AND p.kind = 'CUSTOMER_PENDING'
      JOIN cashback_account r ON r.merchant_id = ${merchantId}::uuid AND r.kind = 'MERCHANT_RECEIVABLE' AND r.currency = w.currency AND r.region = w.region
    WHERE w.customer_id = ${customerId}::uuid AND w.currency = ${currency}
      AND NOT EXISTS (
        SELECT FROM cashback_link l JOIN cashback_wallet o ON o.id = l.wallet_id
        WHERE l.merchant_id = ${merchantId}::uuid AND o.customer_id = ${customerId}::uuid)
    ON CONFLICT DO NOTHING`;
}

export interface Link {
  token: string;
  merchantId: string;
  currency: string;
}

/** A renter's links, to these merchants where given. */
export const linksOf = async (sql: Sql, customerId: string, merchantIds: readonly string[]): Promise<Link[]> =>
  sql.$queryRaw<Link[]>`
    SELECT l.token, l.merchant_id::text AS "merchantId", l.currency::text FROM cashback_link l JOIN cashback_wallet w ON w.id = l.wallet_id
    WHERE w.customer_id = ${customerId}::uuid AND l.merchant_id = ANY(${[...merchantIds]}::uuid[])`;

/** Where purchases under a token go. */
export interface Destination {
  token: string;
  merchantId: string;
  walletId: string;
  customerId: string | null;
  language: string;
  region: string;
  currency: string;
  pendingAccount: string;
  receivableAccount: string;
}

export const destinationsOf = async (sql: Sql, tokens: readonly string[]): Promise<Destination[]> =>
  sql.$queryRaw<Destination[]>`
    SELECT l.token, l.merchant_id::text AS "merchantId", l.wallet_id::text AS "walletId", w.customer_id::text AS "customerId", w.language, l.region,
      l.currency::text, l.pending_account::text AS "pendingAccount", l.receivable_account::text AS "receivableAccount"
    FROM unnest(${[...tokens]}::text[]) AS asked JOIN cashback_link l ON l.token = asked JOIN cashback_wallet w ON w.id = l.wallet_id`;

/** Whose a wallet is; nobody's once they are forgotten. */
export interface Renter {
  walletId: string;
  customerId: string | null;
  language: string;
  region: string;
  currency: string;
}

export const rentersOf = async (sql: Sql, walletIds: readonly string[]): Promise<Renter[]> =>
  sql.$queryRaw<Renter[]>`
    SELECT id::text AS "walletId", customer_id::text AS "customerId", language, region, currency::text FROM cashback_wallet WHERE id = ANY(${[...walletIds]}::uuid[])`;

export const renterOf = async (sql: Sql, walletId: string): Promise<Renter | null> => (await rentersOf(sql, [walletId]))[0] ?? null;

/** The account of what a merchant owes in a wallet's currency. */
export async function receivableOf(sql: Sql, merchantId: string, walletId: string): Promise<string> {
  const [row] = await sql.$queryRaw<{ id: string }[]>`
    SELECT a.id::text FROM cashback_account a JOIN cashback_wallet w ON w.id = ${walletId}::uuid
    WHERE a.merchant_id = ${merchantId}::uuid AND a.kind = 'MERCHANT_RECEIVABLE' AND a.currency = w.currency AND a.region = w.region`;
  if (!row) throw new Error('no account of what the merchant owes');
  return row.id;
}
