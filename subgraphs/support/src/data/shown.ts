import type { Sql } from '@ycyw/service/sql';
import { v7 as uuidv7 } from 'uuid';
import type { Region } from '@ycyw/service/viewer';
import type { SlaPromise } from '../domain/sla/promise.ts';
import type { ConversationFacts } from './personal.ts';

/** A thing that a conversation shows: one of the three. */
export interface Shown {
  settlementId: string | null;
  chargeId: string | null;
  callId: string | null;
}

export interface AboutBooking {
  bookingId: string;
  customerId: string;
  region: Region;
}

/** What other domains are told of the message that shows it. */
export interface ShownMessage {
  id: string;
  sequence: number;
  conversation: ConversationFacts;
}

type Found = ConversationFacts & { lastSequence: number };

/** The conversation `named` where it is the customer's own and open, else the newest open one about the booking, locked; null where there is none. */
export async function lockConversationAbout(
  tx: Sql,
  { bookingId, customerId }: AboutBooking,
  named: string | null,
): Promise<ConversationFacts | null> {
  const [found] = await tx.$queryRaw<Found[]>`
    SELECT id::text, region, state::text, customer_id::text AS "customerId", contact_id::text AS "contactId", agent_id::text AS "agentId", booking_id::text AS "bookingId" FROM conversation
    WHERE customer_id = ${customerId}::uuid AND state IN ('QUEUED', 'ASSIGNED', 'SNOOZED') AND (id = ${named}::uuid OR booking_id = ${bookingId}::uuid)
    ORDER BY (id IS NOT DISTINCT FROM ${named}::uuid) DESC, created_at DESC, id DESC LIMIT 1 FOR UPDATE`;
  return found ?? null;
}

/**
 * Puts a conversation about a booking in the queue that nobody wrote the subject of, in the language of the customer's last one; null where the customer has been forgotten, and
 * where `clientId` has opened one before.
 */
export async function openAbout(
  tx: Sql,
  { bookingId, customerId, region }: AboutBooking,
  clientId: string,
  now: Date,
  promise: SlaPromise,
): Promise<ConversationFacts | null> {
  const [opened] = await tx.$queryRaw<ConversationFacts[]>`
    INSERT INTO conversation (id, region, subject, state, customer_id, booking_id, client_id, created_at, queued_at, language, topic, sla_policy, sla_since,
      first_response_due_at, resolution_due_at)
    SELECT ${uuidv7()}::uuid, region, NULL, 'QUEUED', customer_id, id, ${clientId}, ${now}, ${now},
      coalesce((SELECT c.language FROM conversation c WHERE c.customer_id = ${customerId}::uuid ORDER BY c.created_at DESC, c.id DESC LIMIT 1), 'fr'),
      'BOOKING', ${promise.policy}, ${promise.since}, ${promise.firstResponseDueAt}, ${promise.resolutionDueAt}
    FROM booking WHERE id = ${bookingId}::uuid AND customer_id = ${customerId}::uuid AND region = ${region}
    ON CONFLICT ON CONSTRAINT conversation_client DO NOTHING
    RETURNING id::text, region, state::text, customer_id::text AS "customerId", contact_id::text AS "contactId", agent_id::text AS "agentId", booking_id::text AS "bookingId"`;
  return opened ?? null;
}

/** Adds a message of nobody that shows a thing, once for each `clientId`, as the next of a conversation that is locked; null the second time. */
export async function insertShown(
  tx: Sql,
  conversation: ConversationFacts,
  { settlementId, chargeId, callId }: Shown,
  clientId: string,
  now: Date,
): Promise<ShownMessage | null> {
  const [message] = await tx.$queryRaw<Pick<ShownMessage, 'id' | 'sequence'>[]>`
    WITH next AS (
      UPDATE conversation SET last_sequence = last_sequence + 1, touched_at = now()
      WHERE id = ${conversation.id}::uuid AND NOT EXISTS (
        SELECT FROM message m WHERE m.conversation_id = ${conversation.id}::uuid AND m.author_id IS NULL AND m.client_id = ${clientId})
      RETURNING last_sequence, region)
    INSERT INTO message (id, conversation_id, region, sequence, party, client_id, settlement_id, charge_id, call_id, sent_at)
    SELECT ${uuidv7()}::uuid, ${conversation.id}::uuid, region, last_sequence, 'SYSTEM', ${clientId}, ${settlementId}::uuid, ${chargeId}::uuid, ${callId}::uuid, ${now}
    FROM next RETURNING id::text, sequence`;
  return message ? { ...message, conversation } : null;
}

/** Those that show one of these, for whoever follows them: what they show has changed. Their ids. */
export async function touchShowing(tx: Sql, things: { settlementIds: readonly string[]; chargeIds: readonly string[] }): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE conversation SET shown_changes = shown_changes + 1, touched_at = now()
    WHERE id IN (
      SELECT conversation_id FROM message WHERE settlement_id = ANY(${things.settlementIds}::uuid[])
      UNION SELECT conversation_id FROM message WHERE charge_id = ANY(${things.chargeIds}::uuid[])) RETURNING id::text`;
  return rows.map(({ id }) => id);
}

/** For whoever follows the conversation: what it shows has changed. */
export async function touch(tx: Sql, conversationId: string): Promise<void> {
  await tx.$executeRaw`UPDATE conversation SET shown_changes = shown_changes + 1, touched_at = now() WHERE id = ${conversationId}::uuid`;
}
