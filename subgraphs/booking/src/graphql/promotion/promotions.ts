import { connection, decodeCursor, pageSize } from '@ycyw/service/connection';
import { money } from '@ycyw/service/money';
import { Refusal } from '@ycyw/service/refusal';
import {
  changePromotion,
  createPromotion,
  endPromotion,
  regionOf,
  requireManager,
  type ChangePromotionInput,
  type CreatePromotionInput,
} from '../../actions/promotion/manage.ts';
import { isUuid } from '../../actions/quotes.ts';
import { countPromotions, listPromotions, type ManagedPromotion } from '../../data/promotion/promotion.ts';
import { hasUseLeft } from '../../domain/promotion.ts';
import type { Context } from '../context.ts';

function stateOf(promotion: ManagedPromotion, today: string): 'PLANNED' | 'RUNNING' | 'EXHAUSTED' | 'ENDED' {
  const { booked, limits, endedAt } = promotion;
  if (endedAt !== null || (booked.to ?? '9999') < today) return 'ENDED';
  if ((booked.from ?? '') > today) return 'PLANNED';
  return hasUseLeft(limits, promotion, 1) ? 'RUNNING' : 'EXHAUSTED';
}

function showPromotion({ language, world }: Context, promotion: ManagedPromotion) {
  const { name, minor, currency, plans, booked, pickUp, limits, customerId, givenMinor, ...same } = promotion;
  return {
    ...same,
    name: name[language],
    nameFr: name.fr,
    nameEn: name.en,
    state: stateOf(promotion, world.clock.now().toISOString().slice(0, 10)),
    amount: minor === null ? null : money(minor, currency),
    customer: customerId && { __typename: 'User', id: customerId },
    ratePlans: plans,
    bookedFrom: booked.from,
    bookedTo: booked.to,
    pickUpFrom: pickUp.from,
    pickUpTo: pickUp.to,
    usesLimit: limits.uses,
    usesEach: limits.usesEach,
    budget: limits.budgetMinor === null ? null : money(limits.budgetMinor, currency),
    given: money(givenMinor, currency),
  };
}

async function list(context: Context, { first, after }: { first: number; after?: string | null }) {
  const region = regionOf(requireManager(context.viewer));
  const { sql } = context.world;
  const size = pageSize(first);
  const cursor = decodeCursor(after);
  const before = cursor ? String(cursor[0]) : null;
  if (before !== null && !isUuid(before)) throw new Refusal('BAD_INPUT', 'cursor');
  const page = connection(await listPromotions(sql, region, size, before), size, ({ id }) => [id], after);
  return {
    ...page,
    edges: page.edges.map(({ node, cursor: at }) => ({ node: showPromotion(context, node), cursor: at })),
    totalCount: () => countPromotions(sql, region),
  };
}

export const promotionQueries = {
  promotions: (_: unknown, asked: { first: number; after?: string | null }, context: Context) => list(context, asked),
};

export const promotionMutations = {
  createPromotion: async (_: unknown, { input }: { input: CreatePromotionInput }, context: Context) =>
    showPromotion(context, await createPromotion(context.world, context.viewer, input)),
  changePromotion: async (_: unknown, { input }: { input: ChangePromotionInput }, context: Context) =>
    showPromotion(context, await changePromotion(context.world, context.viewer, input)),
  endPromotion: async (_: unknown, input: { id: string; idempotencyKey: string }, context: Context) =>
    showPromotion(context, await endPromotion(context.world, context.viewer, input)),
};
