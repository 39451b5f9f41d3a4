import { connection, decodeCursor, pageSize } from '@ycyw/service/connection';
import { money } from '@ycyw/service/money';
import { Refusal } from '@ycyw/service/refusal';
import { requirePerson } from '@ycyw/service/viewer';
import { isUuid } from '../actions/quotes.ts';
import { entriesOf, type Entry } from '../data/cashback/entry.ts';
import { walletsOf } from '../data/cashback/wallet.ts';
import type { Context } from './context.ts';
import { showMerchant } from './merchants.ts';

function showEntry(
  context: Context,
  { id, kind, state, amountMinor, wasMinor, currency, at, merchantId, availableAt, bookingReference }: Entry,
) {
  return {
    id,
    kind,
    state,
    amount: money(amountMinor, currency),
    was: money(wasMinor, currency),
    at,
    availableAt,
    bookingReference,
    merchant: async () => {
      const merchant = merchantId === null ? null : await context.world.merchants.get(merchantId);
      return merchant && showMerchant(context, merchant);
    },
  };
}

/** A renter's own cashback; NOT_FOUND for anyone else. */
export function cashbackOf(context: Context, userId: string) {
  const { viewer, world } = context;
  if (requirePerson(viewer).id !== userId) throw new Refusal('NOT_FOUND');
  return {
    balances: async () =>
      (await walletsOf(world.sql, userId)).map(({ currency, availableMinor, pendingMinor, debtMinor }) => ({
        currency,
        available: money(availableMinor, currency),
        pending: money(pendingMinor, currency),
        owed: money(debtMinor, currency),
      })),
    entries: async ({ first, after }: { first: number; after?: string | null }) => {
      const size = pageSize(first);
      const before = decodeCursor(after)?.map(String)[0] ?? null;
      if (before !== null && !isUuid(before)) throw new Refusal('BAD_INPUT', 'cursor');
      const page = connection(await entriesOf(world.sql, userId, size + 1, before), size, ({ id }) => [id], after);
      return { ...page, edges: page.edges.map(({ node, cursor }) => ({ node: showEntry(context, node), cursor })) };
    },
  };
}
