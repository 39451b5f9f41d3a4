import { connection, decodeCursor, pageSize } from '@ycyw/service/connection';
import { money } from '@ycyw/service/money';
import { requireScope } from '@ycyw/service/viewer';
import { approveMerchant, type ApproveMerchantInput } from '../actions/cashback/approve.ts';
import { cashbackLink, shopUrl } from '../actions/cashback/link.ts';
import {
  changeMerchant,
  isOwn,
  onboardMerchant,
  rotateMerchantSecret,
  type ChangeMerchantInput,
  type Onboarded,
  type OnboardMerchantInput,
} from '../actions/cashback/merchants.ts';
import { recordMerchantPayment, type RecordMerchantPaymentInput } from '../actions/cashback/receive.ts';
import type { Merchant } from '../data/cashback/merchant.ts';
import { isSelling } from '../domain/cashback/merchant.ts';
import type { Context } from './context.ts';

/** A merchant as the graph shows it; of its secrets nothing. */
export const showMerchant = (context: Context, merchant: Merchant) => ({
  id: merchant.id,
  name: merchant.name,
  url: merchant.url,
  rates: merchant.rates,
  returnDays: merchant.returnDays,
  clawbackDays: merchant.clawbackDays,
  suspended: merchant.state === 'SUSPENDED',
  approved: merchant.approvedAt !== null,
  limits: isOwn(context.viewer, merchant) ? merchant.limits.map(({ currency, limitMinor }) => money(limitMinor, currency)) : [],
  owed: async () => {
    const owed = isOwn(context.viewer, merchant) ? await context.loaders.merchantOwed.load(merchant.id) : [];
    return owed.map(({ currency, owedMinor }) => money(owedMinor, currency));
  },
  link: async () => {
    const link = await context.loaders.cashbackLink.load(merchant.id);
    return link && { token: link.token, url: shopUrl(merchant.url, link.token), currency: link.currency };
  },
});

const isShown = ({ viewer }: Context, merchant: Merchant): boolean => isSelling(merchant) || isOwn(viewer, merchant);

async function list(context: Context, { first, after }: { first: number; after?: string | null }) {
  requireScope(context.viewer, 'offers:read');
  const size = pageSize(first);
  const [name, id] = decodeCursor(after)?.map(String) ?? [];
  const shown = (await context.world.merchants.all()).filter((merchant) => isShown(context, merchant));
  const isLater = (merchant: Merchant): boolean =>
    name === undefined || id === undefined || merchant.name > name || (merchant.name === name && merchant.id > id);
  const page = connection(shown.filter(isLater).slice(0, size + 1), size, (merchant) => [merchant.name, merchant.id], after);
  return {
    ...page,
    edges: page.edges.map(({ node, cursor }) => ({ node: showMerchant(context, node), cursor })),
    totalCount: shown.length,
  };
}

const showSecret = (context: Context, { merchant, secret }: Onboarded) => ({ merchant: showMerchant(context, merchant), secret });

export const merchantQueries = {
  merchants: (_: unknown, asked: { first: number; after?: string | null }, context: Context) => list(context, asked),
  merchant: async (_: unknown, { id }: { id: string }, context: Context) => {
    requireScope(context.viewer, 'offers:read');
    const merchant = await context.world.merchants.get(id);
    return merchant && isShown(context, merchant) ? showMerchant(context, merchant) : null;
  },
};

export const merchantMutations = {
  onboardMerchant: async (_: unknown, { input }: { input: OnboardMerchantInput }, context: Context) =>
    showSecret(context, await onboardMerchant(context.world, context.viewer, input)),
  changeMerchant: async (_: unknown, { input }: { input: ChangeMerchantInput }, context: Context) =>
    showMerchant(context, await changeMerchant(context.world, context.viewer, input)),
  approveMerchant: async (_: unknown, { input }: { input: ApproveMerchantInput }, context: Context) =>
    showMerchant(context, await approveMerchant(context.world, context.viewer, input)),
  recordMerchantPayment: async (_: unknown, { input }: { input: RecordMerchantPaymentInput }, context: Context) =>
    showMerchant(context, await recordMerchantPayment(context.world, context.viewer, input)),
  rotateMerchantSecret: async (_: unknown, input: { id: string; idempotencyKey: string }, context: Context) =>
    showSecret(context, await rotateMerchantSecret(context.world, context.viewer, input)),
  cashbackLink: async (_: unknown, input: { merchantId: string; currency?: string | null }, context: Context) => {
    const { token, currency, merchantId } = await cashbackLink(context.world, context.viewer, input, context.language);
    const merchant = await context.world.merchants.get(merchantId);
    return { token, currency, url: shopUrl(merchant?.url ?? '', token) };
  },
};
