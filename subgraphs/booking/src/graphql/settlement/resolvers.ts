import { connection, decodeCursor, pageSize } from '@ycyw/service/connection';
import { money } from '@ycyw/service/money';
import { Refusal } from '@ycyw/service/refusal';
import { isService, requireRole, requireScope } from '@ycyw/service/viewer';
import { mayRead, workplaces } from '../../actions/access.ts';
import { isUuid } from '../../actions/quotes.ts';
import { settlementAlternatives } from '../../actions/settlement/alternatives.ts';
import { answerSettlement, type AnswerSettlementInput } from '../../actions/settlement/answer.ts';
import { approveSettlement, type ApproveSettlementInput } from '../../actions/settlement/approve.ts';
import { offerSettlement, type OfferSettlementInput } from '../../actions/settlement/offer.ts';
import type { Booking } from '../../data/booking.ts';
import { countToApprove, settlementsToApprove, type Settlement } from '../../data/settlement.ts';
import { showBooking } from '../booking.ts';
import type { Context } from '../context.ts';
import { showOffer } from '../offer.ts';
import { sumOf } from '../price.ts';
import { isTold, showSettlement } from './show.ts';

/** A settlement that another subgraph points to; NOT_FOUND for whoever may not see it. */
async function resolveSettlement(context: Context, id: string) {
  requireScope(context.viewer, 'bookings:read');
  const settlement = isUuid(id) ? await context.loaders.settlement.load(id.toLowerCase()) : null;
  const booking = settlement && (await context.loaders.booking.load(settlement.bookingId));
  const told = booking && (isService(context.viewer) || isTold(context, settlement, booking));
  if (!told || !(await mayRead(context.world, context.viewer, booking))) throw new Refusal('NOT_FOUND');
  return showSettlement(context, settlement, booking);
}

/** For whoever has just done something to it. */
async function shown(context: Context, settlement: Settlement, token?: string | null) {
  const booking = await context.loaders.booking.load(settlement.bookingId);
  if (!booking) throw new Refusal('NOT_FOUND');
  return showSettlement(context, settlement, booking, token);
}

async function alternatives(context: Context, bookingId: string) {
  const found = await settlementAlternatives(context.world, context.viewer, bookingId);
  return found.map(({ kind, journey, offered, left, differenceMinor, needsManager }) => ({
    kind,
    offer: showOffer(context, { journey, price: sumOf(offered), left }),
    difference: money(differenceMinor, offered.currency),
    needsManager: needsManager && context.viewer.role === 'AGENT',
  }));
}

async function toApprove(context: Context, { first, after }: { first?: number | null; after?: string | null }) {
  const { world } = context;
  const manager = requireRole(context.viewer, 'MANAGER', 'ADMIN');
  const where = { agencies: await workplaces(world, manager), now: world.clock.now() };
  const size = pageSize(first);
  const cursor = decodeCursor(after);
  if (cursor && !isUuid(String(cursor[0]))) throw new Refusal('BAD_INPUT', 'cursor');
  const rows = await settlementsToApprove(world.sql, where, size, cursor ? String(cursor[0]) : null);
  const page = connection(rows, size, ({ id }) => [id], after);
  return {
    ...page,
    edges: page.edges.map(({ node, cursor: at }) => ({ node: shown(context, node), cursor: at })),
    totalCount: () => countToApprove(world.sql, where),
  };
}

export const settlementQueries = {
  settlementAlternatives: (_: unknown, { bookingId }: { bookingId: string }, context: Context) => alternatives(context, bookingId),
  settlementsToApprove: (_: unknown, asked: { first?: number | null; after?: string | null }, context: Context) =>
    toApprove(context, asked),
};

export const settlementMutations = {
  offerSettlement: async (_: unknown, { input }: { input: OfferSettlementInput }, context: Context) =>
    shown(context, await offerSettlement(context.world, context.viewer, input)),
  approveSettlement: async (_: unknown, input: ApproveSettlementInput, context: Context) =>
    shown(context, await approveSettlement(context.world, context.viewer, input)),
  answerSettlement: async (_: unknown, input: AnswerSettlementInput, context: Context) => {
    requireScope(context.viewer, 'bookings:write');
    return shown(context, await answerSettlement(context.world, context.viewer, input), input.guestToken);
  },
};

export const settlementEntity = {
  booking: ({ of: { booking, token } }: { of: { booking: Booking; token?: string | null } }, _: unknown, context: Context) =>
    showBooking(context, booking, token),
  __resolveReference: ({ id }: { id: string }, context: Context) => resolveSettlement(context, id),
};
