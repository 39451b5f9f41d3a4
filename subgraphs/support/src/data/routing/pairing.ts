import type { Sql } from '@ycyw/service/sql';
import { presentForSeconds } from '../presence.ts';

/** Who waits, and who is to have it. */
export interface Pair {
  conversationId: string;
  agentId: string;
}

/**
 * The conversation that waits longest of those that somebody may be given, locked, with who of its region that is: present,
 * available, with a free place, who has the language; any language where nobody there has it and it has waited since before
 * `longAgo`. Of those the one skilled in its topic, with the least load, who was given nothing for longest.
 */
export async function lockNextPair(tx: Sql, longAgo: Date): Promise<Pair | null> {
  // One at a time, in whichever process: who came past a locked one would give the last free place to somebody who waits less long.
  const alone = tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('support.routing'))`;
  const found = tx.$queryRaw<Pair[]>`
    WITH there AS MATERIALIZED (
      SELECT a.*, (SELECT count(*) FROM conversation h WHERE h.agent_id = a.user_id AND h.state = 'ASSIGNED') AS load
      FROM agent a JOIN presence p ON p.user_id = a.user_id AND p.seen_at > now() - make_interval(secs => ${presentForSeconds}::int)
      WHERE a.status IN ('AVAILABLE', 'BUSY')
    ), free AS MATERIALIZED (SELECT * FROM there WHERE status = 'AVAILABLE' AND load < capacity)
    SELECT c.id AS "conversationId", chosen.user_id AS "agentId" FROM conversation c CROSS JOIN LATERAL (
      SELECT f.user_id FROM free f
      WHERE f.region = c.region AND (c.language = ANY(f.languages) OR (c.queued_at < ${longAgo}
        AND NOT EXISTS (SELECT FROM there t WHERE t.region = c.region AND c.language = ANY(t.languages))))
      ORDER BY c.language = ANY(f.languages) DESC, c.topic = ANY(f.skills) DESC, f.load, f.given_at, f.user_id LIMIT 1
    ) chosen
    WHERE c.state = 'QUEUED' AND EXISTS (SELECT FROM free)
    ORDER BY c.queued_at, c.id LIMIT 1 FOR UPDATE OF c SKIP LOCKED`;
  const [, [pair]] = await Promise.all([alone, found]);
  return pair ?? null;
}
