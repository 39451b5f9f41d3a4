import { createHash } from 'node:crypto';
import type { Sql } from '@ycyw/service/sql';
import type { PersonalKey } from '@ycyw/service/vault';
import { v7 as uuidv7 } from 'uuid';
import { conversationColumns, type Conversation } from '../conversation.ts';
import { sealedColumns } from '../sealedColumns.ts';

const { about } = sealedColumns.messageId;

const hashOf = (messageId: string): Buffer => createHash('sha256').update(messageId).digest();

/** Of whose mails, and in which conversation. */
export interface Thread {
  conversationId: string;
  region: string;
  customerId: string;
}

/** Notes a mail of a conversation, theirs or ours; false where it was noted before. */
export async function noteMail(
  tx: Sql,
  key: PersonalKey,
  { conversationId, region, customerId }: Thread,
  messageId: string,
): Promise<boolean> {
  const noted = await tx.$executeRaw`
    INSERT INTO mail_message (id, conversation_id, region, customer_id, message_hash, message_id)
    VALUES (${uuidv7()}::uuid, ${conversationId}::uuid, ${region}, ${customerId}::uuid, ${hashOf(messageId)}, ${key.seal(messageId, about)})
    ON CONFLICT ON CONSTRAINT mail_message_once DO NOTHING`;
  return noted === 1;
}

/** The conversation that holds this owner's mail of that id, where there is one. */
export async function conversationOfMail(tx: Sql, customerId: string, messageId: string): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    SELECT conversation_id AS id FROM mail_message WHERE customer_id = ${customerId}::uuid AND message_hash = ${hashOf(messageId)}`;
  return row?.id ?? null;
}

/**
 * The newest of the owner's own conversations that one of these mails, or one of these ids, names, locked. Another's is never found,
 * nor a confidential one, which takes no words that anybody can read.
 */
export async function lockThread(
  tx: Sql,
  customerId: string,
  { messageIds, conversationIds }: { messageIds: readonly string[]; conversationIds: readonly string[] },
): Promise<Conversation | null> {
  const [row] = await tx.$queryRaw<Conversation[]>`
    SELECT ${conversationColumns} FROM conversation WHERE customer_id = ${customerId}::uuid AND NOT confidential AND (
      id = ANY(${[...conversationIds]}::uuid[])
      OR id IN (SELECT conversation_id FROM mail_message WHERE customer_id = ${customerId}::uuid AND message_hash = ANY(${messageIds.map(hashOf)}::bytea[])))
    ORDER BY created_at DESC, id DESC LIMIT 1 FOR UPDATE`;
  return row ?? null;
}

/** The Message-IDs of a conversation's last mails, oldest first. */
export async function lastMessageIds(sql: Sql, key: PersonalKey, conversationId: string, most: number): Promise<string[]> {
  const rows = await sql.$queryRaw<{ messageId: Buffer }[]>`
    SELECT message_id AS "messageId" FROM mail_message WHERE conversation_id = ${conversationId}::uuid ORDER BY id DESC LIMIT ${most}`;
  return rows.map(({ messageId }) => key.open(messageId, about)).reverse();
}
