import { randomUUID } from 'node:crypto';
import type { Erasure } from '@ycyw/service/erasure';
import { nothing, part, type Sql } from '@ycyw/service/sql';
import { forgetReviews } from './review/review.ts';
import { forgetWallets } from './cashback/forgetting.ts';
import { forgetUses } from './promotion/use.ts';
import { openStates, overBefore } from '../domain/bookingState.ts';
import { forgetStaff } from './settlement.ts';
import { forgetPhotos } from './photo.ts';
import { forgetBuyer } from './billing/document.ts';
import { forgetConsent } from './recommendation/consent.ts';

export interface PendingErasure {
  deletionId: string;
  userId: string;
}

/** Notes that a person is to be forgotten; a second time, when everybody else has, for what came late. */
export async function noteErasure(tx: Sql, { deletionId, userId, region }: Erasure, now: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO erasure (deletion_id, user_id, region, asked_at) VALUES (${deletionId}::uuid, ${userId}::uuid, ${region}, ${now})
    ON CONFLICT (deletion_id) DO UPDATE SET user_id = excluded.user_id, done_at = NULL`;
}

/** Those to do after the erasure `after`, at most `size`, in the order of their ids. */
export const pendingErasures = async (sql: Sql, after: string | null, size: number): Promise<PendingErasure[]> =>
  sql.$queryRaw<PendingErasure[]>`
    SELECT deletion_id::text AS "deletionId", user_id::text AS "userId" FROM erasure
    WHERE done_at IS NULL ${after ? part`AND deletion_id > ${after}::uuid` : nothing} ORDER BY deletion_id LIMIT ${size}`;

/**
 * How many rentals of a person, or booked by them as a partner, are booked or under way, or back with something still to charge: that
 * was announced and is not settled, or may turn up in the days after the return.
 */
export async function openBookings(sql: Sql, userId: string, now: Date): Promise<number> {
  const [row] = await sql.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM booking b
    WHERE (customer_id = ${userId}::uuid OR partner_id = ${userId}::uuid) AND NOT sandbox AND (
      state = ANY(${openStates}::text[])
      OR state = 'RETURNED' AND EXISTS (
        SELECT FROM inspection i WHERE i.booking_id = b.id AND i.kind = 'TAKE_BACK' AND i.at > ${overBefore(now)}::timestamptz)
      OR EXISTS (
        SELECT FROM charge c WHERE c.booking_id = b.id AND (c.state IN ('ANNOUNCED', 'DISPUTED', 'DUE', 'COLLECTING')
          OR c.state = 'FAILED' AND c.disputable_until > ${now}::timestamptz)))`;
  return row?.count ?? 0;
}

/** Keeps this erasure to one worker until the transaction ends; false when it is done or another has it. */
export async function lockErasure(tx: Sql, deletionId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM erasure WHERE deletion_id = ${deletionId}::uuid AND done_at IS NULL FOR UPDATE SKIP LOCKED`;
  return rows.length > 0;
}

/**
 * Takes a person out of everything here. What law keeps (bookings, prices, payments, refunds, invoices) stays under one random
 * pseudonym that nothing leads to, and cashback is nobody's.
 */
export async function forgetPerson(tx: Sql, userId: string, now: Date): Promise<void> {
  const nobody = randomUUID();
  await forgetWallets(tx, userId, now);
  await tx.$executeRaw`DELETE FROM driver USING booking b WHERE b.id = driver.booking_id AND b.customer_id = ${userId}::uuid`;
  await tx.$executeRaw`
    DELETE FROM driver USING booking b WHERE b.id = driver.booking_id AND b.partner_id = ${userId}::uuid AND b.sandbox`;
  await tx.$executeRaw`DELETE FROM booking WHERE partner_id = ${userId}::uuid AND sandbox`;
  await tx.$executeRaw`DELETE FROM delivery USING booking b WHERE b.id = delivery.booking_id AND b.customer_id = ${userId}::uuid`;
  await tx.$executeRaw`
    UPDATE inspection SET notes = NULL FROM booking b WHERE b.id = inspection.booking_id AND b.customer_id = ${userId}::uuid`;
  await tx.$executeRaw`UPDATE inspection SET by_user = ${nobody}::uuid WHERE by_user = ${userId}::uuid`;
  await forgetReviews(tx, userId, nobody);
  await tx.$executeRaw`UPDATE charge SET owner = NULL, details = NULL, answer = NULL WHERE owner = ${userId}::uuid`;
  await tx.$executeRaw`UPDATE charge_dispute SET owner = NULL, reason = NULL WHERE owner = ${userId}::uuid`;
  await tx.$executeRaw`UPDATE charge SET announced_by = ${nobody}::uuid WHERE announced_by = ${userId}::uuid`;
  await tx.$executeRaw`UPDATE charge_dispute SET resolved_by = ${nobody}::uuid WHERE resolved_by = ${userId}::uuid`;
  await forgetStaff(tx, userId, nobody);
  await forgetPhotos(tx, userId, nobody);
  await forgetBuyer(tx, userId);
  await forgetUses(tx, userId, nobody);
  await tx.$executeRaw`DELETE FROM quote WHERE customer_id = ${userId}::uuid`;
  await tx.$executeRaw`DELETE FROM request WHERE right(scope, 36) = ${userId}`;
  await forgetConsent(tx, userId);
  await tx.$executeRaw`DELETE FROM stripe_customer WHERE customer_id = ${userId}::uuid`;
  await tx.$executeRaw`UPDATE booking SET customer_id = ${nobody}::uuid, stripe_customer = NULL, stripe_payment_method = NULL WHERE customer_id = ${userId}::uuid`;
  await tx.$executeRaw`UPDATE booking SET partner_id = ${nobody}::uuid WHERE partner_id = ${userId}::uuid`;
}

export async function erasureDone(tx: Sql, deletionId: string, now: Date): Promise<void> {
  await tx.$executeRaw`UPDATE erasure SET user_id = NULL, done_at = ${now} WHERE deletion_id = ${deletionId}::uuid`;
}
