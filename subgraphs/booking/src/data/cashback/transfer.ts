import { v7 as uuidv7 } from 'uuid';
import type { Sql } from '@ycyw/service/sql';
import type { AccountKind, Balances, Move } from '../../domain/cashback/moves.ts';

interface Account {
  id: string;
  balanceMinor: number;
}

/** Accounts of a wallet by their kind, with what a merchant owes or the company holds where asked for. */
export type Accounts = Map<AccountKind, Account>;

/** Whether a merchant would have owed more than it may. */
export const isOverLimit = (error: unknown): boolean =>
  error instanceof Error && 'constraint' in error && error.constraint === 'merchant_within_limit';

/** Keeps a wallet's balances to us until the transaction ends; in one order, where there are several. */
export async function lockWallets(tx: Sql, ids: readonly string[]): Promise<void> {
  await tx.$executeRaw`SELECT FROM cashback_wallet WHERE id = ANY(${[...ids]}::uuid[]) ORDER BY id FOR NO KEY UPDATE`;
}

/** The accounts of wallets, by the wallet's id. What is decided by their balances holds while the wallets are locked. */
export async function accountsOf(tx: Sql, walletIds: readonly string[]): Promise<Map<string, Accounts>> {
  const rows = await tx.$queryRaw<{ id: string; walletId: string; kind: AccountKind; balanceMinor: string }[]>`
    SELECT id::text, wallet_id::text AS "walletId", kind, balance_minor AS "balanceMinor" FROM cashback_account
    WHERE wallet_id = ANY(${[...walletIds]}::uuid[])`;
  const found = new Map<string, Accounts>();
  for (const { walletId, kind, id, balanceMinor } of rows) {
    const accounts = found.get(walletId) ?? new Map<AccountKind, Account>();
    found.set(walletId, accounts.set(kind, { id, balanceMinor: Number(balanceMinor) }));
  }
  return found;
}

export const balancesOf = (accounts: Accounts | undefined): Balances => ({
  CUSTOMER_AVAILABLE: accounts?.get('CUSTOMER_AVAILABLE')?.balanceMinor ?? 0,
  CUSTOMER_DEBT: accounts?.get('CUSTOMER_DEBT')?.balanceMinor ?? 0,
});

export interface Transfer extends Pick<Move, 'kind' | 'amountMinor'> {
  debitAccount: string;
  creditAccount: string;
  purchaseId: string | null;
  paymentId: string | null;
}

/** Moves between accounts of one wallet and, where it takes part, of its merchant or the company. */
export function transfersOf(
  accounts: Accounts | undefined,
  moves: readonly Move[],
  cause: { purchaseId?: string; paymentId?: string },
): Transfer[] {
  const idOf = (kind: AccountKind): string => {
    const account = accounts?.get(kind);
    if (!account) throw new Error(`no account ${kind}`);
    return account.id;
  };
  return moves.map(({ kind, amountMinor, debit, credit }) => ({
    kind,
    amountMinor,
    debitAccount: idOf(debit),
    creditAccount: idOf(credit),
    purchaseId: cause.purchaseId ?? null,
    paymentId: cause.paymentId ?? null,
  }));
}

/** Writes transfers; the balances move in the same statement, and where one would pass zero the statement fails. */
export async function insertTransfers(tx: Sql, transfers: readonly Transfer[], now: Date): Promise<void> {
  if (transfers.length === 0) return;
  const column = <Value>(of: (transfer: Transfer) => Value): Value[] => transfers.map(of);
  await tx.$executeRaw`
    INSERT INTO cashback_transfer (id, kind, debit_account, credit_account, amount_minor, currency, region, purchase_id, payment_id, at)
    SELECT t.id, t.kind, t.debit, t.credit, t.minor, a.currency, a.region, t.purchase, t.payment, ${now}::timestamptz
    FROM unnest(${column(() => uuidv7())}::uuid[], ${column(({ kind }) => kind)}::text[], ${column(({ debitAccount }) => debitAccount)}::uuid[],
      ${column(({ creditAccount }) => creditAccount)}::uuid[], ${column(({ amountMinor }) => amountMinor)}::bigint[],
      ${column(({ purchaseId }) => purchaseId)}::uuid[], ${column(({ paymentId }) => paymentId)}::uuid[]) AS t (id, kind, debit, credit, minor, purchase, payment)
    JOIN cashback_account a ON a.id = t.debit`;
}
