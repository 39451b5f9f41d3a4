import { nothing, part, type Sql } from '@ycyw/service/sql';
import type { PersonalKey } from '@ycyw/service/vault';
import type { Note as Row } from '../generated/prisma/client.ts';
import { sealedColumns } from './sealedColumns.ts';

const { about } = sealedColumns.note;

/** A note as staff read it; null where whose conversation it is was erased. */
export type Note = Omit<Row, 'body'> & { body: string | null };

const columns = part`
  id, conversation_id AS "conversationId", region, author_id AS "authorId", body, client_id AS "clientId", written_at AS "writtenAt"`;
const opened = (row: Row, key: PersonalKey | null): Note => ({ ...row, body: key?.open(row.body, about) ?? null });

export type NewNote = Pick<Note, 'id' | 'conversationId' | 'authorId' | 'clientId' | 'writtenAt'> & { body: string };

/** Adds a note to a conversation that is locked, sealed with its customer's key. */
export async function insertNote(tx: Sql, key: PersonalKey, made: NewNote): Promise<Note> {
  const [row] = await tx.$queryRaw<Row[]>`
    WITH noted AS (
      UPDATE conversation SET note_count = note_count + 1, touched_at = now() WHERE id = ${made.conversationId}::uuid RETURNING region
    )
    INSERT INTO note (id, conversation_id, region, author_id, body, client_id, written_at)
    SELECT ${made.id}::uuid, ${made.conversationId}::uuid, region, ${made.authorId}::uuid, ${key.seal(made.body, about)}, ${made.clientId}, ${made.writtenAt}
    FROM noted RETURNING ${columns}`;
  if (!row) throw new Error('a locked conversation is gone');
  return { ...row, body: made.body };
}

/** What this author noted under that client id before, if anything. */
export async function notedBefore(
  tx: Sql,
  key: PersonalKey,
  { conversationId, authorId, clientId }: Pick<Note, 'conversationId' | 'authorId' | 'clientId'>,
): Promise<Note | null> {
  const [row] = await tx.$queryRaw<Row[]>`
    SELECT ${columns} FROM note WHERE conversation_id = ${conversationId}::uuid AND author_id = ${authorId}::uuid AND client_id = ${clientId}`;
  return row ? opened(row, key) : null;
}

/** Whether this author noted the same since then, under a client id that begins so. */
export async function notedLately(
  tx: Sql,
  key: PersonalKey,
  { conversationId, authorId, body }: Pick<NewNote, 'conversationId' | 'authorId' | 'body'>,
  { under, since }: { under: string; since: Date },
): Promise<boolean> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT ${columns} FROM note WHERE conversation_id = ${conversationId}::uuid AND author_id = ${authorId}::uuid
      AND starts_with(client_id, ${under}::text) AND written_at >= ${since}`;
  return rows.some((row) => opened(row, key).body === body);
}

/** Oldest first, after the note at `after`; `size + 1` rows at most. */
export async function notesPage(
  sql: Sql,
  key: PersonalKey | null,
  conversationId: string,
  size: number,
  after: readonly [Date, string] | null,
): Promise<Note[]> {
  const rows = await sql.$queryRaw<Row[]>`
    SELECT ${columns} FROM note WHERE conversation_id = ${conversationId}::uuid
      ${after ? part`AND (written_at, id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : nothing}
    ORDER BY written_at, id LIMIT ${size + 1}`;
  return rows.map((row) => opened(row, key));
}
