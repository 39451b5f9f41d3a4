import type { Language } from '@ycyw/service/language';
import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import { cleanText, withoutCardNumber } from '@ycyw/service/text';
import { refuseKeys, type Region, type Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { findBooking, lockBooking, type Booking } from '../../data/booking.ts';
import { driversOf } from '../../data/driver.ts';
import { takenBackAt } from '../../data/inspection.ts';
import { claim, requestKey, type RequestKey } from '../../data/request.ts';
import { findReview, lockReviewOfBooking, saveReview, sealText, type Review } from '../../data/review/review.ts';
import { requireReviewTransition, reviewableUntil } from '../../domain/review.ts';
import { callerOf, hasRented } from '../access.ts';
import { answerOnce } from '../once.ts';
import { isUuid } from '../quotes.ts';
import type { World } from '../world.ts';

const longestTitle = 80;
const longestBody = 2000;

export interface ReviewBookingInput {
  bookingId: string;
  guestToken?: string | null;
  rating: number;
  title: string;
  body: string;
  showName: boolean;
  language?: string | null;
  idempotencyKey: string;
}

/** What people wrote, 1 to `longest` characters (code points), without a card's number; BAD_INPUT names the field. */
export function writtenText(value: string, field: string, longest: number): string {
  const text = withoutCardNumber(cleanText(value, field), field);
  const length = Array.from(text).length;
  if (length < 1 || length > longest) throw new Refusal('BAD_INPUT', `${field} 1…${String(longest)}`);
  return text;
}

/** The booking, for the one who rented: the customer, or a guest with its token; NOT_FOUND for anybody else. */
function requireAuthor(world: World, viewer: Viewer, booking: Booking | null, token: string | null | undefined): Booking {
  if (!booking || !hasRented(world, viewer, booking, token)) throw new Refusal('NOT_FOUND');
  return booking;
}

const ownerOf = ({ id, customerId }: Booking): string => customerId ?? id;

/** E.g. Claire R. */
async function nameOf(world: World, bookingId: string): Promise<string | null> {
  const [driver] = await driversOf(world, [bookingId]);
  const [initial] = Array.from(driver?.familyName ?? '');
  return driver ? `${driver.givenName} ${initial ?? ''}.` : null;
}

/** Refuses with WRONG_STATE a car that is not back, or has been for too long. */
async function requireReviewable(tx: Sql, { id, state }: Booking, now: Date): Promise<void> {
  if (state !== 'RETURNED' && state !== 'CLOSED') throw new Refusal('WRONG_STATE', state);
  const backAt = await takenBackAt(tx, id);
  if (!backAt || now >= reviewableUntil(backAt)) throw new Refusal('WRONG_STATE', '≤ 90 d');
}

async function requireReview(world: World, id: string): Promise<Review> {
  const review = await findReview(world.sql, id);
  if (!review) throw new Refusal('NOT_FOUND');
  return review;
}

/**
 * A renter's review of a rental that is over, to be read before it is shown; written again it takes the place of the one before, until that is
 * published. Refuses NOT_FOUND, BAD_INPUT, and WRONG_STATE before the return, 90 days after it, and once published. Safe to repeat.
 */
export function reviewBooking(world: World, viewer: Viewer, input: ReviewBookingInput, language: Language): Promise<Review> {
  refuseKeys(viewer);
  const request = requestKey('reviewBooking', callerOf(world, viewer, input.bookingId), input);
  return answerOnce(
    world,
    request,
    (id) => requireReview(world, id),
    () => write(world, viewer, input, language, request),
  );
}

async function write(world: World, viewer: Viewer, input: ReviewBookingInput, language: Language, request: RequestKey): Promise<Review> {
  const { bookingId, guestToken, rating, showName } = input;
  const now = world.clock.now();
  const booking = requireAuthor(world, viewer, isUuid(bookingId) ? await findBooking(world.sql, bookingId) : null, guestToken);
  if (rating < 1 || rating > 5) throw new Refusal('BAD_INPUT', 'rating 1…5');
  const text = {
    title: writtenText(input.title, 'title', longestTitle),
    body: writtenText(input.body, 'body', longestBody),
    author: showName ? await nameOf(world, bookingId) : null,
  };
  const owner = ownerOf(booking);
  const sealed = sealText(await world.vault.keyOf(owner, booking.region as Region), text);
  return world.sql.$transaction(async (tx) => {
    const locked = requireAuthor(world, viewer, await lockBooking(tx, bookingId), guestToken);
    await requireReviewable(tx, locked, now);
    const before = await lockReviewOfBooking(tx, bookingId);
    if (before) requireReviewTransition(before.state, 'PENDING');
    const { pickUp } = locked.journey;
    const review: Review = {
      id: before?.id ?? uuidv7(),
      ...{ bookingId, region: locked.region, owner, rating, sealed },
      ...{ agency: pickUp.agency, acriss: locked.journey.acriss, rentedIn: pickUp.local.slice(0, 7) },
      language: input.language ?? language,
      sealedAnswer: null,
      state: 'PENDING',
      rejection: null,
      revision: (before?.revision ?? 0) + 1,
      createdAt: now,
      publishedAt: null,
      answeredAt: null,
    };
    await claim(tx, request, review.id, now);
    await saveReview(tx, review);
    return review;
  });
}

/** Takes a renter's own review away, with what was written. Safe to repeat. */
export function withdrawReview(
  world: World,
  viewer: Viewer,
  input: { bookingId: string; guestToken?: string | null; idempotencyKey: string },
): Promise<Review> {
  refuseKeys(viewer);
  const { bookingId, guestToken } = input;
  const request = requestKey('withdrawReview', callerOf(world, viewer, bookingId), input);
  return answerOnce(
    world,
    request,
    (id) => requireReview(world, id),
    async () => {
      if (!isUuid(bookingId)) throw new Refusal('NOT_FOUND');
      return world.sql.$transaction(async (tx) => {
        requireAuthor(world, viewer, await lockBooking(tx, bookingId), guestToken);
        const review = await lockReviewOfBooking(tx, bookingId);
        if (!review) throw new Refusal('WRONG_STATE');
        requireReviewTransition(review.state, 'WITHDRAWN');
        await claim(tx, request, review.id, world.clock.now());
        const withdrawn: Review = {
          ...review,
          state: 'WITHDRAWN',
          sealed: null,
          sealedAnswer: null,
          rejection: null,
          publishedAt: null,
          answeredAt: null,
        };
        await saveReview(tx, withdrawn);
        return withdrawn;
      });
    },
  );
}
