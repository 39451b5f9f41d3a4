import type { Sql } from '@ycyw/service/sql';
import { markConfirmed, takeDuePurchases, type DuePurchase } from '../../data/cashback/purchase.ts';
import { accountsOf, balancesOf, insertTransfers, lockWallets, transfersOf } from '../../data/cashback/transfer.ts';
import { rentersOf } from '../../data/cashback/wallet.ts';
import { credited } from '../../domain/cashback/moves.ts';
import type { World } from '../world.ts';
import { tellRenter } from './news.ts';

const batch = 500;

async function confirmSome(tx: Sql, due: readonly DuePurchase[], now: Date): Promise<void> {
  const walletIds = [...new Set(due.map(({ walletId }) => walletId))];
  await lockWallets(tx, walletIds);
  const [accounts, renters] = await Promise.all([accountsOf(tx, walletIds), rentersOf(tx, walletIds)]);
  const transfers = walletIds.flatMap((walletId) => {
    const own = accounts.get(walletId);
    const balances = balancesOf(own);
    return due
      .filter((purchase) => purchase.walletId === walletId)
      .flatMap(({ id, leftMinor }) => {
        const moves = credited('CONFIRMATION', 'CUSTOMER_PENDING', leftMinor, balances);
        for (const { credit, amountMinor } of moves) if (credit === 'CUSTOMER_DEBT') balances.CUSTOMER_DEBT += amountMinor;
        return transfersOf(own, moves, { purchaseId: id });
      });
  });
  await insertTransfers(tx, transfers, now);
  await markConfirmed(
    tx,
    due.map(({ id }) => id),
  );
  for (const renter of renters) {
    const amountMinor = due.reduce((sum, { walletId, leftMinor }) => sum + (walletId === renter.walletId ? leftMinor : 0), 0);
    await tellRenter(tx, 'booking.cashbackConfirmed', renter, { amountMinor, currency: renter.currency }, now);
  }
}

/** Makes available what merchants have confirmed, or whose return window is over: what somebody owes is paid out of it first. */
export async function confirmPurchases(world: World): Promise<void> {
  const now = world.clock.now();
  for (let taken = batch; taken === batch;) {
    taken = await world.sql.$transaction(async (tx) => {
      const due = await takeDuePurchases(tx, now, batch);
      if (due.length > 0) await confirmSome(tx, due, now);
      return due.length;
    });
  }
}
