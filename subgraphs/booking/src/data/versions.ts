import { part, type Sql } from '@ycyw/service/sql';

interface Version {
  key: string;
  version: string;
}

const byKey = (rows: readonly Version[]): ReadonlyMap<string, string> => new Map(rows.map(({ key, version }) => [key, version]));

/**
 * What changes whenever a booking's row, its money or how far its deliveries have come does: PostgreSQL's own number of the transaction
 * that wrote each row last. Where a car is has a version of its own.
 */
const version = part`concat_ws(' ', b.xmin,
  (SELECT string_agg(p.xmin::text, ',' ORDER BY p.id) FROM payment p WHERE p.booking_id = b.id),
  (SELECT string_agg(r.xmin::text, ',' ORDER BY r.id) FROM refund r WHERE r.booking_id = b.id),
  (SELECT string_agg(concat(a.state, a.number, date_trunc('minute', a.eta_at), d.code_refusals), ',' ORDER BY d.leg)
   FROM delivery d JOIN delivery_attempt a ON a.delivery_id = d.id AND a.current WHERE d.booking_id = b.id))`;

/** By the bookings' ids. */
export const bookingVersions = async (sql: Sql, ids: readonly string[]): Promise<ReadonlyMap<string, string>> =>
  byKey(
    await sql.$queryRaw<Version[]>`SELECT b.id::text AS key, ${version} AS version FROM booking b WHERE b.id = ANY(${[...ids]}::uuid[])`,
  );

/** Of an agency's days: a version is told as its lines, each a booking's id and version. */
export async function agencyVersions(sql: Sql, agencies: readonly string[], now: Date): Promise<ReadonlyMap<string, string>> {
  const rows = await sql.$queryRaw<Version[]>`
    SELECT b.pick_up_agency AS key, string_agg(concat(b.id, ' ', ${version}), E'\n' ORDER BY b.pick_up_at, b.id) AS version FROM booking b
    WHERE b.pick_up_agency = ANY(${[...agencies]}::text[]) AND NOT b.sandbox
      AND b.pick_up_at >= ${now}::timestamptz - interval '1 day' AND b.pick_up_at < ${now}::timestamptz + interval '2 days'
    GROUP BY b.pick_up_agency`;
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
