import type { PersonalKey } from '@ycyw/service/vault';
import type { Region } from '@ycyw/service/viewer';
import { Prisma } from '../generated/prisma/client.ts';
import type { Conversation } from '../generated/prisma/client.ts';
import type { Database, Tx } from './database.ts';
import { sealedColumns } from './sealedColumns.ts';

export type { Conversation };

export const conversationColumns = Prisma.sql`
  id, region, subject, state, customer_id AS "customerId", agent_id AS "agentId", booking_id AS "bookingId", client_id AS "clientId",
  last_sequence AS "lastSequence", customer_read_up_to AS "customerReadUpTo", agent_read_up_to AS "agentReadUpTo",
  created_at AS "createdAt", queued_at AS "queuedAt", closed_at AS "closedAt", touched_at AS "touchedAt", shown_changes AS "shownChanges"`;

const { about } = sealedColumns.subject;

/** Null where nobody wrote one: it is about its booking. */
export const openSubject = (key: PersonalKey, sealed: Uint8Array | null): string | null => sealed && key.open(sealed, about);

export type NewConversation = Pick<Conversation, 'id' | 'region' | 'customerId' | 'bookingId' | 'clientId' | 'createdAt'> & {
  subject: string;
};

/** Puts a new conversation, its subject sealed with the customer's key, in the queue; null when the customer's clientId has been used. */
export async function insertConversation(tx: Tx, key: PersonalKey, made: NewConversation): Promise<Conversation | null> {
  const [row] = await tx.$queryRaw<Conversation[]>`
    INSERT INTO conversation (id, region, subject, state, customer_id, booking_id, client_id, created_at, queued_at)
    VALUES (${made.id}::uuid, ${made.region}, ${key.seal(made.subject, about)}, 'QUEUED', ${made.customerId}::uuid, ${made.bookingId}::uuid, ${made.clientId},
      ${made.createdAt}, ${made.createdAt})
    ON CONFLICT ON CONSTRAINT conversation_client DO NOTHING
    RETURNING ${conversationColumns}`;
  return row ?? null;
}

/** The conversation with its row locked until the transaction ends: writers of one conversation come one by one. */
export async function lockConversation(tx: Tx, id: string): Promise<Conversation | null> {
  const [row] = await tx.$queryRaw<Conversation[]>`SELECT ${conversationColumns} FROM conversation WHERE id = ${id}::uuid FOR UPDATE`;
  return row ?? null;
}

/** The one that waits longest, in the region where given, and that nobody else is taking, locked; null when nobody waits. */
export async function lockLongestWaiting(tx: Tx, region: Region | null): Promise<Conversation | null> {
  const [row] = await tx.$queryRaw<Conversation[]>`
    SELECT ${conversationColumns} FROM conversation WHERE state = 'QUEUED' AND (${region}::text IS NULL OR region = ${region}::text)
    ORDER BY queued_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`;
  return row ?? null;
}

export async function assign(tx: Tx, id: string, agentId: string): Promise<Conversation> {
  return one(
    await tx.$queryRaw<Conversation[]>`
      UPDATE conversation SET state = 'ASSIGNED', agent_id = ${agentId}::uuid, touched_at = now() WHERE id = ${id}::uuid RETURNING ${conversationColumns}`,
  );
}

export async function close(tx: Tx, id: string, now: Date): Promise<Conversation> {
  return one(
    await tx.$queryRaw<Conversation[]>`
      UPDATE conversation SET state = 'CLOSED', closed_at = ${now}, touched_at = now() WHERE id = ${id}::uuid RETURNING ${conversationColumns}`,
  );
}

/** Moves one side's read position forward; as it was when it stood further already. */
export async function read(tx: Tx, id: string, side: 'CUSTOMER' | 'AGENT', upTo: number): Promise<Conversation> {
  const column = side === 'CUSTOMER' ? Prisma.sql`customer_read_up_to` : Prisma.sql`agent_read_up_to`;
  return one(
    await tx.$queryRaw<Conversation[]>`
      UPDATE conversation SET ${column} = greatest(${column}, ${upTo}::int), touched_at = now() WHERE id = ${id}::uuid RETURNING ${conversationColumns}`,
  );
}

function one(rows: readonly Conversation[]): Conversation {
  const [row] = rows;
  if (!row) throw new Error('a locked conversation is gone');
  return row;
}

export const findConversation = (db: Database | Tx, id: string): Promise<Conversation | null> =>
  db.conversation.findUnique({ where: { id } });

export const findByClientId = (db: Database | Tx, customerId: string, clientId: string): Promise<Conversation | null> =>
  db.conversation.findUnique({ where: { customerId_clientId: { customerId, clientId } } });

/** Those whose ids are asked for, in any order. */
export const conversationsById = (db: Database, ids: readonly string[]): Promise<Conversation[]> =>
  db.$queryRaw<Conversation[]>`SELECT ${conversationColumns} FROM conversation WHERE id = ANY(${ids}::uuid[])`;

/** Those that changed in the last `seconds`, a thousand at most: what a listener that was cut off may have missed. */
export const touchedWithin = (db: Database, seconds: number): Promise<{ id: string }[]> =>
  db.$queryRaw<{ id: string }[]>`
    SELECT id FROM conversation WHERE touched_at > now() - make_interval(secs => ${seconds}) ORDER BY touched_at LIMIT 1000`;
