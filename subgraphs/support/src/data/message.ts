import type { PersonalKey, Vault } from '@ycyw/service/vault';
import type { Message as Row } from '../generated/prisma/client.ts';
import { nothing, part, type Part, type Sql } from '@ycyw/service/sql';
import { sealedColumns } from './sealedColumns.ts';

const { about } = sealedColumns.body;

/**
 * A message as it can be read: body is null where it was deleted, or whose conversation it is was erased, and '' beside attachments alone;
 * in a confidential conversation it is null and ciphertext a Megolm event, JSON.
 */
export type Message = Omit<Row, 'body' | 'ciphertext'> & { body: string | null; ciphertext: string | null };
export type { Row as MessageRow };

const wordless = ({ attachments }: Row): string | null => (attachments > 0 ? '' : null);

/** With the customer's key; without it, what was said is lost. */
export const opened = (row: Row, key: PersonalKey | null | undefined): Message => ({
  ...row,
  body: key ? (row.body ? key.open(row.body, about) : wordless(row)) : null,
  ciphertext: row.ciphertext && key ? key.open(row.ciphertext, sealedColumns.ciphertext.about) : null,
});

/** As a body is stored. */
export const sealedBody = (key: PersonalKey, body: string): Buffer | null => (body === '' ? null : key.seal(body, about));

export const messageColumns = part`
  id, conversation_id AS "conversationId", sequence, party, author_id AS "authorId", body, client_id AS "clientId", revision, sent_at AS "sentAt",
  settlement_id AS "settlementId", charge_id AS "chargeId", call_id AS "callId", language, ciphertext,
  deleted_at AS "deletedAt", attachments`;

export type NewMessage = Pick<Message, 'id' | 'conversationId' | 'party' | 'authorId' | 'clientId' | 'sentAt' | 'body'> &
  Partial<Pick<Message, 'ciphertext' | 'language' | 'attachments'>>;

/** Who answers has been heard of, and the first to do so stops the clock of the first response. */
const heard = (sentAt: Date): Part => part`, agent_heard_at = now(), answered_at = coalesce(answered_at, ${sentAt})`;

/**
 * Adds a message, sealed with the customer's key, as the conversation's next: the row of the conversation must be locked by this
 * transaction. Throws where a confidential conversation would be given a body, or another ciphertext.
 */
export async function insertMessage(tx: Sql, key: PersonalKey, made: NewMessage): Promise<Message> {
  const { ciphertext: encrypted = null, language = null, attachments = 0 } = made;
  const body = made.body === null ? null : sealedBody(key, made.body);
  const ciphertext = encrypted === null ? null : key.seal(encrypted, sealedColumns.ciphertext.about);
  const [row] = await tx.$queryRaw<Row[]>`
    WITH next AS (
      UPDATE conversation SET last_sequence = last_sequence + 1, touched_at = now() ${made.party === 'AGENT' ? heard(made.sentAt) : nothing}
      WHERE id = ${made.conversationId}::uuid AND confidential = ${encrypted !== null}::boolean RETURNING last_sequence, region
    )
    INSERT INTO message (id, conversation_id, region, sequence, party, author_id, body, ciphertext, language, client_id, attachments, sent_at)
    SELECT ${made.id}::uuid, ${made.conversationId}::uuid, region, last_sequence, ${made.party}::party, ${made.authorId}::uuid, ${body}, ${ciphertext},
      ${language}, ${made.clientId}, ${attachments}::smallint, ${made.sentAt}
    FROM next RETURNING ${messageColumns}`;
  if (!row) throw new Error('a locked conversation is gone, or is of the other kind');
  return { ...row, body: made.body, ciphertext: encrypted };
}

/** What this author sent under that client id before, if anything. */
export async function sentBefore(
  tx: Sql,
  key: PersonalKey,
  { conversationId, authorId, clientId }: { conversationId: string; authorId: string; clientId: string },
): Promise<Message | null> {
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT ${messageColumns} FROM message WHERE conversation_id = ${conversationId}::uuid AND author_id = ${authorId}::uuid AND client_id = ${clientId}`;
  return row ? opened(row, key) : null;
}

/** The message with that id, as its customer's key opens it; null when there is none. */
export async function findMessage(sql: Sql, key: PersonalKey | null, id: string): Promise<Message | null> {
  const [row] = await sql.$queryRaw<Row[]>`SELECT ${messageColumns} FROM message WHERE id = ${id}::uuid`;
  return row ? opened(row, key) : null;
}

/** All messages of the conversations that a customer opened, in the order they were written, after the message `after`. */
export async function messagesOfCustomer(
  { sql, vault }: { sql: Sql; vault: Vault },
  customerId: string,
  after: string | null,
  size: number,
): Promise<Message[]> {
  const rows = await sql.$queryRaw<Row[]>`
    SELECT ${messageColumns} FROM message WHERE conversation_id IN (SELECT c.id FROM conversation c WHERE c.customer_id = ${customerId}::uuid)
      ${after === null ? nothing : part`AND id > ${after}::uuid`} ORDER BY id LIMIT ${size}`;
  const key = (await vault.keysOf([customerId])).get(customerId);
  return rows.map((row) => opened(row, key));
}

export interface Page {
  conversationId: string;
  /** Sequences strictly between these two. */
  above: number;
  below: number;
  size: number;
  /** The newest of them rather than the oldest. */
  fromEnd: boolean;
}

/** Pages of several conversations in one query, each in rising order of sequence. */
export async function messagePages({ sql, vault }: { sql: Sql; vault: Vault }, pages: readonly Page[]): Promise<Message[][]> {
  const asked = JSON.stringify(pages.map((page, slot) => ({ slot, ...page })));
  const rows = await sql.$queryRaw<(Row & { slot: number; owner: string })[]>`
    SELECT asked.slot, k.customer_id::text AS owner, m.* FROM jsonb_to_recordset(${asked}::jsonb)
      AS asked(slot int, "conversationId" uuid, above int, below int, size int, "fromEnd" boolean)
    JOIN conversation k ON k.id = asked."conversationId"
    CROSS JOIN LATERAL (
      SELECT ${messageColumns} FROM message
      WHERE conversation_id = asked."conversationId" AND sequence > asked.above AND sequence < asked.below
        AND sequence >= CASE WHEN asked."fromEnd"
          THEN least(asked.below, 1 + (SELECT c.last_sequence FROM conversation c WHERE c.id = asked."conversationId")) - asked.size
          ELSE asked.above END
      ORDER BY sequence LIMIT asked.size
    ) m ORDER BY asked.slot, m.sequence`;
  const found: Message[][] = pages.map(() => []);
  const keys = await vault.keysOf([...new Set(rows.map(({ owner }) => owner))]);
  for (const { slot, owner, ...row } of rows) found[slot]?.push(opened(row, keys.get(owner)));
  return found;
}

/** For each conversation, how many messages above `above` the other parties wrote. */
export async function countFromOthers(
  sql: Sql,
  asked: readonly { conversationId: string; above: number; side: 'CUSTOMER' | 'AGENT' }[],
): Promise<number[]> {
  const rows = await sql.$queryRaw<{ slot: number; unread: number }[]>`
    SELECT asked.slot, (SELECT count(*)::int FROM message m WHERE m.conversation_id = asked."conversationId" AND m.sequence > asked.above
      AND m.party <> asked.side::party) AS unread
    FROM jsonb_to_recordset(${JSON.stringify(asked.map((each, slot) => ({ slot, ...each })))}::jsonb)
      AS asked(slot int, "conversationId" uuid, above int, side text)`;
  const counts = asked.map(() => 0);
  for (const { slot, unread } of rows) counts[slot] = unread;
  return counts;
}
