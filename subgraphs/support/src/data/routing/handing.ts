import type { Sql } from '@ycyw/service/sql';
import { conversationColumns, one, type Conversation } from '../conversation.ts';

/** Gives a locked conversation to an agent, in a place of theirs that is free; one that waited leaves the queue. */
export async function assign(
  tx: Sql,
  id: string,
  { agentId, place }: { agentId: string; place: number },
  now: Date,
): Promise<Conversation> {
  return one(
    await tx.$queryRaw<Conversation[]>`
      UPDATE conversation SET state = 'ASSIGNED', agent_id = ${agentId}::uuid, agent_slot = ${place}, agent_heard_at = now(), snoozed_until = NULL,
        assigned_at = CASE WHEN state = 'QUEUED' THEN ${now}::timestamptz ELSE assigned_at END, touched_at = now()
      WHERE id = ${id}::uuid RETURNING ${conversationColumns}`,
  );
}

/** Puts a locked conversation back in the queue, where it had stood: those that have waited longest come first. */
export async function requeue(tx: Sql, id: string, topic: string | null = null): Promise<Conversation> {
  return one(
    await tx.$queryRaw<Conversation[]>`
      UPDATE conversation SET state = 'QUEUED', agent_id = NULL, agent_slot = NULL, assigned_at = NULL, snoozed_until = NULL,
        topic = coalesce(${topic}::text, topic), touched_at = now()
      WHERE id = ${id}::uuid RETURNING ${conversationColumns}`,
  );
}

/** Opened again, it waits at the queue's end. */
export async function reopen(tx: Sql, id: string, now: Date): Promise<Conversation> {
  return one(
    await tx.$queryRaw<Conversation[]>`
      UPDATE conversation SET state = 'QUEUED', agent_id = NULL, assigned_at = NULL, resolved_at = NULL, closed_at = NULL, queued_at = ${now}, touched_at = now()
      WHERE id = ${id}::uuid RETURNING ${conversationColumns}`,
  );
}

/** `until` by the machine's time. */
export async function snooze(tx: Sql, id: string, until: Date): Promise<Conversation> {
  return one(
    await tx.$queryRaw<Conversation[]>`
      UPDATE conversation SET state = 'SNOOZED', agent_slot = NULL, snoozed_until = ${until}, touched_at = now()
      WHERE id = ${id}::uuid RETURNING ${conversationColumns}`,
  );
}

export async function resolve(tx: Sql, id: string, now: Date): Promise<Conversation> {
  return one(
    await tx.$queryRaw<Conversation[]>`
      UPDATE conversation SET state = 'RESOLVED', agent_slot = NULL, resolved_at = ${now}, touched_at = now()
      WHERE id = ${id}::uuid RETURNING ${conversationColumns}`,
  );
}

export async function close(tx: Sql, id: string, now: Date): Promise<Conversation> {
  return one(
    await tx.$queryRaw<Conversation[]>`
      UPDATE conversation SET state = 'CLOSED', agent_slot = NULL, snoozed_until = NULL, closed_at = ${now}, touched_at = now()
      WHERE id = ${id}::uuid RETURNING ${conversationColumns}`,
  );
}
