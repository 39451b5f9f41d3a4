import { Prisma } from '../generated/prisma/client.ts';
import type { Message } from '../generated/prisma/client.ts';
import type { Database, Tx } from './database.ts';

export type { Message };

const columns = Prisma.sql`
  id, conversation_id AS "conversationId", sequence, party, author_id AS "authorId", body, client_id AS "clientId", revision, sent_at AS "sentAt"`;

export type NewMessage = Pick<Message, 'id' | 'conversationId' | 'party' | 'authorId' | 'body' | 'clientId' | 'sentAt'>;

/** Adds a message as the conversation's next: the row of the conversation must be locked by this transaction. */
export async function insertMessage(tx: Tx, made: NewMessage): Promise<Message> {
  const [row] = await tx.$queryRaw<Message[]>`
    WITH next AS (
      UPDATE conversation SET last_sequence = last_sequence + 1, touched_at = now() WHERE id = ${made.conversationId}::uuid RETURNING last_sequence
    )
    INSERT INTO message (id, conversation_id, sequence, party, author_id, body, client_id, sent_at)
    SELECT ${made.id}::uuid, ${made.conversationId}::uuid, last_sequence, ${made.party}::party, ${made.authorId}::uuid, ${made.body}, ${made.clientId},
      ${made.sentAt}
    FROM next RETURNING ${columns}`;
  if (!row) throw new Error('a locked conversation is gone');
  return row;
}

/** What this author sent under that client id before, if anything. */
export const sentBefore = (tx: Tx, conversationId: string, authorId: string, clientId: string): Promise<Message | null> =>
  tx.message.findUnique({ where: { conversationId_authorId_clientId: { conversationId, authorId, clientId } } });

/** All messages of the conversations that a customer opened, in the order they were written, after the message `after`. */
export const messagesOfCustomer = (db: Database, customerId: string, after: string | null, size: number): Promise<Message[]> =>
  db.message.findMany({
    where: { conversation: { customerId }, ...(after !== null && { id: { gt: after } }) },
    orderBy: { id: 'asc' },
    take: size,
  });

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
export async function messagePages(db: Database, pages: readonly Page[]): Promise<Message[][]> {
  const asked = JSON.stringify(pages.map((page, slot) => ({ slot, ...page })));
  const rows = await db.$queryRaw<(Message & { slot: number })[]>`
    SELECT asked.slot, m.* FROM jsonb_to_recordset(${asked}::jsonb)
      AS asked(slot int, "conversationId" uuid, above int, below int, size int, "fromEnd" boolean)
    CROSS JOIN LATERAL (
      SELECT ${columns} FROM message
      WHERE conversation_id = asked."conversationId" AND sequence > asked.above AND sequence < asked.below
        AND sequence >= CASE WHEN asked."fromEnd"
          THEN least(asked.below, 1 + (SELECT c.last_sequence FROM conversation c WHERE c.id = asked."conversationId")) - asked.size
          ELSE asked.above END
      ORDER BY sequence LIMIT asked.size
    ) m ORDER BY asked.slot, m.sequence`;
  const found: Message[][] = pages.map(() => []);
  for (const { slot, ...message } of rows) found[slot]?.push(message);
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
