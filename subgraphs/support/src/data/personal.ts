import { randomUUID } from 'node:crypto';
import type { RecordSource } from '@ycyw/service/personalRecords';
import type { Sql } from '@ycyw/service/sql';
import type { Vault } from '@ycyw/service/vault';
import { openSubject, type Conversation } from './conversation.ts';
import type { Database } from './database.ts';
import { messagesOfCustomer } from './message.ts';

/** What a person wrote to us and was answered, oldest first. */
export const personalSources = (means: { db: Database; vault: Vault }, userId: string): RecordSource[] => [
  {
    kind: 'conversation',
    read: async (after, size) => {
      const rows = await means.db.conversation.findMany({
        where: { customerId: userId, ...(after !== null && { id: { gt: after } }) },
        orderBy: { id: 'asc' },
        take: size,
      });
      const key = (await means.vault.keysOf([userId])).get(userId);
      return rows.map(({ id, subject, state, bookingId, createdAt, closedAt }) => ({
        key: id,
        at: createdAt,
        data: { id, subject: key ? openSubject(key, subject) : null, state, bookingId, closedAt },
      }));
    },
  },
  {
    kind: 'message',
    read: async (after, size) => {
      const rows = await messagesOfCustomer(means, userId, after, size);
      return rows.map(({ id, conversationId, sequence, party, body, sentAt, settlementId, chargeId }) => ({
        key: id,
        at: sentAt,
        data: { conversationId, sequence, party, body, ...(settlementId && { settlementId }), ...(chargeId && { chargeId }) },
      }));
    },
  },
];

/** What other domains are told of a conversation. */
export type ConversationFacts = Pick<Conversation, 'id' | 'region' | 'state' | 'customerId' | 'agentId' | 'bookingId'>;

/**
 * Forgets a person: as a customer with all that was written, as an agent by another name, the same everywhere. Returns the
 * conversations that nobody has any more; they wait again.
 */
export async function forgetPerson(tx: Sql, userId: string, now: Date): Promise<ConversationFacts[]> {
  await tx.$executeRaw`
    DELETE FROM message USING conversation c WHERE c.id = message.conversation_id AND c.customer_id = ${userId}::uuid`;
  await tx.$executeRaw`DELETE FROM conversation WHERE customer_id = ${userId}::uuid`;
  await tx.$executeRaw`UPDATE booking SET customer_id = NULL WHERE customer_id = ${userId}::uuid`;
  const waiting = await tx.$queryRaw<ConversationFacts[]>`
    UPDATE conversation SET state = 'QUEUED', agent_id = NULL, queued_at = ${now}, touched_at = now()
    WHERE agent_id = ${userId}::uuid AND state = 'ASSIGNED' 
    RETURNING id::text, region, state::text, customer_id::text AS "customerId", agent_id::text AS "agentId", booking_id::text AS "bookingId"`;
  const nobody = randomUUID();
  await tx.$executeRaw`UPDATE conversation SET agent_id = ${nobody}::uuid WHERE agent_id = ${userId}::uuid`;
  await tx.$executeRaw`UPDATE message SET author_id = ${nobody}::uuid WHERE author_id = ${userId}::uuid`;
  return waiting;
}
