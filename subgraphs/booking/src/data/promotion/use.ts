import type { Sql } from '@ycyw/service/sql';

/** What a booking takes of a promotion. */
export interface Claim {
  promotionId: string;
  /** In minor units of the promotion's currency. */
  drawnMinor: number;
  /** Keyed hashes of whoever it counts for; none where uses are not counted by renter. */
  marks: readonly Buffer[];
}

/** Locks the promotion and counts one use more, while it runs and is left for this customer; false where it is not. */
async function count(tx: Sql, { promotionId, drawnMinor }: Claim, customerId: string | null): Promise<boolean> {
  const counted = await tx.$executeRaw`
    UPDATE promotion p SET used = used + 1, given_minor = given_minor + ${drawnMinor}::bigint
    WHERE id = ${promotionId}::uuid AND ended_at IS NULL AND (uses_limit IS NULL OR used < uses_limit)
      AND (budget_minor IS NULL OR given_minor + ${drawnMinor}::bigint <= budget_minor)
      AND (audience <> 'NEW_CUSTOMERS' OR NOT EXISTS (
        SELECT FROM booking b WHERE b.customer_id = ${customerId}::uuid AND b.state IN ('CONFIRMED', 'IN_PROGRESS', 'RETURNED', 'CLOSED', 'NO_SHOW', 'REACCOMMODATION')))`;
  return counted === 1;
}

/**
 * Takes a use for a booking that has been written; false, and nothing taken, where none is left or the promotion has ended. What a
 * waiting statement saw before it waited is old: places are looked for by one of their own, under the lock.
 */
export async function claimUse(
  tx: Sql,
  booking: { id: string; region: string; customerId: string | null },
  claim: Claim,
  now: Date,
): Promise<boolean> {
  if (!(await count(tx, claim, booking.customerId))) return false;
  const { promotionId, marks } = claim;
  await tx.$executeRaw`
    INSERT INTO promotion_use (booking_id, region, promotion_id, given_minor, claimed_at)
    VALUES (${booking.id}::uuid, ${booking.region}, ${promotionId}::uuid, ${claim.drawnMinor}::bigint, ${now}::timestamptz)`;
  if (marks.length === 0) return true;
  const placed = await tx.$executeRaw`
    INSERT INTO promotion_mark (booking_id, mark, promotion_id, place)
    SELECT ${booking.id}::uuid, m.mark, p.id, free.place FROM promotion p
    CROSS JOIN unnest(${[...marks]}::bytea[]) AS m(mark)
    CROSS JOIN LATERAL (
      SELECT place FROM generate_series(1, p.uses_each) AS places(place)
      WHERE NOT EXISTS (SELECT FROM promotion_mark x WHERE x.promotion_id = p.id AND x.mark = m.mark AND x.place = places.place)
      ORDER BY place LIMIT 1) AS free
    WHERE p.id = ${promotionId}::uuid`;
  return placed === marks.length;
}

/** Gives back the use of a booking that did not come to stand. Safe to repeat. */
export async function releaseUse(tx: Sql, bookingId: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    WITH released AS (
      UPDATE promotion_use SET released_at = ${now}::timestamptz WHERE booking_id = ${bookingId}::uuid AND released_at IS NULL
      RETURNING booking_id, promotion_id, given_minor),
    left_places AS (UPDATE promotion_mark m SET place = NULL FROM released WHERE m.booking_id = released.booking_id)
    UPDATE promotion p SET used = used - 1, given_minor = p.given_minor - released.given_minor FROM released WHERE p.id = released.promotion_id`;
}

/**
 * Takes the released use of a booking again, for money that came after its hold had lapsed; false where none is left. That the promotion
 * has ended meanwhile is not held against it.
 */
export async function reclaimUse(tx: Sql, bookingId: string): Promise<boolean> {
  const [released] = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM promotion_use u JOIN promotion p ON p.id = u.promotion_id
    WHERE u.booking_id = ${bookingId}::uuid AND u.released_at IS NOT NULL FOR UPDATE`;
  if (!released) return true;
  const counted = await tx.$queryRaw<unknown[]>`
    WITH free AS MATERIALIZED (
      SELECT own.mark, (
        SELECT min(place) FROM generate_series(1, p.uses_each) AS places(place)
        WHERE NOT EXISTS (SELECT FROM promotion_mark x WHERE x.promotion_id = p.id AND x.mark = own.mark AND x.place = places.place)) AS place
      FROM promotion_mark own JOIN promotion p ON p.id = own.promotion_id WHERE own.booking_id = ${bookingId}::uuid),
    counted AS (
      UPDATE promotion p SET used = used + 1, given_minor = p.given_minor + u.given_minor FROM promotion_use u
      WHERE u.booking_id = ${bookingId}::uuid AND p.id = u.promotion_id AND (p.uses_limit IS NULL OR p.used < p.uses_limit)
        AND (p.budget_minor IS NULL OR p.given_minor + u.given_minor <= p.budget_minor) AND NOT EXISTS (SELECT FROM free WHERE place IS NULL)
      RETURNING p.id),
    taken AS (UPDATE promotion_use u SET released_at = NULL FROM counted WHERE u.booking_id = ${bookingId}::uuid),
    placed AS (
      UPDATE promotion_mark m SET place = free.place FROM free, counted WHERE m.booking_id = ${bookingId}::uuid AND m.mark = free.mark)
    SELECT 1 FROM counted`;
  return counted.length === 1;
}

/** What a customer has rented so far: whether anything stands or stood, and whether a car came back. */
export async function rentedBefore(sql: Sql, customerId: string): Promise<{ booked: boolean; returned: boolean }> {
  const [row] = await sql.$queryRaw<{ booked: boolean; returned: boolean }[]>`
    SELECT count(*) > 0 AS booked, coalesce(bool_or(state IN ('RETURNED', 'CLOSED')), false) AS returned FROM booking
    WHERE customer_id = ${customerId}::uuid AND NOT sandbox
      AND state IN ('CONFIRMED', 'IN_PROGRESS', 'RETURNED', 'CLOSED', 'NO_SHOW', 'REACCOMMODATION')`;
  return row ?? { booked: false, returned: false };
}

/** Takes a person out of promotions: their own codes end under the pseudonym `nobody`, and no mark leads to them. */
export async function forgetUses(tx: Sql, userId: string, nobody: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE promotion SET customer_id = ${nobody}::uuid, ended_at = coalesce(ended_at, now()) WHERE customer_id = ${userId}::uuid`;
  await tx.$executeRaw`
    UPDATE promotion_mark SET mark = sha256(uuid_send(gen_random_uuid())) FROM booking b
    WHERE b.id = promotion_mark.booking_id AND b.customer_id = ${userId}::uuid`;
}
