import type { Language } from '@ycyw/service/language';
import type { Sql } from '@ycyw/service/sql';
import type { PersonalKey } from '@ycyw/service/vault';
import { sealedColumns } from './sealedColumns.ts';

const { about } = sealedColumns.translation;

/** One message as it stands now, in one language. */
export interface Wanted {
  messageId: string;
  revision: number;
  language: Language;
}

/** What is known of it: somebody asks for it, or it was made; body is null where the message was in that language already. */
export interface Kept extends Wanted {
  engine: string | null;
  body: Uint8Array | null;
}

/** How long one who asks is waited for, in seconds; longer than any answer may take. */
const claimSeconds = 15;

/** What is there of these, and what others are asking for at this moment. */
export const keptOf = async (sql: Sql, wanted: readonly Wanted[]): Promise<Kept[]> =>
  sql.$queryRaw<Kept[]>`
    SELECT t.message_id::text AS "messageId", t.revision, t.language, t.engine, t.body
    FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) AS w("messageId" uuid, revision int, language text)
    JOIN translation t ON t.message_id = w."messageId" AND t.revision = w.revision AND t.language = w.language
    WHERE t.engine IS NOT NULL OR t.claimed_until > now()`;

/** Those of them that the caller is to ask for, alone; the others are made or asked for already. What was made of earlier revisions goes. */
export async function claim(sql: Sql, wanted: readonly Wanted[]): Promise<Wanted[]> {
  return sql.$queryRaw<Wanted[]>`
    WITH w AS (
      SELECT w.* FROM jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) AS w("messageId" uuid, revision int, language text)
      JOIN message m ON m.id = w."messageId" AND m.revision = w.revision ORDER BY m.id, w.language
    ), outdated AS (
      DELETE FROM translation t USING w WHERE t.message_id = w."messageId" AND t.revision < w.revision
    )
    INSERT INTO translation (message_id, revision, language, claimed_until)
    SELECT "messageId", revision, language, now() + make_interval(secs => ${claimSeconds}::int) FROM w
    ON CONFLICT (message_id, revision, language) DO UPDATE SET claimed_until = excluded.claimed_until
    WHERE translation.engine IS NULL AND translation.claimed_until <= now()
    RETURNING message_id::text AS "messageId", revision, language`;
}

export interface Made extends Wanted {
  engine: string;
  /** In the clear; null where the message is in that language already. */
  body: string | null;
  /** What the message was found to be in. */
  found: Language;
  key: PersonalKey;
}

/** Keeps what was made, sealed, and in which language each message turned out to be. */
export async function keep(sql: Sql, made: readonly Made[]): Promise<void> {
  const rows = made.map(({ key, body, ...each }) => ({ ...each, body: body === null ? null : key.seal(body, about).toString('hex') }));
  await sql.$executeRaw`
    WITH made AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS made("messageId" uuid, revision int, language text, engine text, body text, found text)
    ), corrected AS (
      UPDATE message m SET language = made.found FROM made
      WHERE m.id = made."messageId" AND m.revision = made.revision AND m.language IS DISTINCT FROM made.found
    )
    UPDATE translation t SET engine = made.engine, body = decode(made.body, 'hex'), claimed_until = NULL FROM made
    WHERE t.message_id = made."messageId" AND t.revision = made.revision AND t.language = made.language`;
}

/** Gives up what was claimed and could not be made: whoever comes next asks again. */
export async function release(sql: Sql, claimed: readonly Wanted[]): Promise<void> {
  await sql.$executeRaw`
    DELETE FROM translation t USING jsonb_to_recordset(${JSON.stringify(claimed)}::jsonb) AS w("messageId" uuid, revision int, language text)
    WHERE t.message_id = w."messageId" AND t.revision = w.revision AND t.language = w.language AND t.engine IS NULL`;
}

/** What a deleted message said in other languages goes with it. */
export async function forgetTranslations(tx: Sql, messageId: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM translation WHERE message_id = ${messageId}::uuid`;
}

export const openTranslation = (key: PersonalKey, body: Uint8Array): string => key.open(body, about);
