import type { Sql } from '@ycyw/service/sql';
import { accountsOf, insertTransfers, lockWallets, transfersOf } from './transfer.ts';
import type { Move } from '../../domain/cashback/moves.ts';

/** The company's account in a wallet's currency. */
async function companyAccount(tx: Sql, walletId: string): Promise<string> {
  await tx.$executeRaw`
    INSERT INTO cashback_account (kind, region, currency) SELECT 'COMPANY', region, currency FROM cashback_wallet WHERE id = ${walletId}::uuid ON CONFLICT DO NOTHING`;
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT a.id::text FROM cashback_account a JOIN cashback_wallet w ON w.currency = a.currency AND w.region = a.region
    WHERE a.kind = 'COMPANY' AND w.id = ${walletId}::uuid`;
  if (!row) throw new Error('no account of the company');
  return row.id;
}

/**
 * Takes a renter out of their wallets: the links go, so that no merchant's token leads anywhere; purchases lose the merchant's ids and
 * are over; what was left is the company's, what was owed is let go. The accounts and transfers stay, as nobody's.
 */
export async function forgetWallets(tx: Sql, customerId: string, now: Date): Promise<void> {
  const wallets = await tx.$queryRaw<{ id: string }[]>`
    UPDATE cashback_wallet SET customer_id = NULL WHERE customer_id = ${customerId}::uuid RETURNING id::text`;
  for (const { id } of wallets) {
    await tx.$executeRaw`DELETE FROM cashback_link WHERE wallet_id = ${id}::uuid`;
    await tx.$executeRaw`
      UPDATE cashback_purchase_refund r SET reference = gen_random_uuid()::text FROM cashback_purchase p WHERE p.id = r.purchase_id AND p.wallet_id = ${id}::uuid`;
    await tx.$executeRaw`
      UPDATE cashback_purchase SET reference = id::text, fingerprint = decode('', 'hex'), purchased_at = NULL, state = 'CONFIRMED', clawed_minor = cashback_minor
      WHERE wallet_id = ${id}::uuid`;
    await lockWallets(tx, [id]);
    const accounts = (await accountsOf(tx, [id])).get(id);
    accounts?.set('COMPANY', { id: await companyAccount(tx, id), balanceMinor: 0 });
    const left = (kind: 'CUSTOMER_PENDING' | 'CUSTOMER_AVAILABLE'): Move => ({
      kind: 'FORFEIT',
      debit: kind,
      credit: 'COMPANY',
      amountMinor: accounts?.get(kind)?.balanceMinor ?? 0,
    });
    const owed: Move = {
      kind: 'FORFEIT',
      debit: 'COMPANY',
      credit: 'CUSTOMER_DEBT',
      amountMinor: -(accounts?.get('CUSTOMER_DEBT')?.balanceMinor ?? 0),
    };
    const moves = [left('CUSTOMER_PENDING'), left('CUSTOMER_AVAILABLE'), owed].filter(({ amountMinor }) => amountMinor > 0);
    await insertTransfers(tx, transfersOf(accounts, moves, {}), now);
  }
}
