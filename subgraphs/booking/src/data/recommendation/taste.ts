import type { Sql } from '@ycyw/service/sql';
import { unpaidStates } from '../../domain/bookingState.ts';
import type { Cell } from '../../domain/recommendation/learnt.ts';

/** Behind each figure that is learnt; the table holds it, too. */
const fewestPeople = 5;
const learntYears = 2;

/** Claims the next learning where the last was before `before`, or by a clock that was set back since; false where it was not, or another process learns. */
export async function claimLearning(sql: Sql, before: Date, now: Date): Promise<boolean> {
  const claimed = await sql.$executeRaw`
    UPDATE learning SET learnt_at = ${now} WHERE learnt_at <= ${before} OR learnt_at > ${now}`;
  return claimed === 1;
}

/** What failed is learnt at the next turn. */
export async function giveBackLearning(sql: Sql): Promise<void> {
  await sql.$executeRaw`UPDATE learning SET learnt_at = '1970-01-01Z'`;
}

interface Figure extends Cell {
  people: number;
}

/**
 * Counts the bookings of those who allow it by class and by what they have in common (domain/recommendation/trip.ts and person.ts):
 * the figures with enough people behind them. Takes seconds, so it writes nothing: a transaction that has would have every search
 * read again what changed since it began (docs/adr/0018).
 */
export async function count(tx: Sql, now: Date): Promise<Figure[]> {
  await tx.$queryRaw`SELECT set_config('statement_timeout', '600s', true)`;
  return tx.$queryRaw<Figure[]>`
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
    SELECT trait, value, acriss, sum(bookings)::int AS bookings, count(*)::int AS people FROM (
    SELECT t.trait, t.value, acriss, owner, count(*) AS bookings
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
    WHERE t.value IS NOT NULL GROUP BY 1, 2, 3, 4) AS each GROUP BY 1, 2, 3 HAVING count(*) >= ${fewestPeople}`;
}

/** Puts what was counted in the place of what was learnt before. */
export async function saveTaste(tx: Sql, figures: readonly Figure[]): Promise<void> {
  await tx.$executeRaw`DELETE FROM taste`;
  await tx.$executeRaw`
    INSERT INTO taste (trait, value, acriss, bookings, people)
    SELECT trait, value, acriss, bookings, people
    FROM jsonb_to_recordset(${JSON.stringify(figures)}::jsonb) AS f(trait text, value text, acriss text, bookings int, people int)`;
  await tx.$executeRaw`UPDATE learning SET version = version + 1`;
}

/** Which learning the figures are of. */
export async function learningVersion(sql: Sql): Promise<number> {
  const [row] = await sql.$queryRaw<{ version: number }[]>`SELECT version FROM learning`;
  return row?.version ?? 0;
}

export const readTaste = (sql: Sql): PromiseLike<Cell[]> =>
  sql.$queryRaw<Cell[]>`SELECT trait, value, acriss::text AS acriss, bookings FROM taste`;
