import { randomUUID } from 'node:crypto';
import { attachmentsOf, discardOfCustomer } from './attachment.ts';
import type { RecordSource } from '@ycyw/service/personalRecords';
import type { Vault } from '@ycyw/service/vault';
import { callsOfCustomer, forgetCaller } from './call/call.ts';
import { deleteContact } from './contact.ts';
import { conversationsOfCustomer, openSubject, type Conversation } from './conversation.ts';
import { openComment } from './rating.ts';
import type { Sql } from '@ycyw/service/sql';
import { versionsOf } from './messageChange.ts';
import { devicesOfPerson, forgetDevices } from './confidential/device.ts';
import { forgetSender } from './confidential/deviceMessage.ts';
import { messagesOfCustomer, type Message } from './message.ts';

/** What a person wrote to us and was answered, oldest first. */
export const personalSources = (means: { sql: Sql; vault: Vault }, userId: string): RecordSource[] => [
  {
    kind: 'conversation',
    read: async (after, size) => {
      const rows = await conversationsOfCustomer(means.sql, userId, after, size);
      const key = (await means.vault.keysOf([userId])).get(userId);
      return rows.map(({ id, subject, state, bookingId, createdAt, closedAt, rating, ratingComment }) => ({
        key: id,
        at: createdAt,
        data: {
          ...{ id, subject: key ? openSubject(key, subject) : null, state, bookingId, closedAt },
          ...(rating && { rating, comment: key ? openComment(key, ratingComment) : null }),
        },
      }));
    },
  },
  {
    kind: 'message',
    read: async (after, size) => {
      const rows = await messagesOfCustomer(means, userId, after, size);
      const idsOf = (which: (row: Message) => number): string[] => rows.filter((row) => which(row) > 0).map(({ id }) => id);
      const versions = Map.groupBy(
        await versionsOf(
          means,
          idsOf(({ revision }) => revision),
        ),
        ({ messageId }) => messageId,
      );
      const attachments = Map.groupBy(
        await attachmentsOf(
          means,
          idsOf((row) => row.attachments),
        ),
        ({ messageId }) => messageId,
      );
      return rows.map(({ id, conversationId, sequence, party, body, ciphertext, sentAt, settlementId, chargeId, callId }) => ({
        key: id,
        at: sentAt,
        data: {
          conversationId,
          sequence,
          party,
          body,
          ...(versions.has(id) && { before: versions.get(id)?.map((version) => ({ body: version.body, until: version.changedAt })) }),
          ...(attachments.has(id) && {
            attachments: attachments.get(id)?.map(({ name, mediaType, bytes }) => ({ name, mediaType, bytes })),
          }),
          ...(ciphertext && { ciphertext }),
          ...(settlementId && { settlementId }),
          ...(chargeId && { chargeId }),
          ...(callId && { callId }),
        },
      }));
    },
  },
  {
    kind: 'call',
    read: async (after, size) => {
      const rows = await callsOfCustomer(means.sql, userId, after, size);
      return rows.map(({ id, conversationId, media, state, proposedBy, proposedAt, startedAt, endedAt, endedBy, durationSeconds }) => ({
        key: id,
        at: proposedAt,
        data: { conversationId, media, state, proposedBy, startedAt, endedAt, endedBy, durationSeconds },
      }));
    },
  },
  {
    kind: 'device',
    read: async (after, size) => {
      const rows = await devicesOfPerson(means.sql, userId, after ?? '', size);
      return rows.map(({ deviceId, keys, createdAt }) => ({ key: deviceId, at: createdAt, data: { deviceId, keys } }));
    },
  },
];

/** What other domains are told of a conversation. */
export type ConversationFacts = Pick<Conversation, 'id' | 'region' | 'state' | 'customerId' | 'contactId' | 'agentId' | 'bookingId'>;

/** Deletes a customer's or a contact's conversations with all that was written and called in them; their ids. */
async function deleteConversations(tx: Sql, customerId: string, nobody: string): Promise<string[]> {
  await discardOfCustomer(tx, customerId);
  await tx.$executeRaw`
    DELETE FROM message USING conversation c WHERE c.id = message.conversation_id AND c.customer_id = ${customerId}::uuid`;
  await forgetCaller(tx, customerId, nobody);
  const gone = await tx.$queryRaw<{ id: string }[]>`DELETE FROM conversation WHERE customer_id = ${customerId}::uuid RETURNING id::text`;
  return gone.map(({ id }) => id);
}

/** Forgets a contact, of whom no other domain knows. The ids of their conversations, which are gone. */
export async function forgetContact(tx: Sql, id: string): Promise<string[]> {
  const gone = await deleteConversations(tx, id, randomUUID());
  await deleteContact(tx, id);
  return gone;
}

/**
 * Forgets a person: as a customer with all that was written, as an agent by another name, the same everywhere. Returns the ids of
 * their own conversations, which are gone, and those that nobody has any more; they wait again, where they had stood.
 */
export async function forgetPerson(tx: Sql, userId: string): Promise<{ gone: string[]; waiting: ConversationFacts[] }> {
  const nobody = randomUUID();
  const gone = await deleteConversations(tx, userId, nobody);
  await forgetDevices(tx, userId);
  await forgetSender(tx, userId);
  await tx.$executeRaw`UPDATE booking SET customer_id = NULL WHERE customer_id = ${userId}::uuid`;
  const waiting = await tx.$queryRaw<ConversationFacts[]>`
    UPDATE conversation SET state = 'QUEUED', agent_id = NULL, agent_slot = NULL, assigned_at = NULL, touched_at = now()
    WHERE agent_id = ${userId}::uuid AND state = 'ASSIGNED'
    RETURNING id::text, region, state::text, customer_id::text AS "customerId", contact_id::text AS "contactId", agent_id::text AS "agentId", booking_id::text AS "bookingId"`;
  await tx.$executeRaw`UPDATE conversation SET agent_id = ${nobody}::uuid WHERE agent_id = ${userId}::uuid`;
  await tx.$executeRaw`UPDATE message_version SET changed_by = ${nobody}::uuid WHERE changed_by = ${userId}::uuid`;
  await tx.$executeRaw`UPDATE attachment SET uploaded_by = ${nobody}::uuid WHERE uploaded_by = ${userId}::uuid`;
  await tx.$executeRaw`UPDATE message SET author_id = ${nobody}::uuid WHERE author_id = ${userId}::uuid`;
  await tx.$executeRaw`UPDATE note SET author_id = ${nobody}::uuid WHERE author_id = ${userId}::uuid`;
  await tx.$executeRaw`DELETE FROM agent WHERE user_id = ${userId}::uuid`;
  await tx.$executeRaw`DELETE FROM presence WHERE user_id = ${userId}::uuid`;
  return { gone, waiting };
}
