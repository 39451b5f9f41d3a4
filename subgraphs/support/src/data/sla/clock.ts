import type { Sql } from '@ycyw/service/sql';
import type { Region } from '@ycyw/service/viewer';
import type { SlaAlert, SlaClock, SlaPromise } from '../../domain/sla/promise.ts';

/** What is to be told of a conversation's clocks from now on; what was planned before is forgotten. */
export async function planAlerts(tx: Sql, conversationId: string, alerts: readonly SlaAlert[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO sla_alert (conversation_id, clock, level, at)
    SELECT ${conversationId}::uuid, clock, level, at FROM jsonb_to_recordset(${JSON.stringify(alerts)}::jsonb) AS a(clock text, level text, at timestamptz)
    ON CONFLICT (conversation_id, clock, level) DO UPDATE SET at = excluded.at`;
}

/** The clocks of a locked conversation begin anew. */
export async function restartClocks(tx: Sql, id: string, promise: SlaPromise): Promise<void> {
  await tx.$executeRaw`
    UPDATE conversation SET sla_policy = ${promise.policy}, sla_since = ${promise.since}, first_response_due_at = ${promise.firstResponseDueAt},
      resolution_due_at = ${promise.resolutionDueAt}, answered_at = NULL, sla_paused_at = NULL
    WHERE id = ${id}::uuid`;
  await planAlerts(tx, id, promise.alerts);
}

/** An agent has answered a locked conversation: the first answer stops the clock of the first response. */
export async function noteAnswered(tx: Sql, id: string, now: Date): Promise<void> {
  await tx.$executeRaw`UPDATE conversation SET answered_at = ${now} WHERE id = ${id}::uuid AND answered_at IS NULL`;
}

/** The clock of a locked conversation's resolution stands still. */
export async function pauseResolution(tx: Sql, id: string, now: Date): Promise<void> {
  await tx.$executeRaw`UPDATE conversation SET sla_paused_at = ${now} WHERE id = ${id}::uuid AND sla_policy IS NOT NULL`;
  await tx.$executeRaw`UPDATE sla_alert SET at = 'infinity' WHERE conversation_id = ${id}::uuid AND clock = 'RESOLUTION'`;
}

/** It goes on, until `due` where that is given. */
export async function resumeResolution(tx: Sql, id: string, due: { dueAt: Date; warnAt: Date } | null, now: Date): Promise<void> {
  const { dueAt, warnAt } = due ?? { dueAt: null, warnAt: now };
  await tx.$executeRaw`
    UPDATE conversation SET sla_paused_at = NULL, resolution_due_at = coalesce(${dueAt}::timestamptz, resolution_due_at) WHERE id = ${id}::uuid`;
  await tx.$executeRaw`
    UPDATE sla_alert SET at = CASE level WHEN 'WARNING' THEN ${warnAt}::timestamptz ELSE coalesce(${dueAt}::timestamptz, ${now}::timestamptz) END
    WHERE conversation_id = ${id}::uuid AND clock = 'RESOLUTION'`;
}

/** What staff are told now. */
export interface DueAlert {
  conversationId: string;
  region: Region;
  agentId: string | null;
  clock: SlaClock;
  level: 'WARNING' | 'BREACH';
}

const atOnce = 100;

export async function anyAlertDue(sql: Sql, now: Date): Promise<boolean> {
  const [row] = await sql.$queryRaw<{ due: boolean }[]>`SELECT EXISTS (SELECT FROM sla_alert WHERE at <= ${now}) AS due`;
  return row?.due === true;
}

/**
 * Takes the alerts that are due, a hundred conversations' at most, and counts those that still say something in their conversation: the
 * first response has not been given, it has not been resolved. Conversations are locked before their alerts, as everywhere.
 */
export async function takeDueAlerts(tx: Sql, now: Date): Promise<DueAlert[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM conversation WHERE id IN (SELECT conversation_id FROM sla_alert WHERE at <= ${now} ORDER BY at LIMIT ${atOnce})
    ORDER BY id FOR UPDATE SKIP LOCKED`;
  return tx.$queryRaw<DueAlert[]>`
    WITH taken AS (
      DELETE FROM sla_alert WHERE at <= ${now} AND conversation_id = ANY(${rows.map(({ id }) => id)}::uuid[]) RETURNING conversation_id, clock, level
    ), telling AS (
      SELECT c.id, c.region, c.agent_id, t.clock, t.level FROM taken t JOIN conversation c ON c.id = t.conversation_id
      WHERE c.state IN ('QUEUED', 'ASSIGNED', 'SNOOZED') AND (t.clock = 'RESOLUTION' OR c.answered_at IS NULL)
    ), counted AS (
      UPDATE conversation SET sla_told = sla_told + 1, touched_at = now() WHERE id IN (SELECT id FROM telling)
    )
    SELECT id AS "conversationId", region, agent_id AS "agentId", clock, level FROM telling ORDER BY id, clock, level`;
}
