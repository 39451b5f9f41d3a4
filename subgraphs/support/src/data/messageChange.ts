import type { Sql } from '@ycyw/service/sql';
import type { PersonalKey, Vault } from '@ycyw/service/vault';
import { messageColumns, opened, sealedBody, type Message, type MessageRow } from './message.ts';
import { sealedColumns } from './sealedColumns.ts';

const { about } = sealedColumns.version;

/** What a message said until a change; body is null where it had attachments alone, or its customer was erased. */
export interface MessageVersion {
  messageId: string;
  /** Of the change that ended it. */
  revision: number;
  body: string | null;
  changedBy: string;
  changedAt: Date;
}

/** In which conversation a message stands, which never changes; null where there is none. */
export async function conversationOf(sql: Sql, messageId: string): Promise<string | null> {
  const [row] = await sql.$queryRaw<{ conversationId: string }[]>`
    SELECT conversation_id AS "conversationId" FROM message WHERE id = ${messageId}::uuid`;
  return row?.conversationId ?? null;
}

/** Who changes it, and when. */
export interface Change {
  by: string;
  at: Date;
  /** Of what it says then. */
  language: string | null;
}

/**
 * Keeps what the message says as a version of it, and gives it another body, or none: then it is deleted. The next change of its
 * conversation, whose row must be locked by this transaction.
 */
export async function changeMessage(
  tx: Sql,
  key: PersonalKey | null,
  { id, conversationId }: Pick<Message, 'id' | 'conversationId'>,
  body: string | null,
  { by, at, language }: Change,
): Promise<Message> {
  const isDeleted = body === null;
  const [row] = await tx.$queryRaw<MessageRow[]>`
    WITH next AS (
      UPDATE conversation SET last_revision = last_revision + 1, touched_at = now() WHERE id = ${conversationId}::uuid RETURNING last_revision
    ), kept AS (
      INSERT INTO message_version (message_id, conversation_id, region, revision, body, changed_by, changed_at)
      SELECT id, conversation_id, region, last_revision, body, ${by}::uuid, ${at} FROM message, next WHERE id = ${id}::uuid
    )
    UPDATE message SET revision = last_revision, body = ${isDeleted || !key ? null : sealedBody(key, body)}::bytea,
      ciphertext = NULL, language = ${language}, attachments = CASE WHEN ${isDeleted}::boolean THEN 0 ELSE attachments END,
      deleted_at = CASE WHEN ${isDeleted}::boolean THEN ${at}::timestamptz END
    FROM next WHERE id = ${id}::uuid RETURNING ${messageColumns}`;
  if (!row) throw new Error('a message of a locked conversation is gone');
  return opened(row, key);
}

/** Changes of a conversation above `above`, at most `size`. */
export interface ChangesPage {
  conversationId: string;
  above: number;
  size: number;
}

/** Changed messages of several conversations in one query, each in the order of their last changes. */
export async function changePages({ sql, vault }: { sql: Sql; vault: Vault }, pages: readonly ChangesPage[]): Promise<Message[][]> {
  const rows = await sql.$queryRaw<(MessageRow & { slot: number; owner: string })[]>`
    SELECT asked.slot, k.customer_id::text AS owner, m.*
    FROM jsonb_to_recordset(${JSON.stringify(pages.map((page, slot) => ({ slot, ...page })))}::jsonb)
      AS asked(slot int, "conversationId" uuid, above int, size int)
    JOIN conversation k ON k.id = asked."conversationId"
    CROSS JOIN LATERAL (
      SELECT ${messageColumns} FROM message
      WHERE conversation_id = asked."conversationId" AND revision > asked.above AND revision > 0 ORDER BY revision LIMIT asked.size
    ) m ORDER BY asked.slot, m.revision`;
  const found: Message[][] = pages.map(() => []);
  const keys = await vault.keysOf([...new Set(rows.map(({ owner }) => owner))]);
  for (const { slot, owner, ...row } of rows) found[slot]?.push(opened(row, keys.get(owner)));
  return found;
}

type VersionRow = Omit<MessageVersion, 'body'> & { body: Buffer | null; owner: string };

export async function countVersions(tx: Sql, messageId: string): Promise<number> {
  const [row] = await tx.$queryRaw<
    { count: number }[]
  >`SELECT count(*)::int AS count FROM message_version WHERE message_id = ${messageId}::uuid`;
  return row?.count ?? 0;
}

/** The versions of these messages, oldest first. */
export async function versionsOf({ sql, vault }: { sql: Sql; vault: Vault }, messageIds: readonly string[]): Promise<MessageVersion[]> {
  const rows = await sql.$queryRaw<VersionRow[]>`
    SELECT v.message_id::text AS "messageId", v.revision, v.body, v.changed_by::text AS "changedBy", v.changed_at AS "changedAt", k.customer_id::text AS owner
    FROM message_version v JOIN conversation k ON k.id = v.conversation_id WHERE v.message_id = ANY(${[...messageIds]}::uuid[]) ORDER BY v.revision`;
  const keys = await vault.keysOf([...new Set(rows.map(({ owner }) => owner))]);
  return rows.map(({ owner, body, ...version }) => ({ ...version, body: body && (keys.get(owner)?.open(body, about) ?? null) }));
}
