import type { Region } from '@ycyw/service/viewer';
import type { Conversation } from '../generated/prisma/client.ts';
import type { ConversationState } from '../domain/conversationState.ts';
import { conversationColumns } from './conversation.ts';
import { nothing, part, type Part, type Sql } from '@ycyw/service/sql';

/** The staff's view of a region, or of all: without `state` all open conversations; `agentId` narrows to those one agent has. */
export interface QueueFilter {
  region: Region | null;
  state: ConversationState | null;
  agentId: string | null;
  /** Narrows to those whose first answer or resolution is overdue then. */
  lateAt: Date | null;
}

/** Place in the queue: 0 for those who wait and 1 for the rest, queuedAt in milliseconds, id. */
export type QueuePlace = readonly [number, number, string];

export const placeOf = (row: Conversation): QueuePlace => [row.state === 'QUEUED' ? 0 : 1, row.queuedAt.getTime(), row.id];

const overdue = (at: Date): Part => part`
  AND ((answered_at IS NULL AND first_response_due_at < ${at}) OR resolution_due_at < coalesce(sla_paused_at, ${at}))`;

const matching = ({ region, state, agentId, lateAt }: QueueFilter): Part => part`
  ${state ? part`state = ${state}::conversation_state` : part`state IN ('QUEUED', 'ASSIGNED', 'SNOOZED')`}
  ${region ? part`AND region = ${region}` : nothing}
  ${agentId ? part`AND agent_id = ${agentId}::uuid` : nothing}
  ${lateAt ? overdue(lateAt) : nothing}`;

/** Up to `size + 1` rows, waiting first, longest wait first. */
export async function queuePage(sql: Sql, filter: QueueFilter, size: number, after: QueuePlace | null): Promise<Conversation[]> {
  const beyond = after
    ? part`AND ((state <> 'QUEUED'), queued_at, id) > (${after[0] === 1}::boolean, ${new Date(after[1])}::timestamptz, ${after[2]}::uuid)`
    : nothing;
  return sql.$queryRaw<Conversation[]>`
    SELECT ${conversationColumns} FROM conversation WHERE ${matching(filter)} ${beyond}
    ORDER BY (state <> 'QUEUED'), queued_at, id LIMIT ${size + 1}`;
}

export async function queueCount(sql: Sql, filter: QueueFilter): Promise<number> {
  const [row] = await sql.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM conversation WHERE ${matching(filter)}`;
  return row?.count ?? 0;
}
