import type { PersonalKey, Vault } from '@ycyw/service/vault';
import { Prisma } from '../generated/prisma/client.ts';
import type { Message as Row } from '../generated/prisma/client.ts';
import type { Database, Tx } from './database.ts';
import { sealedColumns } from './sealedColumns.ts';

const { about } = sealedColumns.body;

/** A message as it can be read: body is null where it was deleted, or whose conversation it is was erased. */
export type Message = Omit<Row, 'body'> & { body: string | null };

const opened = (row: Row, key: PersonalKey | undefined): Message => ({ ...row, body: row.body && key ? key.open(row.body, about) : null });

const columns = Prisma.sql`
  id, conversation_id AS "conversationId", sequence, party, author_id AS "authorId", body, client_id AS "clientId", revision, sent_at AS "sentAt",
  settlement_id AS "settlementId", charge_id AS "chargeId"`;

export type NewMessage = Pick<Message, 'id' | 'conversationId' | 'party' | 'authorId' | 'clientId' | 'sentAt'> & { body: string };

/** Adds a message, sealed with the customer's key, as the conversation's next: the row of the conversation must be locked by this transaction. */
export async function insertMessage(tx: Tx, key: PersonalKey, made: NewMessage): Promise<Message> {
  const [row] = await tx.$queryRaw<Row[]>`
    WITH next AS (
      UPDATE conversation SET last_sequence = last_sequence + 1, touched_at = now() WHERE id = ${made.conversationId}::uuid RETURNING last_sequence, region
    )
    INSERT INTO message (id, conversation_id, region, sequence, party, author_id, body, client_id, sent_at)
    SELECT ${made.id}::uuid, ${made.conversationId}::uuid, region, last_sequence, ${made.party}::party, ${made.authorId}::uuid, ${key.seal(made.body, about)}, ${made.clientId},
      ${made.sentAt}
    FROM next RETURNING ${columns}`;
  if (!row) throw new Error('a locked conversation is gone');
  return { ...row, body: made.body };
}

/** What this author sent under that client id before, if anything. */
export async function sentBefore(
  tx: Tx,
  key: PersonalKey,
  { conversationId, authorId, clientId }: { conversationId: string; authorId: string; clientId: string },
): Promise<Message | null> {
  const row = await tx.message.findUnique({ where: { conversationId_authorId_clientId: { conversationId, authorId, clientId } } });
  return row && opened(row, key);
}

/** All messages of the conversations that a customer opened, in the order they were written, after the message `after`. */
export async function messagesOfCustomer(
  { db, vault }: { db: Database; vault: Vault },
  customerId: string,
  after: string | null,
  size: number,
): Promise<Message[]> {
  const rows = await db.message.findMany({
    where: { conversation: { customerId }, ...(after !== null && { id: { gt: after } }) },
    orderBy: { id: 'asc' },
    take: size,
  });
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
export async function messagePages({ db, vault }: { db: Database; vault: Vault }, pages: readonly Page[]): Promise<Message[][]> {
  const asked = JSON.stringify(pages.map((page, slot) => ({ slot, ...page })));
  const rows = await db.$queryRaw<(Row & { slot: number; owner: string })[]>`
    SELECT asked.slot, k.customer_id::text AS owner, m.* FROM jsonb_to_recordset(${asked}::jsonb)
      AS asked(slot int, "conversationId" uuid, above int, below int, size int, "fromEnd" boolean)
    JOIN conversation k ON k.id = asked."conversationId"
    CROSS JOIN LATERAL (
      SELECT ${columns} FROM message
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
  db: Database,
  asked: readonly { conversationId: string; above: number; side: 'CUSTOMER' | 'AGENT' }[],
): Promise<number[]> {
  const rows = await db.$queryRaw<{ slot: number; unread: number }[]>`
    SELECT asked.slot, (SELECT count(*)::int FROM message m WHERE m.conversation_id = asked."conversationId" AND m.sequence > asked.above
      AND m.party <> asked.side::party) AS unread
    FROM jsonb_to_recordset(${JSON.stringify(asked.map((each, slot) => ({ slot, ...each })))}::jsonb)
      AS asked(slot int, "conversationId" uuid, above int, side text)`;
  const counts = asked.map(() => 0);
  for (const { slot, unread } of rows) counts[slot] = unread;
  return counts;
}
