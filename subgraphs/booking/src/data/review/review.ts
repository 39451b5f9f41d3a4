import type { PersonalRow } from '@ycyw/service/personalRecords';
import { nothing, part, type Sql } from '@ycyw/service/sql';
import type { PersonalKey, Vault } from '@ycyw/service/vault';
import type { Rejection, ReviewState } from '../../domain/review.ts';

export const about = 'review.sealed';
export const aboutAnswer = 'review.sealed_answer';

/** What its author wrote; `author` as they may be named, null where they would rather not be. */
export interface ReviewText {
  title: string;
  body: string;
  author: string | null;
}

export interface Review {
  id: string;
  bookingId: string;
  region: string;
  /** Whose key seals what was written. */
  owner: string;
  /** Codes, of the pick-up. */
  agency: string;
  acriss: string;
  /** E.g. 2026-07. */
  rentedIn: string;
  language: string;
  rating: number;
  /** Null once withdrawn or forgotten. */
  sealed: Buffer | null;
  sealedAnswer: Buffer | null;
  state: ReviewState;
  rejection: Rejection | null;
  revision: number;
  createdAt: Date;
  publishedAt: Date | null;
  answeredAt: Date | null;
}

export const sealText = (key: PersonalKey, text: ReviewText): Buffer => key.seal(JSON.stringify(text), about);
export const sealAnswer = (key: PersonalKey, body: string): Buffer => key.seal(body, aboutAnswer);

export interface ReadReview extends Review {
  text: ReviewText | null;
  answer: string | null;
}

/** With what was written; where that was forgotten, without. */
export async function opened(vault: Vault, reviews: readonly Review[]): Promise<ReadReview[]> {
  const keys = await vault.keysOf([...new Set(reviews.flatMap(({ sealed, owner }) => (sealed ? [owner] : [])))]);
  return reviews.map((review) => {
    const key = keys.get(review.owner);
    const { sealed, sealedAnswer } = review;
    return {
      ...review,
      text: key && sealed ? (JSON.parse(key.open(sealed, about)) as ReviewText) : null,
      answer: key && sealedAnswer ? key.open(sealedAnswer, aboutAnswer) : null,
    };
  });
}

export const reviewColumns = part`review.id::text, review.booking_id::text AS "bookingId", review.region, owner::text, agency, review.acriss::text, rented_in AS "rentedIn",
  review.language, rating, sealed, sealed_answer AS "sealedAnswer", review.state, rejection, revision, review.created_at AS "createdAt",
  published_at AS "publishedAt", answered_at AS "answeredAt"`;

const reviews = part`SELECT ${reviewColumns} FROM review`;

export const reviewsOfBookings = (sql: Sql, bookingIds: readonly string[]): PromiseLike<Review[]> =>
  sql.$queryRaw<Review[]>`${reviews} WHERE booking_id = ANY(${[...bookingIds]}::uuid[])`;

export async function findReview(sql: Sql, id: string): Promise<Review | null> {
  const [review] = await sql.$queryRaw<Review[]>`${reviews} WHERE id = ${id}::uuid`;
  return review ?? null;
}

/** The review, locked until the transaction ends. */
export async function lockReview(tx: Sql, id: string): Promise<Review | null> {
  const [review] = await tx.$queryRaw<Review[]>`${reviews} WHERE id = ${id}::uuid FOR UPDATE`;
  return review ?? null;
}

export async function lockReviewOfBooking(tx: Sql, bookingId: string): Promise<Review | null> {
  const [review] = await tx.$queryRaw<Review[]>`${reviews} WHERE booking_id = ${bookingId}::uuid FOR UPDATE`;
  return review ?? null;
}

/** Writes a review for the first time or anew; a booking has one. */
export async function saveReview(tx: Sql, review: Review): Promise<void> {
  const { id, bookingId, region, owner, agency, acriss, rentedIn, language, rating, sealed, sealedAnswer } = review;
  const { state, rejection, revision, createdAt, publishedAt, answeredAt } = review;
  await tx.$executeRaw`
    INSERT INTO review (id, booking_id, region, owner, agency, acriss, rented_in, language, rating, sealed, sealed_answer, state, rejection, revision,
      created_at, published_at, answered_at)
    VALUES (${id}::uuid, ${bookingId}::uuid, ${region}, ${owner}::uuid, ${agency}, ${acriss}, ${rentedIn}, ${language}, ${rating}::smallint, ${sealed}::bytea,
      ${sealedAnswer}::bytea, ${state}, ${rejection}, ${revision}::int, ${createdAt}::timestamptz, ${publishedAt}::timestamptz, ${answeredAt}::timestamptz)
    ON CONFLICT (id) DO UPDATE SET language = excluded.language, rating = excluded.rating, sealed = excluded.sealed,
      sealed_answer = excluded.sealed_answer, state = excluded.state, rejection = excluded.rejection, revision = excluded.revision,
      created_at = excluded.created_at, published_at = excluded.published_at, answered_at = excluded.answered_at`;
}

/** Reviews of a person, in the order of their ids, after the one with the id `after`. */
export async function reviewsOfPerson(
  { sql, vault }: { sql: Sql; vault: Vault },
  userId: string,
  after: string | null,
  size: number,
): Promise<PersonalRow[]> {
  const rows = await sql.$queryRaw<Review[]>`
    ${reviews} WHERE booking_id IN (SELECT id FROM booking WHERE customer_id = ${userId}::uuid)
      ${after ? part`AND id > ${after}::uuid` : nothing} ORDER BY id LIMIT ${size}`;
  return (await opened(vault, rows)).map(({ id, createdAt, rating, state, rejection, text, answer }) => ({
    key: id,
    at: createdAt,
    data: { rating, state, rejection, ...text, answer },
  }));
}

/** Takes what a person wrote, and what was answered, for good; ratings that are published stay, under the pseudonym `nobody`. */
export async function forgetReviews(tx: Sql, userId: string, nobody: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE review SET sealed = NULL, sealed_answer = NULL, owner = ${nobody}::uuid, rejection = NULL,
      state = CASE review.state WHEN 'PUBLISHED' THEN review.state ELSE 'WITHDRAWN' END
    FROM booking b WHERE b.id = review.booking_id AND b.customer_id = ${userId}::uuid`;
}
