import { part, type Sql } from '@ycyw/service/sql';
import { unpaidStates } from '../../domain/bookingState.ts';
import { pastMost, type Person } from '../../domain/recommendation/person.ts';

interface Row {
  past: Person['past'] | null;
  searches: Person['searches'] | null;
}

/**
 * What is known of somebody who allows it: rentals of their own (or that they booked as a partner) and searches, oldest first. Null
 * for everybody else: the consent is looked at in the statement that reads, so that none is older than the choice.
 */
export async function personOf(sql: Sql, userId: string, isPartner: boolean, from: string | null): Promise<Person | null> {
  const whose = isPartner ? part`partner_id` : part`customer_id`;
  const counted = part`${whose} = p.user_id AND NOT sandbox AND state <> ALL(${unpaidStates}::text[])`;
  // Each by its index: a partner has thousands, and those of the same days may not be among the last.
  const order = isPartner ? part`pick_up_at DESC, id DESC` : part`id DESC`;
  const [row] = await sql.$queryRaw<Row[]>`
    SELECT
      (SELECT json_agg(r ORDER BY r.id) FROM (
        SELECT id, acriss, pick_up_agency AS agency, left(journey #>> '{pickUp,local}', 10) AS "from",
          left(journey #>> '{dropOff,local}', 10)::date - left(journey #>> '{pickUp,local}', 10)::date AS nights,
          journey ->> 'bookedOn' AS "bookedOn", state <> 'CANCELLED' AS kept
        FROM booking WHERE id IN (
          (SELECT id FROM booking WHERE ${counted} ORDER BY ${order} LIMIT ${pastMost})
          UNION
          (SELECT id FROM booking WHERE ${counted} AND pick_up_at >= ${from}::date - 1 AND pick_up_at < ${from}::date + 2 LIMIT ${pastMost}))) AS r) AS past,
      (SELECT json_agg(s ORDER BY s.at) FROM (
        SELECT agency, from_date::text AS "from", nights, classes, at FROM renter_search WHERE user_id = p.user_id
        ORDER BY at DESC LIMIT ${pastMost}) AS s) AS searches
    FROM personalisation p WHERE p.user_id = ${userId}::uuid AND p.granted`;
  return row ? { past: row.past ?? [], searches: row.searches ?? [] } : null;
}
