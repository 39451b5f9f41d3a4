import type { Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import type { House } from './agency.ts';
import { handOver, sweep, takeBack } from './counter.ts';
import { noah } from './promotions.ts';
import { aBooking, type Trip } from './rental.ts';

const fields = `id state rating title body author rentedIn language revision rejection answer { body } vehicleClass { id } agency { id }`;
export interface ReviewView {
  id: string;
  state: string;
  rating: number;
  title: string | null;
  body: string | null;
  author: string;
  rentedIn: string;
  language: string;
  revision: number;
  rejection: string | null;
  answer: { body: string } | null;
  flags?: string[] | null;
}

export const review = (house: House, viewer: Partial<Viewer>, bookingId: string, input: Record<string, unknown> = {}) =>
  house.ask<{ reviewBooking: ReviewView } | null>(
    viewer,
    `mutation ($input: ReviewBookingInput!) { reviewBooking(input: $input) { ${fields} } }`,
    { input: { bookingId, rating: 4, title: 'Bien', body: 'Une bonne voiture, propre et à l’heure.', idempotencyKey: uuidv7(), ...input } },
  );

export const withdraw = (house: House, viewer: Partial<Viewer>, bookingId: string, guestToken: string | null = null) =>
  house.ask<{ withdrawReview: ReviewView } | null>(
    viewer,
    `mutation ($id: ID!, $token: String, $key: String!) { withdrawReview(bookingId: $id, guestToken: $token, idempotencyKey: $key) { ${fields} } }`,
    { id: bookingId, token: guestToken, key: uuidv7() },
  );

export const moderate = (
  house: House,
  viewer: Partial<Viewer>,
  { id, revision }: ReviewView,
  reason: string | null = null,
  publish = reason === null,
) =>
  house.ask<{ moderateReview: ReviewView } | null>(
    viewer,
    `mutation ($id: ID!, $revision: Int!, $publish: Boolean!, $reason: ReviewRejection, $key: String!) {
      moderateReview(id: $id, revision: $revision, publish: $publish, reason: $reason, idempotencyKey: $key) { ${fields} } }`,
    { id, revision, publish, reason, key: uuidv7() },
  );

export const answer = (house: House, viewer: Partial<Viewer>, id: string, body: string) =>
  house.ask<{ answerReview: ReviewView } | null>(
    viewer,
    `mutation ($id: ID!, $body: String!, $key: String!) { answerReview(id: $id, body: $body, idempotencyKey: $key) { ${fields} } }`,
    { id, body, key: uuidv7() },
  );

interface Reviews {
  totalCount: number;
  verified: string;
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  edges: { node: ReviewView }[];
}

export const queue = (house: House, viewer: Partial<Viewer>, field: 'reviewsToModerate' | 'reviewsToAnswer' = 'reviewsToModerate') =>
  house.ask<Record<string, Reviews> | null>(viewer, `{ ${field}(first: 50) { totalCount edges { node { ${fields} flags } } } }`);

/** What anybody reads of a class (at an agency where given) or of an agency. */
export async function readOf(house: House, type: 'VehicleClass' | 'Agency', id: string, asked = 'first: 20') {
  const { data, errors } = await house.ask<{
    _entities: [{ rating: { average: string | null; count: number; histogram: number[] }; reviews: Reviews }];
  }>(
    {},
    `query ($id: ID!) { _entities(representations: [{ __typename: "${type}", id: $id }]) { ... on ${type} {
      rating { average count histogram }
      reviews(${asked}) { totalCount verified pageInfo { hasNextPage endCursor } edges { node { ${fields} } } } } } }`,
    { id },
  );
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return data._entities[0];
}

/** A rental that is over: its car came back when the clock stood at `backAt`. */
export async function aRental(house: House, viewer: Partial<Viewer>, wish: Trip = {}, backAt = '2026-07-18T08:00:00Z') {
  house.moveTo('2026-06-01T08:00:00Z');
  const booked = await aBooking(house, viewer, wish);
  house.moveTo('2026-07-14T07:30:00Z');
  await sweep(house);
  const { errors } = await handOver(house, booked.id);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  house.moveTo(backAt);
  await takeBack(house, booked.id);
  return booked;
}

/** One that has been read and published. */
export async function aPublished(
  house: House,
  viewer: Partial<Viewer>,
  input: Record<string, unknown> = {},
  wish: Trip = {},
): Promise<ReviewView & { bookingId: string }> {
  const { id: bookingId } = await aRental(house, viewer, wish);
  const { data, errors } = await review(house, viewer, bookingId, input);
  if (!data) throw new Error(JSON.stringify(errors));
  const published = await moderate(house, noah, data.reviewBooking);
  if (!published.data) throw new Error(JSON.stringify(published.errors));
  return { ...published.data.moderateReview, bookingId };
}
