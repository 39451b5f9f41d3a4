import { accountKinds } from './kinds/account.ts';
import { billingKinds } from './kinds/billing.ts';
import { bookingKinds } from './kinds/booking.ts';
import { cashbackKinds } from './kinds/cashback.ts';
import { chargeKinds } from './kinds/charge.ts';
import { deliveryKinds } from './kinds/delivery.ts';
import { depositKinds } from './kinds/deposit.ts';
import { reviewKinds } from './kinds/review.ts';
import { settlementKinds } from './kinds/settlement.ts';
import { supportKinds } from './kinds/support.ts';
import type { Kind, Notice } from './kind.ts';

/** All that is told, by the name that is stored. */
export const kinds: ReadonlyMap<string, Kind> = new Map(
  Object.entries({
    ...bookingKinds,
    ...depositKinds,
    ...deliveryKinds,
    ...settlementKinds,
    ...chargeKinds,
    ...billingKinds,
    ...cashbackKinds,
    ...reviewKinds,
    ...supportKinds,
    ...accountKinds,
  }),
);

/** What is stored, read; throws on a kind that nobody knows, and on data that is not of its shape. */
export function noticeOf({ kind, data }: { kind: string; data: unknown }): Notice {
  const known = kinds.get(kind);
  if (!known) throw new Error(`nobody knows the kind ${kind}`);
  return known.read(data);
}
