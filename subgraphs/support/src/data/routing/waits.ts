import type { Sql } from '@ycyw/service/sql';
import type { Standing } from '../../domain/routing/expectedWait.ts';
import { presentForSeconds } from '../presence.ts';

/** How the queues of these stand that wait, by their ids; in one query, each queue looked at once. `since`: an hour ago. */
export async function standings(sql: Sql, ids: readonly string[], since: Date): Promise<Map<string, Standing>> {
  const rows = await sql.$queryRaw<(Standing & { id: string })[]>`
    WITH queue AS (SELECT DISTINCT region, language FROM conversation WHERE id = ANY(${[...ids]}::uuid[]) AND state = 'QUEUED'),
    waiting AS (
      SELECT c.id, c.region, c.language, (row_number() OVER (PARTITION BY c.region, c.language ORDER BY c.queued_at, c.id))::int AS position
      FROM conversation c JOIN queue q ON q.region = c.region AND q.language = c.language WHERE c.state = 'QUEUED'
    ), there AS (
      SELECT a.region, a.languages, a.capacity, (SELECT count(*) FROM conversation h WHERE h.agent_id = a.user_id AND h.state = 'ASSIGNED') AS load
      FROM agent a JOIN presence p ON p.user_id = a.user_id AND p.seen_at > now() - make_interval(secs => ${presentForSeconds}::int)
      WHERE a.status = 'AVAILABLE'
    ), stand AS (
      SELECT q.region, q.language, coalesce(sum(t.capacity), 0)::int AS places, coalesce(sum(greatest(t.capacity - t.load, 0)), 0)::int AS free,
        (SELECT count(*)::int FROM conversation c WHERE c.assigned_at > ${since} AND c.region = q.region AND c.language = q.language) AS taken
      FROM queue q LEFT JOIN there t ON t.region = q.region AND q.language = ANY(t.languages) GROUP BY q.region, q.language
    )
    SELECT w.id, w.position, s.places, s.free, s.taken FROM waiting w JOIN stand s ON s.region = w.region AND s.language = w.language
    WHERE w.id = ANY(${[...ids]}::uuid[])`;
  return new Map(rows.map(({ id, ...standing }) => [id, standing]));
}
