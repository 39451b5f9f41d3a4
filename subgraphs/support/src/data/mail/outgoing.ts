import type { Sql } from '@ycyw/service/sql';
import { v7 as uuidv7 } from 'uuid';

interface Of {
  id: string;
  region: string;
}

/** Has an answer of ours mailed, once however often it is asked. */
export async function queueAnswer(tx: Sql, conversation: Of, messageId: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO outgoing_mail (id, conversation_id, region, message_id)
    VALUES (${uuidv7()}::uuid, ${conversation.id}::uuid, ${conversation.region}, ${messageId}::uuid)
    ON CONFLICT ON CONSTRAINT outgoing_mail_once DO NOTHING`;
}

/** Has a whole conversation mailed; false where `clientId` has asked for it before. */
export async function queueTranscript(
  tx: Sql,
  conversation: Of,
  { clientId, timeZone }: { clientId: string; timeZone: string },
): Promise<boolean> {
  const queued = await tx.$executeRaw`
    INSERT INTO outgoing_mail (id, conversation_id, region, client_id, time_zone)
    VALUES (${uuidv7()}::uuid, ${conversation.id}::uuid, ${conversation.region}, ${clientId}, ${timeZone})
    ON CONFLICT ON CONSTRAINT outgoing_mail_asked_once DO NOTHING`;
  return queued === 1;
}

/** Has an answer mailed no more, where it has not been. */
export async function dropAnswer(tx: Sql, messageId: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM outgoing_mail WHERE message_id = ${messageId}::uuid AND state <> 'SENT'`;
}

/** How many transcripts of a conversation were asked for within the last day, and whether by this request. */
export async function transcriptsAsked(tx: Sql, conversationId: string, clientId: string): Promise<{ count: number; before: boolean }> {
  const [row] = await tx.$queryRaw<{ count: number; before: boolean }[]>`
    SELECT count(*) FILTER (WHERE created_at > now() - interval '1 day')::int AS count, coalesce(bool_or(client_id = ${clientId}), false) AS before
    FROM outgoing_mail WHERE conversation_id = ${conversationId}::uuid AND client_id IS NOT NULL`;
  return row ?? { count: 0, before: false };
}

/** Longer than any letter takes: what a worker that died had claimed is tried again after this. */
const leaseSeconds = 120;

export interface Claimed {
  id: string;
  conversationId: string;
  /** Null: the whole conversation, its times in `timeZone`. */
  messageId: string | null;
  timeZone: string | null;
  attempts: number;
}

/** Takes the mail that is due for longest, of each conversation the oldest only, for this worker alone, and counts the attempt. */
export async function claimMail(sql: Sql): Promise<Claimed | null> {
  const [row] = await sql.$queryRaw<Claimed[]>`
    WITH due AS (
      SELECT id FROM outgoing_mail m WHERE state = 'QUEUED' AND due_at <= now() AND NOT EXISTS (
        SELECT FROM outgoing_mail o WHERE o.conversation_id = m.conversation_id AND o.state = 'QUEUED' AND o.id < m.id)
      ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    UPDATE outgoing_mail m SET attempts = attempts + 1, due_at = now() + make_interval(secs => ${leaseSeconds}::int) FROM due WHERE m.id = due.id
    RETURNING m.id, m.conversation_id AS "conversationId", m.message_id AS "messageId", m.time_zone AS "timeZone", m.attempts`;
  return row ?? null;
}

/** An attempt at a mail: another worker's is another, once this one took longer than its lease. */
type Attempt = Pick<Claimed, 'id' | 'attempts'>;

/** False where the mail is another worker's by now. */
export async function settleMail(sql: Sql, { id, attempts }: Attempt, state: 'SENT' | 'FAILED'): Promise<boolean> {
  const settled = await sql.$executeRaw`
    UPDATE outgoing_mail SET state = ${state} WHERE id = ${id}::uuid AND attempts = ${attempts} AND state = 'QUEUED'`;
  return settled === 1;
}

/** Nothing, where the mail is another worker's by now. */
export async function postponeMail(sql: Sql, { id, attempts }: Attempt, seconds: number): Promise<void> {
  await sql.$executeRaw`
    UPDATE outgoing_mail SET due_at = now() + make_interval(secs => ${seconds}::float8)
    WHERE id = ${id}::uuid AND attempts = ${attempts} AND state = 'QUEUED'`;
}

/** For each conversation, the sequences of our answers that no mail server took. */
export async function unmailed(sql: Sql, conversationIds: readonly string[]): Promise<Map<string, number[]>> {
  const rows = await sql.$queryRaw<{ conversationId: string; sequences: number[] }[]>`
    SELECT o.conversation_id AS "conversationId", array_agg(m.sequence ORDER BY m.sequence) AS sequences
    FROM outgoing_mail o JOIN message m ON m.id = o.message_id
    WHERE o.state = 'FAILED' AND o.conversation_id = ANY(${[...conversationIds]}::uuid[]) GROUP BY o.conversation_id`;
  return new Map(rows.map(({ conversationId, sequences }) => [conversationId, sequences]));
}
