import { audited } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import { requireRole, requireStaff, worksAt, type Region, type SignedIn, type Viewer } from '@ycyw/service/viewer';
import { findBooking } from '../../data/booking.ts';
import { claim, requestKey } from '../../data/request.ts';
import { findReview, lockReview, saveReview, sealAnswer, type Review } from '../../data/review/review.ts';
import { requireReviewTransition, type Rejection } from '../../domain/review.ts';
import { callerOf } from '../access.ts';
import { tell } from '../events.ts';
import { answerOnce } from '../once.ts';
import { isUuid } from '../quotes.ts';
import type { World } from '../world.ts';
import { writtenText } from './write.ts';

const longestAnswer = 1000;

/** The review of an agency where the viewer works; another one is NOT_FOUND, like one that is not there. */
async function requireTheirs(world: World, staff: SignedIn, review: Review | null): Promise<Review> {
  const regions = await world.agencies.regions();
  if (review && worksAt(staff, { code: review.agency, region: regions.get(review.agency) ?? '' })) return review;
  throw new Refusal('NOT_FOUND');
}

type Doing = 'published' | 'rejected' | 'answered';
const events = { published: 'booking.reviewPublished', rejected: 'booking.reviewRejected', answered: 'booking.reviewAnswered' } as const;

/** Tells its author, and the audit trail of whoever decided. */
async function told(tx: Sql, staff: SignedIn, review: Review, doing: Doing, now: Date): Promise<void> {
  const booking = await findBooking(tx, review.bookingId);
  if (!booking) throw new Error(`no booking ${review.bookingId}`);
  const payload: Record<string, string> = review.rejection ? { reason: review.rejection } : {};
  const detail = { bookingId: review.bookingId, agency: review.agency, rating: review.rating, ...payload };
  const act = audited(staff, { action: `booking.review.${doing}`, subjectKind: 'review', subjectId: review.id, detail });
  await tell(tx, booking, [{ type: events[doing], payload }], now, [act]);
}

interface Step {
  id: string;
  idempotencyKey: string;
}

/** One step of staff with a locked review of an agency of theirs, once for each key. */
function step(
  world: World,
  staff: SignedIn,
  operation: string,
  input: Step,
  work: (review: Review, now: Date) => { review: Review; doing: Doing },
): Promise<Review> {
  const request = requestKey(operation, callerOf(world, staff, staff.id), input);
  const again = async (id: string): Promise<Review> => requireTheirs(world, staff, await findReview(world.sql, id));
  return answerOnce(world, request, again, async () => {
    const now = world.clock.now();
    if (!isUuid(input.id)) throw new Refusal('NOT_FOUND');
    return world.sql.$transaction(async (tx) => {
      const found = await requireTheirs(world, staff, await lockReview(tx, input.id));
      await claim(tx, request, found.id, now);
      const { review, doing } = work(found, now);
      await saveReview(tx, review);
      await told(tx, staff, review, doing, now);
      return review;
    });
  });
}

export interface ModerateReviewInput extends Step {
  revision: number;
  publish: boolean;
  reason?: Rejection | null;
}

/** Staff publish what they have read, or say why not. Refuses WRONG_STATE where it was written anew since, or its author has taken it away. */
export async function moderateReview(world: World, viewer: Viewer, input: ModerateReviewInput): Promise<Review> {
  const staff = requireStaff(viewer);
  const { revision, publish, reason = null } = input;
  return step(world, staff, 'moderateReview', input, (review, now) => {
    if (publish === (reason !== null)) throw new Refusal('BAD_INPUT', 'reason');
    if (review.revision !== revision || review.sealed === null) throw new Refusal('WRONG_STATE');
    requireReviewTransition(review.state, publish ? 'PUBLISHED' : 'REJECTED');
    if (publish) return { review: { ...review, state: 'PUBLISHED', publishedAt: now }, doing: 'published' };
    const rejected: Review = { ...review, state: 'REJECTED', rejection: reason, sealedAnswer: null, publishedAt: null, answeredAt: null };
    return { review: rejected, doing: 'rejected' };
  });
}

/** The company's answer under a published review, by a manager of its agency. */
export async function answerReview(world: World, viewer: Viewer, input: Step & { body: string }): Promise<Review> {
  const manager = requireRole(viewer, 'MANAGER', 'ADMIN');
  const body = writtenText(input.body, 'body', longestAnswer);
  const { owner, region, sealed } = await requireTheirs(world, manager, isUuid(input.id) ? await findReview(world.sql, input.id) : null);
  if (sealed === null) throw new Refusal('WRONG_STATE');
  const key = await world.vault.keyOf(owner, region as Region);
  return step(world, manager, 'answerReview', input, (review, now) => {
    if (review.state !== 'PUBLISHED' || review.sealed === null) throw new Refusal('WRONG_STATE');
    return { review: { ...review, sealedAnswer: sealAnswer(key, body), answeredAt: now }, doing: 'answered' };
  });
}
