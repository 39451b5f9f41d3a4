import { nothing, part, type Sql } from '@ycyw/service/sql';
import type { Region } from '@ycyw/service/viewer';

/** Seconds; null where nothing was measured. */
export interface Figures {
  opened: number;
  answered: number;
  firstResponseMedian: number | null;
  firstResponseP90: number | null;
  firstResponseBreaches: number;
  resolutionBreaches: number;
  ratings: number;
  ratingAverage: number | null;
}

/** What became of the conversations that were opened from `from` until before `to`. */
export async function figuresBetween(sql: Sql, region: Region | null, from: Date, to: Date, now: Date): Promise<Figures> {
  const [row] = await sql.$queryRaw<Figures[]>`
    SELECT count(*)::int AS opened, count(answered_at)::int AS answered,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - sla_since))::float8 AS "firstResponseMedian",
      percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM answered_at - sla_since))::float8 AS "firstResponseP90",
      (count(*) FILTER (WHERE coalesce(answered_at, resolved_at, closed_at, ${now}) > first_response_due_at))::int AS "firstResponseBreaches",
      (count(*) FILTER (WHERE coalesce(resolved_at, closed_at, sla_paused_at, ${now}) > resolution_due_at))::int AS "resolutionBreaches",
      count(rating)::int AS ratings, avg(rating)::float8 AS "ratingAverage"
    FROM conversation WHERE created_at >= ${from} AND created_at < ${to} ${region ? part`AND region = ${region}` : nothing}`;
  if (!row) throw new Error('a count gave no row');
  return row;
}
