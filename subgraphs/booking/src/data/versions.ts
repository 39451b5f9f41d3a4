import { part, type Sql } from '@ycyw/service/sql';
import { addMinutes } from '../domain/period.ts';

const dayMinutes = 24 * 60;

interface Version {
  key: string;
  version: string;
}

const byKey = (rows: readonly Version[]): ReadonlyMap<string, string> => new Map(rows.map(({ key, version }) => [key, version]));

/** How far a delivery has come, its window with it. Where the car is has a version of its own. */
const progress = part`concat(d.leg, d.xmin, a.state, a.number, date_trunc('minute', a.eta_at))`;

/**
 * What changes whenever a booking's row, its money, what was offered or charged on it, its documents or how far its deliveries have come does:
 * PostgreSQL's own number of the transaction that wrote each row last.
 */
const version = part`concat_ws(' ', b.xmin,
  (SELECT string_agg(p.xmin::text, ',' ORDER BY p.id) FROM payment p WHERE p.booking_id = b.id),
  (SELECT string_agg(r.xmin::text, ',' ORDER BY r.id) FROM refund r WHERE r.booking_id = b.id),
  (SELECT string_agg(s.xmin::text, ',' ORDER BY s.id) FROM settlement s WHERE s.booking_id = b.id),
  (SELECT string_agg(c.xmin::text, ',' ORDER BY c.id) FROM charge c WHERE c.booking_id = b.id),
  (SELECT max(i.ordinal) FROM billing_document i WHERE i.booking_id = b.id),
  (SELECT string_agg(${progress}, ',' ORDER BY d.leg)
   FROM delivery d JOIN delivery_attempt a ON a.delivery_id = d.id AND a.current WHERE d.booking_id = b.id))`;

/** By the bookings' ids. */
export const bookingVersions = async (sql: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, string>> =>
  byKey(
    await sql.$queryRaw<Version[]>`SELECT b.id::text AS key, ${version} AS version FROM booking b WHERE b.id = ANY(${[...ids]}::uuid[])`,
  );

/**
 * Of an agency's days: what is picked up there, by the bookings' own rows, and what is brought or fetched from there. A version is told as its
 * lines, each a booking's id and what changes; a booking may have several.
 */
export async function agencyVersions(sql: Sql, agencies: readonly string[], now: Date): Promise<ReadonlyMap<string, string>> {
  const [from, to] = [addMinutes(now, -dayMinutes), addMinutes(now, 2 * dayMinutes)];
  const rows = await sql.$queryRaw<Version[]>`
    SELECT key, string_agg(line, E'\n' ORDER BY at, line) AS version FROM (
      SELECT b.pick_up_agency AS key, b.pick_up_at AS at, concat(b.id, ' ', b.xmin) AS line FROM booking b
      WHERE b.pick_up_agency = ANY(${[...agencies]}::text[]) AND NOT b.sandbox AND b.pick_up_at >= ${from} AND b.pick_up_at < ${to}
      UNION ALL
      SELECT d.agency, d.window_from, concat(d.booking_id, ' ', ${progress})
      FROM delivery d JOIN delivery_attempt a ON a.delivery_id = d.id AND a.current
      WHERE d.agency = ANY(${[...agencies]}::text[]) AND d.window_from >= ${from} AND d.window_from < ${to}) AS lines
    GROUP BY key`;
  return byKey(rows);
}

/** Where a booking's car was seen last, by the booking's id; of two on their way the one seen last. */
export const positionVersions = async (sql: Sql, bookingIds: readonly string[]): Promise<ReadonlyMap<string, string>> =>
  byKey(
    await sql.$queryRaw<Version[]>`
      SELECT d.booking_id::text AS key, concat(a.id, ' ', a.position_at) AS version
      FROM delivery d JOIN delivery_attempt a ON a.delivery_id = d.id AND a.current
      WHERE d.booking_id = ANY(${[...bookingIds]}::uuid[]) AND a.latitude IS NOT NULL ORDER BY a.position_at`,
  );
