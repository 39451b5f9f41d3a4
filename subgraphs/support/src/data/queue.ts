import type { Region } from '@ycyw/service/viewer';
import { Prisma } from '../generated/prisma/client.ts';
import type { Conversation } from '../generated/prisma/client.ts';
import type { ConversationState } from '../domain/conversationState.ts';
import { conversationColumns } from './conversation.ts';
import type { Database } from './database.ts';

/** The staff's view of a region, or of all: without `state` all open conversations; `agentId` narrows to those one agent has. */
export interface QueueFilter {
  region: Region | null;
  state: ConversationState | null;
  agentId: string | null;
}

/** Place in the queue: 0 for those who wait and 1 for the rest, queuedAt in milliseconds, id. */
export type QueuePlace = readonly [number, number, string];

export const placeOf = (row: Conversation): QueuePlace => [row.state === 'QUEUED' ? 0 : 1, row.queuedAt.getTime(), row.id];

const matching = ({ region, state, agentId }: QueueFilter): Prisma.Sql => Prisma.sql`
  ${state ? Prisma.sql`state = ${state}::conversation_state` : Prisma.sql`state IN ('QUEUED', 'ASSIGNED', 'SNOOZED')`}
  AND ${region ? Prisma.sql`region = ${region}` : Prisma.sql`true`}
  AND ${agentId ? Prisma.sql`agent_id = ${agentId}::uuid` : Prisma.sql`true`}`;

/** Up to `size + 1` rows, waiting first, longest wait first. */
export async function queuePage(db: Database, filter: QueueFilter, size: number, after: QueuePlace | null): Promise<Conversation[]> {
  const beyond = after
    ? Prisma.sql`((state <> 'QUEUED'), queued_at, id) > (${after[0] === 1}::boolean, ${new Date(after[1])}::timestamptz, ${after[2]}::uuid)`
    : Prisma.sql`true`;
  return db.$queryRaw<Conversation[]>`
    SELECT ${conversationColumns} FROM conversation WHERE ${matching(filter)} AND ${beyond}
    ORDER BY (state <> 'QUEUED'), queued_at, id LIMIT ${size + 1}`;
}

export async function queueCount(db: Database, filter: QueueFilter): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM conversation WHERE ${matching(filter)}`;
  return row?.count ?? 0;
}

/** The 1-based places of those that wait, each in its region's queue; the others are left out. */
export async function queuePositions(db: Database, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.$queryRaw<{ id: string; position: number }[]>`
    SELECT id, position FROM (
      SELECT id, (row_number() OVER (PARTITION BY region ORDER BY queued_at, id))::int AS position FROM conversation WHERE state = 'QUEUED'
    ) waiting WHERE id = ANY(${ids}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row.position]));
}
