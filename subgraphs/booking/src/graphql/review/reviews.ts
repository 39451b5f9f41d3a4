import { connection, decodeCursor, pageSize } from '@ycyw/service/connection';
import { Refusal } from '@ycyw/service/refusal';
import { requireRole, requireScope, requireStaff } from '@ycyw/service/viewer';
import { hasRented, workplaces } from '../../actions/access.ts';
import { isUuid } from '../../actions/quotes.ts';
import { answerReview, moderateReview, type ModerateReviewInput } from '../../actions/review/moderate.ts';
import { reviewBooking, withdrawReview, type ReviewBookingInput } from '../../actions/review/write.ts';
import type { Booking } from '../../data/booking.ts';
import { opened, type Review } from '../../data/review/review.ts';
import {
  countPending,
  countPublished,
  countUnanswered,
  listPending,
  listPublished,
  listUnanswered,
  type Seen,
} from '../../data/review/reviewList.ts';
import { noRating } from '../../data/review/tally.ts';
import { reviewableUntil } from '../../domain/review.ts';
import type { Context } from '../context.ts';
import { showClass } from '../vehicleClass.ts';
import { showOne, showReview, verified } from './show.ts';

interface Page {
  first: number;
  after?: string | null;
}

function seenOf(after: string | null | undefined): Seen | null {
  const cursor = decodeCursor(after);
  if (!cursor) return null;
  const seen = { at: new Date(String(cursor[0])), id: String(cursor[1]) };
  if (Number.isNaN(seen.at.getTime()) || !isUuid(seen.id)) throw new Refusal('BAD_INPUT', 'cursor');
  return seen;
}

/** A page of reviews; what was forgotten a moment ago, before its row, is left out. */
async function page(
  context: Context,
  { first, after }: Page,
  orderedBy: 'publishedAt' | 'createdAt',
  list: (size: number, seen: Seen | null) => PromiseLike<Review[]>,
  totalCount: () => Promise<number>,
) {
  const size = pageSize(first);
  const rows = await list(size, seenOf(after));
  const { edges, pageInfo } = connection(rows, size, (row) => [(row[orderedBy] ?? row.createdAt).toISOString(), row.id], after);
  const read = await opened(
    context.world.vault,
    edges.map(({ node }) => node),
  );
  return {
    edges: edges.flatMap(({ cursor }, index) => {
      const node = read[index];
      return node?.text ? [{ node: showReview(context, node), cursor }] : [];
    }),
    pageInfo,
    totalCount,
    verified: verified[context.language],
  };
}

const published = (context: Context, of: { agency?: string; acriss?: string }, asked: Page) => {
  const { sql } = context.world;
  return page(
    context,
    asked,
    'publishedAt',
    (size, seen) => listPublished(sql, of, size, seen),
    () => countPublished(sql, of),
  );
};

interface Entity {
  id: string;
}

export const reviewQueries = {
  reviewsToModerate: async (_: unknown, asked: Page, context: Context) => {
    const agencies = await workplaces(context.world, requireStaff(context.viewer));
    const { sql } = context.world;
    return page(
      context,
      asked,
      'createdAt',
      (size, seen) => listPending(sql, agencies, size, seen),
      () => countPending(sql, agencies),
    );
  },
  reviewsToAnswer: async (_: unknown, asked: Page, context: Context) => {
    const agencies = await workplaces(context.world, requireRole(context.viewer, 'MANAGER', 'ADMIN'));
    const { sql } = context.world;
    return page(
      context,
      asked,
      'publishedAt',
      (size, seen) => listUnanswered(sql, agencies, size, seen),
      () => countUnanswered(sql, agencies),
    );
  },
};

export const reviewMutations = {
  reviewBooking: async (_: unknown, { input }: { input: ReviewBookingInput }, context: Context) =>
    showOne(context, await reviewBooking(context.world, context.viewer, input, context.language)),
  withdrawReview: async (_: unknown, input: Parameters<typeof withdrawReview>[2], context: Context) =>
    showOne(context, await withdrawReview(context.world, context.viewer, input)),
  moderateReview: async (_: unknown, input: ModerateReviewInput, context: Context) =>
    showOne(context, await moderateReview(context.world, context.viewer, input)),
  answerReview: async (_: unknown, input: Parameters<typeof answerReview>[2], context: Context) =>
    showOne(context, await answerReview(context.world, context.viewer, input)),
};

export const reviewedTypes = {
  VehicleClass: {
    __resolveReference: ({ id }: Entity, context: Context) => showClass(context, id),
    reviews: ({ id }: Entity, { agency, ...asked }: Page & { agency?: string | null }, context: Context) =>
      published(context, { acriss: id, ...(agency && { agency }) }, asked),
  },
  Agency: {
    __resolveReference: ({ id }: Entity) => ({ id }),
    rating: async ({ id }: Entity, _: unknown, { loaders }: Context) => (await loaders.agencyRating.load(id)) ?? noRating,
    reviews: ({ id }: Entity, asked: Page, context: Context) => published(context, { agency: id }, asked),
  },
};

/** What a booking shows of its review. */
export const reviewFields = (context: Context, booking: Booking, token: string | null | undefined) => ({
  review: async () => {
    requireScope(context.viewer, 'customers:read');
    const review = await context.loaders.review.load(booking.id);
    return review && showOne(context, review);
  },
  reviewableUntil: async () => {
    const { world, viewer, loaders } = context;
    const isOver = booking.state === 'RETURNED' || booking.state === 'CLOSED';
    if (!isOver || viewer.scopes !== null || !hasRented(world, viewer, booking, token)) return null;
    const [review, inspections] = await Promise.all([loaders.review.load(booking.id), loaders.inspections.load(booking.id)]);
    const back = inspections.find(({ kind }) => kind === 'TAKE_BACK');
    const until = back && reviewableUntil(back.at);
    return until && until > world.clock.now() && review?.state !== 'PUBLISHED' ? until : null;
  },
});
