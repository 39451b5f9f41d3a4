import type { Sql } from '@ycyw/service/sql';
import type { KnownMerchant } from '../../data/cashback/merchant.ts';
import { lockPurchase, makeDue, noteRefund, refundsOfPurchase, saveRefunded } from '../../data/cashback/purchase.ts';
import { accountsOf, balancesOf, insertTransfers, lockWallets, transfersOf } from '../../data/cashback/transfer.ts';
import { receivableOf, renterOf } from '../../data/cashback/wallet.ts';
import { clawedMinor, refundedMinor } from '../../domain/cashback/earning.ts';
import { clawedBack } from '../../domain/cashback/moves.ts';
import type { World } from '../world.ts';
import { tellRenter } from './news.ts';
import type { Outcome } from './purchases.ts';

/**
 * Takes back what the refunds of a purchase, all that are noted so far, take of its cashback. Refunds after the merchant's
 * clawback window take nothing. The purchase must be locked.
 */
export async function takeBack(tx: Sql, merchantId: string, reference: string, now: Date): Promise<void> {
  const {
    id,
    state,
    walletId,
    amountMinor,
    cashbackMinor,
    clawedMinor: before,
    clawbackUntil,
  } = await lockPurchase(tx, merchantId, reference, now);
  if (walletId === null || clawbackUntil === null) return;
  const refunds = (await refundsOfPurchase(tx, id)).filter(({ receivedAt }) => receivedAt <= clawbackUntil);
  const back = refundedMinor(
    amountMinor,
    refunds.map((refund) => refund.amountMinor),
  );
  const clawed = clawedMinor({ amountMinor, cashbackMinor }, back);
  await saveRefunded(tx, id, back, clawed);
  if (clawed === before) return;
  await lockWallets(tx, [walletId]);
  const accounts = (await accountsOf(tx, [walletId])).get(walletId);
  const renter = await renterOf(tx, walletId);
  accounts?.set('MERCHANT_RECEIVABLE', { id: await receivableOf(tx, merchantId, walletId), balanceMinor: 0 });
  const moves = clawedBack(state === 'CONFIRMED', clawed - before, balancesOf(accounts));
  await insertTransfers(tx, transfersOf(accounts, moves, { purchaseId: id }), now);
  if (renter) await tellRenter(tx, 'booking.cashbackClawedBack', renter, { amountMinor: clawed - before, currency: renter.currency }, now);
}

/** A merchant gave a purchase back, all of it where no amount is said; before it told of the purchase, the refund waits for that. */
export async function receiveRefund(
  world: World,
  { id }: KnownMerchant,
  { purchaseId, refundId, amountMinor }: { purchaseId: string; refundId: string; amountMinor: number | null },
): Promise<Outcome> {
  const now = world.clock.now();
  return world.sql.$transaction(async (tx) => {
    const purchase = await lockPurchase(tx, id, purchaseId, now);
    const noted = await noteRefund(tx, purchase.id, refundId, amountMinor, now);
    if (noted !== amountMinor) return 'conflict';
    await takeBack(tx, id, purchaseId, now);
    return 'received';
  });
}

/** A merchant confirmed a purchase: nobody will bring it back any more. */
export async function receiveConfirmation(world: World, { id }: KnownMerchant, purchaseId: string): Promise<Outcome> {
  const now = world.clock.now();
  return world.sql.$transaction(async (tx) => {
    const purchase = await lockPurchase(tx, id, purchaseId, now);
    await makeDue(tx, purchase.id, now);
    return 'received' as const;
  });
}
