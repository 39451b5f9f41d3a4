import type { PersonalRow } from '@ycyw/service/personalRecords';
import { nothing, part, type Sql } from '@ycyw/service/sql';
import { v7 as uuidv7 } from 'uuid';

/** What somebody searched for: no more of it than that. */
export interface RenterSearch {
  agency: string;
  /** Calendar date of the pick-up. */
  from: string;
  nights: number;
  /** Patterns of classes in order, with commas between them; '' where none was asked for. */
  classes: string;
}

/** Of one person at most. */
export const searchesMost = 50;
const keptDays = 180;

/**
 * Keeps a search of whoever allows it, and does nothing for others: the consent is held until it is written, so that none is left
 * behind by one who withdraws meanwhile.
 */
export async function noteSearch(sql: Sql, userId: string, { agency, from, nights, classes }: RenterSearch, now: Date): Promise<void> {
  await sql.$executeRaw`
    WITH allowed AS (
      SELECT user_id, region FROM personalisation WHERE user_id = ${userId}::uuid AND granted FOR SHARE),
    surplus AS (
      DELETE FROM renter_search WHERE id IN (
        SELECT s.id FROM renter_search s JOIN allowed USING (user_id) ORDER BY s.at DESC OFFSET ${searchesMost - 1}))
    INSERT INTO renter_search (id, user_id, region, agency, from_date, nights, classes, at)
    SELECT ${uuidv7()}::uuid, user_id, region, ${agency}, ${from}::date, ${nights}::int, ${classes}, ${now}::timestamptz FROM allowed
    ON CONFLICT (user_id, agency, from_date, nights, classes) DO UPDATE SET at = excluded.at`;
}

/** The searches of a person in the order of their ids, after the search `after`. */
export async function searchRecords(sql: Sql, userId: string, after: string | null, size: number): Promise<PersonalRow[]> {
  const rows = await sql.$queryRaw<(RenterSearch & { id: string; at: Date })[]>`
    SELECT id::text, agency, from_date::text AS "from", nights, classes, at FROM renter_search
    WHERE user_id = ${userId}::uuid ${after ? part`AND id > ${after}::uuid` : nothing} ORDER BY id LIMIT ${size}`;
  return rows.map(({ id, at, agency, from, nights, classes }) => ({
    key: id,
    at,
    data: { agency, pickUp: from, nights, acriss: classes },
  }));
}

/** Searches are kept for 180 days. */
export async function forgetSearches(sql: Sql, now: Date): Promise<void> {
  await sql.$executeRaw`DELETE FROM renter_search WHERE at < ${now}::timestamptz - make_interval(days => ${keptDays})`;
}
