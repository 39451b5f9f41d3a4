import { Refusal } from '@ycyw/service/refusal';
import { requireRole, requireStepUp, type Viewer } from '@ycyw/service/viewer';
import { lockMerchant, type Merchant } from '../../data/cashback/merchant.ts';
import { insertMerchantPayment, isBookedTwice, receivablesOf, type Receivable } from '../../data/cashback/receivable.ts';
import { claim, requestKey } from '../../data/request.ts';
import { callerOf } from '../access.ts';
import { answerOnce } from '../once.ts';
import { isUuid } from '../quotes.ts';
import type { World } from '../world.ts';
import { note } from './merchants.ts';

export interface RecordMerchantPaymentInput {
  merchantId: string;
  amountMinor: number;
  currency: string;
  /** The bank's, of the payment. */
  reference: string;
  idempotencyKey: string;
}

/** What of a payment goes to which account, one filled after the other; refuses BAD_INPUT more than is owed on all of them. */
function partsOf(receivables: readonly Receivable[], amountMinor: number): { receivable: string; amountMinor: number }[] {
  const owed = receivables.reduce((sum, { owedMinor }) => sum + owedMinor, 0);
  if (amountMinor < 1 || amountMinor > owed) throw new Refusal('BAD_INPUT', `amountMinor 1…${String(owed)}`);
  let left = amountMinor;
  const parts = receivables.map(({ id, owedMinor }) => {
    const paid = Math.min(left, owedMinor);
    left -= paid;
    return { receivable: id, amountMinor: paid };
  });
  return parts.filter((part) => part.amountMinor > 0);
}

/**
 * An admin books what a shop has paid of what it owes in a currency, so that it may owe as much again. Needs a step-up. Refuses NOT_FOUND,
 * BAD_INPUT for more than is owed, and WRONG_STATE for a bank's reference that is booked already. Safe to repeat.
 */
export function recordMerchantPayment(world: World, viewer: Viewer, input: RecordMerchantPaymentInput): Promise<Merchant> {
  const admin = requireRole(viewer, 'ADMIN');
  requireStepUp(admin);
  const { merchantId, amountMinor, currency, reference } = input;
  const request = requestKey('recordMerchantPayment', callerOf(world, admin, admin.id), input);
  const again = async (id: string): Promise<Merchant> => {
    const merchant = isUuid(id) ? await world.merchants.get(id) : null;
    if (!merchant) throw new Refusal('NOT_FOUND');
    return merchant;
  };
  return answerOnce(world, request, again, async () => {
    const merchant = await again(merchantId);
    if (!/^[A-Za-z0-9][A-Za-z0-9 ./+-]{0,34}$/.test(reference)) throw new Refusal('BAD_INPUT', 'reference 1…35');
    const now = world.clock.now();
    await world.sql
      .$transaction(async (tx) => {
        // One payment of a merchant after the other; purchases and refunds go on meanwhile.
        await lockMerchant(tx, merchant.id);
        await claim(tx, request, merchant.id, now);
        await insertMerchantPayment(tx, partsOf(await receivablesOf(tx, merchant.id, currency), amountMinor), reference, now);
        await note(tx, viewer, merchant.id, 'paid', now, { amountMinor, currency, reference });
      })
      .catch((error: unknown) => {
        throw isBookedTwice(error) ? new Refusal('WRONG_STATE', 'reference') : error;
      });
    return merchant;
  });
}
