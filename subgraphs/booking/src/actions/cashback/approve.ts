import { Refusal } from '@ycyw/service/refusal';
import { requireRole, type Viewer } from '@ycyw/service/viewer';
import { lockMerchant, saveApproval, type Merchant } from '../../data/cashback/merchant.ts';
import { isOverLimit } from '../../data/cashback/transfer.ts';
import type { MerchantLimit } from '../../domain/cashback/merchant.ts';
import { isUuid } from '../quotes.ts';
import type { World } from '../world.ts';
import { note } from './merchants.ts';

export interface ApproveMerchantInput {
  id: string;
  approved?: boolean | null;
  limits?: MerchantLimit[] | null;
}

const mostMinor = 2_000_000_000;

function checkedLimits(world: World, before: readonly MerchantLimit[], asked: readonly MerchantLimit[]): MerchantLimit[] {
  for (const { currency, limitMinor } of asked) {
    if (!world.tariff.currencies[currency]) throw new Refusal('BAD_INPUT', 'currency');
    if (limitMinor < 0 || limitMinor > mostMinor) throw new Refusal('BAD_INPUT', `limitMinor 0…${String(mostMinor)}`);
  }
  const limits = new Map([...before, ...asked].map(({ currency, limitMinor }) => [currency, { currency, limitMinor }]));
  return [...limits.values()];
}

/**
 * An admin lets what is bought at a shop earn cashback, or no more, and says how much the shop may owe us in which currency: limits that
 * are left out stay. Refuses NOT_FOUND, and BAD_INPUT for a limit below what the shop owes already. Repeating changes nothing.
 */
export async function approveMerchant(world: World, viewer: Viewer, { id, approved, limits }: ApproveMerchantInput): Promise<Merchant> {
  requireRole(viewer, 'ADMIN');
  if (!isUuid(id)) throw new Refusal('NOT_FOUND');
  const now = world.clock.now();
  const left = await world.sql
    .$transaction(async (tx) => {
      const merchant = await lockMerchant(tx, id);
      if (!merchant) throw new Refusal('NOT_FOUND');
      const next: Merchant = {
        ...merchant,
        approvedAt: approved === false ? null : (merchant.approvedAt ?? now),
        limits: checkedLimits(world, merchant.limits, limits ?? []),
      };
      await saveApproval(tx, next);
      const said = next.limits.map(({ currency, limitMinor }) => `${currency} ${String(limitMinor)}`).join(', ');
      await note(tx, viewer, id, next.approvedAt ? 'approved' : 'approvalWithdrawn', now, { limits: said });
      return next;
    })
    .catch((error: unknown) => {
      throw isOverLimit(error) ? new Refusal('BAD_INPUT', 'limits: less than is owed') : error;
    });
  world.merchants.heard(id);
  return left;
}
