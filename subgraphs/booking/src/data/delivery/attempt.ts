import { part, type Sql } from '@ycyw/service/sql';
import { v7 as uuidv7 } from 'uuid';
import { undecidedMinutes } from '../../domain/delivery/terms.ts';
import { addMinutes } from '../../domain/period.ts';
import type { BookingState } from '../../domain/bookingState.ts';
import type { Point } from '../../domain/delivery/place.ts';
import type { DeliveryState, FailureReason } from '../../domain/delivery/state.ts';
import { columns, type Delivery } from './delivery.ts';

/** Something to do about an attempt; `current`: it is its delivery's. */
export type Due = Delivery & { current: boolean; bookingState: BookingState };

/** Takes what is to be done by now, the longest due first; others leave it alone for half a minute. */
export const takeDue = async (sql: Sql, now: Date, size: number): Promise<Due[]> =>
  sql.$queryRaw<Due[]>`
    UPDATE delivery_attempt a SET retry_at = now() + interval '30 seconds' FROM delivery d JOIN booking b ON b.id = d.booking_id
    WHERE d.id = a.delivery_id AND a.id IN (
      SELECT id FROM delivery_attempt WHERE due_at <= ${now} AND (retry_at IS NULL OR retry_at <= now())
      ORDER BY due_at LIMIT ${size} FOR UPDATE SKIP LOCKED)
    RETURNING ${columns}, a.current, b.state AS "bookingState"`;

/** When it is to be looked at again; null where there is nothing more to do. */
export async function lookAgain(tx: Sql, attemptId: string, dueAt: Date | null): Promise<void> {
  await tx.$executeRaw`UPDATE delivery_attempt SET due_at = ${dueAt}::timestamptz, retry_at = NULL WHERE id = ${attemptId}::uuid`;
}

/** It could not be asked, or told: again in so many seconds of the database's time. */
export async function tryAgain(tx: Sql, attemptId: string, seconds: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE delivery_attempt SET tries = tries + 1, retry_at = now() + make_interval(secs => ${seconds}) WHERE id = ${attemptId}::uuid`;
}

/** A carrier has been chosen and is about to be asked. */
export async function saveRequested(tx: Sql, attemptId: string, carrier: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE delivery_attempt SET state = 'REQUESTED', carrier = ${carrier}, since = ${now}, due_at = ${now} WHERE id = ${attemptId}::uuid`;
}

/** The carrier has the request; what it has told meanwhile stands. */
export async function saveAsked(tx: Sql, attemptId: string, now: Date, dueAt: Date | null): Promise<void> {
  await tx.$executeRaw`
    UPDATE delivery_attempt SET asked_at = ${now}, tries = 0, retry_at = NULL,
      due_at = CASE state WHEN 'REQUESTED' THEN ${dueAt}::timestamptz ELSE due_at END
    WHERE id = ${attemptId}::uuid`;
}

const overAndGone = part`latitude = NULL, longitude = NULL, position_at = NULL, trail = NULL, eta_at = NULL`;

/** How far the current attempt has come. */
export async function saveProgress(
  tx: Sql,
  attemptId: string,
  { state, etaAt, dueAt }: { state: 'ACCEPTED' | 'EN_ROUTE' | 'ARRIVED'; etaAt: Date | null; dueAt: Date | null },
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE delivery_attempt SET state = ${state}, since = ${now}, eta_at = coalesce(${etaAt}::timestamptz, eta_at), due_at = ${dueAt}::timestamptz, retry_at = NULL
    WHERE id = ${attemptId}::uuid`;
}

/** It is over, and where the car drove is forgotten. `tellCarrier`: who was asked does not know yet, and is told by the sweep. */
export async function saveEnd(
  tx: Sql,
  attemptId: string,
  { state, reason, tellCarrier }: { state: 'DELIVERED' | 'FAILED' | 'CANCELLED'; reason: FailureReason | null; tellCarrier: boolean },
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE delivery_attempt SET state = ${state}, reason = ${reason}, since = ${now}, ${overAndGone}, tries = 0, retry_at = NULL,
      due_at = CASE WHEN ${tellCarrier} AND carrier IS NOT NULL THEN ${now}::timestamptz END
    WHERE id = ${attemptId}::uuid`;
}

/** Another attempt takes the place of the current one, to be asked for now. */
export async function insertNext(
  tx: Sql,
  { id, attemptId, number }: Pick<Delivery, 'id' | 'attemptId' | 'number'>,
  now: Date,
): Promise<void> {
  await tx.$executeRaw`UPDATE delivery_attempt SET current = false WHERE id = ${attemptId}::uuid`;
  await tx.$executeRaw`
    INSERT INTO delivery_attempt (id, delivery_id, region, number, state, since, due_at)
    SELECT ${uuidv7()}::uuid, id, region, ${number + 1}, 'PLANNED', ${now}, ${now} FROM delivery WHERE id = ${id}::uuid`;
}

/** What waited for its booking to be confirmed is looked at at once; what carriers are not asked for yet stays. */
export async function lookAtPlanned(tx: Sql, bookingId: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE delivery_attempt a SET due_at = ${now}, retry_at = NULL FROM delivery d
    WHERE d.booking_id = ${bookingId}::uuid AND a.delivery_id = d.id AND a.current AND a.state = 'PLANNED'
      AND a.due_at > ${now} AND a.due_at <= ${addMinutes(now, undecidedMinutes)}`;
}

/** Cancels what a booking was to be brought or fetched; whoever was asked is called back by the sweep. */
export async function cancelDeliveries(tx: Sql, bookingId: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE delivery_attempt a SET state = 'CANCELLED', since = ${now}, ${overAndGone}, tries = 0, retry_at = NULL,
      due_at = CASE WHEN carrier IS NOT NULL THEN ${now}::timestamptz END
    FROM delivery d WHERE d.booking_id = ${bookingId}::uuid AND a.delivery_id = d.id AND a.current
      AND a.state NOT IN ('DELIVERED', 'FAILED', 'CANCELLED')`;
}

const trailPoints = 30;

/**
 * Where the car is, while it is on its way: at most once a second, and never older than what is known. Whether it was noted.
 * `dueAt`: when it is to be looked at again if nothing more is heard.
 */
export async function savePosition(
  tx: Sql,
  attemptId: string,
  { point, at, etaAt, dueAt }: { point: Point; at: Date; etaAt: Date | null; dueAt: Date },
  now: Date,
): Promise<boolean> {
  const { latitude, longitude } = point;
  const step = JSON.stringify([[latitude, longitude]]);
  const noted = await tx.$executeRaw`
    UPDATE delivery_attempt SET latitude = ${latitude}::float8, longitude = ${longitude}::float8, position_at = ${at}, moved_at = ${now}, due_at = ${dueAt},
      eta_at = coalesce(${etaAt}::timestamptz, eta_at),
      trail = CASE WHEN jsonb_array_length(coalesce(trail, '[]')) >= ${trailPoints} THEN trail - 0 ELSE coalesce(trail, '[]') END || ${step}::jsonb
    WHERE id = ${attemptId}::uuid AND current AND state = 'EN_ROUTE' AND (position_at IS NULL OR position_at < ${at})
      AND (moved_at IS NULL OR moved_at <= ${now}::timestamptz - interval '1 second')`;
  return noted > 0;
}

export interface PastAttempt {
  deliveryId: string;
  number: number;
  carrier: string | null;
  state: DeliveryState;
  reason: FailureReason | null;
  since: Date;
  tries: number;
}

/** All attempts of these deliveries, first to last. */
export const attemptsOf = async (sql: Sql, deliveryIds: readonly string[]): Promise<PastAttempt[]> =>
  sql.$queryRaw<PastAttempt[]>`
    SELECT delivery_id::text AS "deliveryId", number, carrier, state, reason, since, tries FROM delivery_attempt
    WHERE delivery_id = ANY(${[...deliveryIds]}::uuid[]) ORDER BY delivery_id, number`;
