import type { Region } from '@ycyw/service/viewer';
import type { Conversation } from '../generated/prisma/client.ts';
import type { ConversationState } from '../domain/conversationState.ts';
import { conversationColumns } from './conversation.ts';
import { part, type Part, type Sql } from '@ycyw/service/sql';

/** By what a list gathers conversations. */
export type ListOwner = 'customer' | 'booking';

/** Which conversations a list holds: those of a customer, or those about a booking (of one customer only, where customerId is set). */
export interface ListKey {
  ownerId: string;
  customerId: string | null;
  /** Those of this region only, where set. */
  region: Region | null;
  state: ConversationState | null;
}

export interface ListPage extends ListKey {
  /** The last row of the page before: its createdAt in milliseconds, and its id. */
  after: readonly [number, string] | null;
  size: number;
}

const columnOf = { customer: part`customer_id`, booking: part`booking_id` };
const matching = (owner: ListOwner): Part => part`
  ${columnOf[owner]} = asked."ownerId" AND (asked."customerId" IS NULL OR customer_id = asked."customerId")
  AND (asked.region IS NULL OR region = asked.region) AND (asked.state IS NULL OR state = asked.state)`;

/** Several lists, newest first, in one query, each with up to `size + 1` rows: the extra one tells that there is a next page. */
export async function conversationLists(sql: Sql, owner: ListOwner, pages: readonly ListPage[]): Promise<Conversation[][]> {
  const asked = JSON.stringify(
    pages.map(({ after, ...page }, slot) => ({
      ...page,
      slot,
      size: page.size + 1,
      at: after ? new Date(after[0]) : null,
      afterId: after?.[1] ?? null,
    })),
  );
  const rows = await sql.$queryRaw<(Conversation & { slot: number })[]>`
    SELECT asked.slot, found.* FROM jsonb_to_recordset(${asked}::jsonb)
      AS asked(slot int, "ownerId" uuid, "customerId" uuid, region text, state conversation_state, at timestamptz, "afterId" uuid, size int)
    CROSS JOIN LATERAL (
      SELECT ${conversationColumns} FROM conversation
      WHERE ${matching(owner)} AND (asked.at IS NULL OR (created_at, id) < (asked.at, asked."afterId"))
      ORDER BY created_at DESC, id DESC LIMIT asked.size
    ) found ORDER BY asked.slot, found."createdAt" DESC, found.id DESC`;
  const lists: Conversation[][] = pages.map(() => []);
  for (const { slot, ...conversation } of rows) lists[slot]?.push(conversation);
  return lists;
}

/** How many conversations each list holds in all. */
export async function listCounts(sql: Sql, owner: ListOwner, keys: readonly ListKey[]): Promise<number[]> {
  const asked = JSON.stringify(keys.map((key, slot) => ({ ...key, slot })));
  const rows = await sql.$queryRaw<{ slot: number; count: number }[]>`
    SELECT asked.slot, (SELECT count(*)::int FROM conversation WHERE ${matching(owner)}) AS count
    FROM jsonb_to_recordset(${asked}::jsonb) AS asked(slot int, "ownerId" uuid, "customerId" uuid, region text, state conversation_state)`;
  const counts = keys.map(() => 0);
  for (const { slot, count } of rows) counts[slot] = count;
  return counts;
}
