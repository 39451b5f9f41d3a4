import type { Sql } from '@ycyw/service/sql';
import { unpaidStates } from '../../domain/bookingState.ts';
import type { Cell } from '../../domain/recommendation/learnt.ts';

/** Behind each figure that is learnt; the table holds it, too. */
const fewestPeople = 5;
const learntYears = 2;

/** Claims the next learning where the last was before `before`, or by a clock that was set back since; null where it was not, or another process learns. */
export async function claimLearning(tx: Sql, before: Date, now: Date): Promise<number | null> {
  const [row] = await tx.$queryRaw<{ version: number }[]>`
    WITH due AS (SELECT singleton FROM learning WHERE learnt_at <= ${before} OR learnt_at > ${now} FOR UPDATE SKIP LOCKED)
    UPDATE learning SET version = version + 1, learnt_at = ${now} FROM due WHERE learning.singleton = due.singleton RETURNING version`;
  return row?.version ?? null;
}

/**
 * Counts the bookings of those who allow it by class and by what they have in common (domain/recommendation/trip.ts and person.ts),
 * and keeps the figures with enough people behind them.
 */
export async function learn(tx: Sql, now: Date): Promise<void> {
  await tx.$executeRaw`DELETE FROM taste`;
  await tx.$executeRaw`
    WITH rental AS MATERIALIZED (
      SELECT b.id, b.created_at, coalesce(b.customer_id, b.partner_id) AS owner, b.acriss::text AS acriss, b.pick_up_agency AS agency,
        a.country::text AS country, nullif(b.journey ->> 'residence', a.country::text) AS residence, (b.journey ->> 'bookedOn')::date AS booked_on,
        left(b.journey #>> '{pickUp,local}', 10)::date AS from_date,
        left(b.journey #>> '{dropOff,local}', 10)::date - left(b.journey #>> '{pickUp,local}', 10)::date AS nights
      FROM booking b JOIN agency a ON a.code = b.pick_up_agency
      JOIN personalisation p ON p.user_id = coalesce(b.customer_id, b.partner_id) AND p.granted
      WHERE NOT b.sandbox AND b.state <> ALL(${unpaidStates}::text[]) AND b.created_at >= ${now}::timestamptz - make_interval(years => ${learntYears})),
    placed AS (
      SELECT *, lag(acriss) OVER same AS same_acriss, lag(booked_on) OVER same AS same_booked_on,
        lag(acriss) OVER own AS last_acriss, row_number() OVER own AS nth,
        (SELECT s.classes FROM renter_search s WHERE s.user_id = owner AND s.classes <> '' AND s.at <= created_at ORDER BY s.at DESC LIMIT 1) AS asked
      FROM rental
      WINDOW own AS (PARTITION BY owner ORDER BY created_at, id), same AS (PARTITION BY owner, from_date, nights ORDER BY created_at, id))
    INSERT INTO taste (trait, value, acriss, bookings, people)
    SELECT t.trait, t.value, acriss, count(*), count(DISTINCT owner)
    FROM placed CROSS JOIN LATERAL (VALUES
      ('all', ''),
      ('length', CASE WHEN nights < 2 THEN '0' WHEN nights < 4 THEN '2' WHEN nights < 7 THEN '4' WHEN nights < 9 THEN '7' WHEN nights < 15 THEN '9' ELSE '15' END),
      ('month', extract(month FROM from_date)::text),
      ('lead', CASE WHEN from_date - booked_on < 2 THEN '0' WHEN from_date - booked_on < 8 THEN '2' WHEN from_date - booked_on < 31 THEN '8'
                    WHEN from_date - booked_on < 91 THEN '31' WHEN from_date - booked_on < 181 THEN '91' ELSE '181' END),
      ('residence', residence),
      ('agency', agency),
      ('country', country),
      ('habit', CASE WHEN same_acriss IS NOT NULL THEN same_acriss || CASE WHEN same_booked_on = booked_on THEN '=' ELSE '<' END
                     WHEN nth <= 5 THEN last_acriss END),
      ('asked', asked)) AS t(trait, value)
    WHERE t.value IS NOT NULL GROUP BY 1, 2, 3 HAVING count(DISTINCT owner) >= ${fewestPeople}`;
}

/** Which learning the figures are of. */
export async function learningVersion(sql: Sql): Promise<number> {
  const [row] = await sql.$queryRaw<{ version: number }[]>`SELECT version FROM learning`;
  return row?.version ?? 0;
}

export const readTaste = (sql: Sql): PromiseLike<Cell[]> =>
  sql.$queryRaw<Cell[]>`SELECT trait, value, acriss::text AS acriss, bookings FROM taste`;
