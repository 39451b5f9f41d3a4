import type { PersonalKey } from '@ycyw/service/vault';
import type { Region } from '@ycyw/service/viewer';
import type { Conversation } from '../generated/prisma/client.ts';
import { nothing, part, type Sql } from '@ycyw/service/sql';
import type { SlaPromise } from '../domain/sla/promise.ts';
import { sealedColumns } from './sealedColumns.ts';

export type { Conversation };

export const conversationColumns = part`
  id, region, subject, state, customer_id AS "customerId", agent_id AS "agentId", booking_id AS "bookingId", client_id AS "clientId",
  last_sequence AS "lastSequence", customer_read_up_to AS "customerReadUpTo", agent_read_up_to AS "agentReadUpTo",
  created_at AS "createdAt", queued_at AS "queuedAt", closed_at AS "closedAt", touched_at AS "touchedAt", shown_changes AS "shownChanges",
  language, topic, agent_slot AS "agentSlot", assigned_at AS "assignedAt", agent_heard_at AS "agentHeardAt", snoozed_until AS "snoozedUntil",
  resolved_at AS "resolvedAt", note_count AS "noteCount", sla_policy AS "slaPolicy", sla_since AS "slaSince",
  first_response_due_at AS "firstResponseDueAt", resolution_due_at AS "resolutionDueAt", answered_at AS "answeredAt", sla_paused_at AS "slaPausedAt",
  sla_told AS "slaTold", rating, rating_comment AS "ratingComment", rated_at AS "ratedAt", confidential, last_revision AS "lastRevision",
  customer_read_at AS "customerReadAt", agent_read_at AS "agentReadAt", channel, contact_id AS "contactId"`;

const { about } = sealedColumns.subject;

/** Null where nobody wrote one: it is about its booking. */
export const openSubject = (key: PersonalKey, sealed: Uint8Array | null): string | null => sealed && key.open(sealed, about);

/** How a conversation began, and is answered: on our screens, or by mail. */
export type ConversationChannel = 'CHAT' | 'FORM' | 'EMAIL';

export type NewConversation = Pick<
  Conversation,
  'id' | 'region' | 'customerId' | 'contactId' | 'bookingId' | 'clientId' | 'createdAt' | 'language' | 'topic'
> & {
  /** Null: it is confidential. */
  subject: string | null;
  channel: ConversationChannel;
  promise: SlaPromise;
};

/** Puts a new conversation, its subject sealed with the customer's key, in the queue; null when the customer's clientId has been used. */
export async function insertConversation(tx: Sql, key: PersonalKey, made: NewConversation): Promise<Conversation | null> {
  const [row] = await tx.$queryRaw<Conversation[]>`
    INSERT INTO conversation (id, region, subject, confidential, state, customer_id, contact_id, channel, booking_id, client_id, created_at, queued_at,
      language, topic, sla_policy, sla_since, first_response_due_at, resolution_due_at)
    VALUES (${made.id}::uuid, ${made.region}, ${made.subject === null ? null : key.seal(made.subject, about)}, ${made.subject === null}, 'QUEUED',
      ${made.customerId}::uuid, ${made.contactId}::uuid, ${made.channel}, ${made.bookingId}::uuid, ${made.clientId}, ${made.createdAt}, ${made.createdAt},
      ${made.language}, ${made.topic}, ${made.promise.policy}, ${made.promise.since}, ${made.promise.firstResponseDueAt}, ${made.promise.resolutionDueAt})
    ON CONFLICT ON CONSTRAINT conversation_client DO NOTHING
    RETURNING ${conversationColumns}`;
  return row ?? null;
}

/** The conversation with its row locked until the transaction ends: writers of one conversation come one by one. */
export async function lockConversation(tx: Sql, id: string): Promise<Conversation | null> {
  const [row] = await tx.$queryRaw<Conversation[]>`SELECT ${conversationColumns} FROM conversation WHERE id = ${id}::uuid FOR UPDATE`;
  return row ?? null;
}

/** The one that waits longest, in the region where given, and that nobody else is taking, locked; null when nobody waits. */
export async function lockLongestWaiting(tx: Sql, region: Region | null): Promise<Conversation | null> {
  const [row] = await tx.$queryRaw<Conversation[]>`
    SELECT ${conversationColumns} FROM conversation WHERE state = 'QUEUED' AND (${region}::text IS NULL OR region = ${region}::text)
    ORDER BY queued_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`;
  return row ?? null;
}

/** The open conversations of a contact, newest first, locked. */
export const lockOpenOfContact = async (tx: Sql, contactId: string): Promise<Conversation[]> =>
  tx.$queryRaw<Conversation[]>`
    SELECT ${conversationColumns} FROM conversation WHERE contact_id = ${contactId}::uuid AND state IN ('QUEUED', 'ASSIGNED', 'SNOOZED')
    ORDER BY created_at DESC, id DESC FOR UPDATE`;

/** Moves one side's read position forward; as it was when it stood further already. */
export async function read(tx: Sql, id: string, side: 'CUSTOMER' | 'AGENT', upTo: number, now: Date): Promise<Conversation> {
  const [column, at] =
    side === 'CUSTOMER' ? [part`customer_read_up_to`, part`customer_read_at`] : [part`agent_read_up_to`, part`agent_read_at`];
  return one(
    await tx.$queryRaw<Conversation[]>`
      UPDATE conversation SET ${column} = greatest(${column}, ${upTo}::int), ${at} = ${now}, touched_at = now() WHERE id = ${id}::uuid RETURNING ${conversationColumns}`,
  );
}

/** The row that a statement on a locked conversation gives back. */
export function one(rows: readonly Conversation[]): Conversation {
  const [row] = rows;
  if (!row) throw new Error('a locked conversation is gone');
  return row;
}

export async function findConversation(sql: Sql, id: string): Promise<Conversation | null> {
  const [row] = await sql.$queryRaw<Conversation[]>`SELECT ${conversationColumns} FROM conversation WHERE id = ${id}::uuid`;
  return row ?? null;
}

export async function findByClientId(sql: Sql, customerId: string, clientId: string): Promise<Conversation | null> {
  const [row] = await sql.$queryRaw<Conversation[]>`
    SELECT ${conversationColumns} FROM conversation WHERE customer_id = ${customerId}::uuid AND client_id = ${clientId}`;
  return row ?? null;
}

/** Those of a customer in the order of their ids, after the id `after`. */
export const conversationsOfCustomer = async (sql: Sql, customerId: string, after: string | null, size: number): Promise<Conversation[]> =>
  sql.$queryRaw<Conversation[]>`
    SELECT ${conversationColumns} FROM conversation WHERE customer_id = ${customerId}::uuid ${after === null ? nothing : part`AND id > ${after}::uuid`}
    ORDER BY id LIMIT ${size}`;

/** Those whose ids are asked for, in any order. */
export const conversationsById = async (sql: Sql, ids: readonly string[]): Promise<Conversation[]> =>
  sql.$queryRaw<Conversation[]>`SELECT ${conversationColumns} FROM conversation WHERE id = ANY(${ids}::uuid[])`;

/** Those that changed in the last `seconds`, the thousand newest at most: what a listener that was cut off may have missed. */
export const touchedWithin = async (sql: Sql, seconds: number): Promise<{ id: string }[]> =>
  sql.$queryRaw<{ id: string }[]>`
    SELECT id FROM conversation WHERE touched_at > now() - make_interval(secs => ${seconds}) ORDER BY touched_at DESC LIMIT 1000`;
