import type { Language } from '@ycyw/service/language';
import { nothing, part, type Sql } from '@ycyw/service/sql';

export interface CannedReply {
  id: string;
  language: Language;
  title: string;
  body: string;
}

const columns = part`id, language, title, body`;
const atMost = 50;

/** Those of a language whose title or words hold `text`, fifty at most, by their titles. */
export const findReplies = async (sql: Sql, language: Language, text: string | null): Promise<CannedReply[]> =>
  sql.$queryRaw<CannedReply[]>`
    SELECT ${columns} FROM canned_reply WHERE language = ${language}
      ${text === null ? nothing : part`AND strpos(lower(title || ' ' || body), lower(${text})) > 0`} ORDER BY title LIMIT ${atMost}`;

/** Null where the language has one of that title. */
export async function insertReply(tx: Sql, reply: CannedReply, now: Date): Promise<CannedReply | null> {
  const [row] = await tx.$queryRaw<CannedReply[]>`
    INSERT INTO canned_reply (id, language, title, body, changed_at) VALUES (${reply.id}::uuid, ${reply.language}, ${reply.title}, ${reply.body}, ${now})
    ON CONFLICT (language, title) DO NOTHING RETURNING ${columns}`;
  return row ?? null;
}

export async function replyTitled(tx: Sql, language: Language, title: string): Promise<CannedReply | null> {
  const [row] = await tx.$queryRaw<CannedReply[]>`SELECT ${columns} FROM canned_reply WHERE language = ${language} AND title = ${title}`;
  return row ?? null;
}

/** Whether another of its language has that title. */
export async function isTitleTaken(sql: Sql, { id, title }: Pick<CannedReply, 'id' | 'title'>): Promise<boolean> {
  const [row] = await sql.$queryRaw<{ taken: boolean }[]>`
    SELECT EXISTS (SELECT FROM canned_reply other JOIN canned_reply own USING (language)
      WHERE own.id = ${id}::uuid AND other.title = ${title} AND other.id <> own.id) AS taken`;
  return row?.taken === true;
}

/** Null where there is none by that id. */
export async function updateReply(tx: Sql, { id, title, body }: Omit<CannedReply, 'language'>, now: Date): Promise<CannedReply | null> {
  const [row] = await tx.$queryRaw<CannedReply[]>`
    UPDATE canned_reply SET title = ${title}, body = ${body}, changed_at = ${now} WHERE id = ${id}::uuid RETURNING ${columns}`;
  return row ?? null;
}

export const deleteReply = async (tx: Sql, id: string): Promise<boolean> =>
  (await tx.$executeRaw`DELETE FROM canned_reply WHERE id = ${id}::uuid`) > 0;

export async function hasReplies(sql: Sql): Promise<boolean> {
  const [row] = await sql.$queryRaw<{ some: boolean }[]>`SELECT EXISTS (SELECT FROM canned_reply) AS some`;
  return row?.some === true;
}
