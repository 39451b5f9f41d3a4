import { randomBytes } from 'node:crypto';
import { part, type Sql } from '@ycyw/service/sql';
import type { PersonalKey, Vault } from '@ycyw/service/vault';
import type { MediaType } from '../domain/attachment.ts';
import { sealedColumns } from './sealedColumns.ts';

const aboutName = sealedColumns.attachmentName.about;
const aboutKey = sealedColumns.attachmentKey.about;

/** One as it is stored; `owner` is the customer, whose key seals name and sealedKey. */
export interface AttachmentRow {
  id: string;
  conversationId: string;
  region: string;
  owner: string;
  uploadedBy: string;
  name: Buffer;
  sealedKey: Buffer;
  mediaType: MediaType;
  /** At most so many are taken, then how many were. */
  bytes: number;
  /** Real time. */
  uploadUntil: Date;
  refusals: number;
  /** Null until its bytes are there. */
  object: string | null;
  messageId: string | null;
}

/** One that can be read. */
export type Attachment = Omit<AttachmentRow, 'name' | 'sealedKey'> & { name: string };

const attachments = part`
  SELECT a.id::text, a.conversation_id::text AS "conversationId", a.region, k.customer_id::text AS owner, a.uploaded_by::text AS "uploadedBy", a.name,
    a.sealed_key AS "sealedKey", a.media_type AS "mediaType", a.bytes, a.upload_until AS "uploadUntil", a.refusals, a.object, a.message_id::text AS "messageId"
  FROM attachment a JOIN conversation k ON k.id = a.conversation_id`;

export const openAttachment = (key: PersonalKey, { name, sealedKey: _, ...row }: AttachmentRow): Attachment => ({
  ...row,
  name: key.open(name, aboutName),
});

/** The key of its bytes. */
export const bytesKey = (key: PersonalKey, { sealedKey }: AttachmentRow): Buffer => Buffer.from(key.open(sealedKey, aboutKey), 'base64url');

export interface NewAttachment {
  id: string;
  conversationId: string;
  region: string;
  uploadedBy: string;
  clientId: string;
  name: string;
  mediaType: MediaType;
  bytes: number;
  uploadUntil: Date;
}

/** Makes room for one, its bytes' key and name sealed with the customer's; false where the uploader's clientId has been used. */
export async function insertAttachment(sql: Sql, key: PersonalKey, made: NewAttachment): Promise<boolean> {
  const bytes = key.seal(randomBytes(32).toString('base64url'), aboutKey);
  return (
    1 ===
    (await sql.$executeRaw`
      INSERT INTO attachment (id, conversation_id, region, uploaded_by, client_id, name, sealed_key, media_type, bytes, upload_until)
      VALUES (${made.id}::uuid, ${made.conversationId}::uuid, ${made.region}, ${made.uploadedBy}::uuid, ${made.clientId}, ${key.seal(made.name, aboutName)},
        ${bytes}, ${made.mediaType}, ${made.bytes}::int, ${made.uploadUntil})
      ON CONFLICT ON CONSTRAINT attachment_once DO NOTHING`)
  );
}

/** Who announced it, where, and under which id of their own. */
export type Announced = Pick<NewAttachment, 'conversationId' | 'uploadedBy' | 'clientId'>;

/** The one announced so before; where its bytes have not come, they have until `uploadUntil`. */
export async function awaitAgain(
  sql: Sql,
  { conversationId, uploadedBy, clientId }: Announced,
  uploadUntil: Date,
): Promise<AttachmentRow | null> {
  await sql.$executeRaw`
    UPDATE attachment SET upload_until = greatest(upload_until, ${uploadUntil}::timestamptz)
    WHERE conversation_id = ${conversationId}::uuid AND uploaded_by = ${uploadedBy}::uuid AND client_id = ${clientId} AND object IS NULL`;
  const [row] = await sql.$queryRaw<AttachmentRow[]>`
    ${attachments} WHERE a.conversation_id = ${conversationId}::uuid AND a.uploaded_by = ${uploadedBy}::uuid AND a.client_id = ${clientId}`;
  return row ?? null;
}

/** Holds what somebody announces in a conversation until the transaction ends: their announcements come one by one. */
export async function holdAnnounced(tx: Sql, conversationId: string, uploadedBy: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${conversationId} ${uploadedBy}`}::text, 0))`;
}

/** How many somebody announced in a conversation and has not sent. */
export async function countWaiting(sql: Sql, conversationId: string, uploadedBy: string): Promise<number> {
  const [row] = await sql.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM attachment
    WHERE conversation_id = ${conversationId}::uuid AND uploaded_by = ${uploadedBy}::uuid AND message_id IS NULL`;
  return row?.count ?? 0;
}

export async function findAttachment(sql: Sql, id: string): Promise<AttachmentRow | null> {
  const [row] = await sql.$queryRaw<AttachmentRow[]>`${attachments} WHERE a.id = ${id}::uuid`;
  return row ?? null;
}

/** Notes that what came was refused. */
export async function noteRefused(sql: Sql, id: string): Promise<void> {
  await sql.$executeRaw`UPDATE attachment SET refusals = refusals + 1 WHERE id = ${id}::uuid AND object IS NULL`;
}

const underWayFor = 3600;

/** A name in the object store for one upload, so that none writes over another; it is deleted within hours unless it is taken. */
export async function newObject(sql: Sql, { id, region }: Pick<AttachmentRow, 'id' | 'region'>): Promise<string> {
  const name = `attachments/${region}/${id}-${randomBytes(9).toString('base64url')}`;
  await sql.$executeRaw`
    INSERT INTO discarded_object (name, due_at) VALUES (${name}, now() + make_interval(secs => ${underWayFor}::int))`;
  return name;
}

/** Notes that its bytes are in the object store, once. False where they are not to be kept: others are, or it is forgotten. */
export async function noteTaken(
  sql: Sql,
  { id, object, mediaType, bytes }: { id: string; object: string; mediaType: MediaType; bytes: number },
): Promise<boolean> {
  const noted = await sql.$executeRaw`
    WITH taken AS (
      UPDATE attachment SET object = ${object}, media_type = ${mediaType}, bytes = ${bytes}::int WHERE id = ${id}::uuid AND object IS NULL RETURNING object
    )
    DELETE FROM discarded_object WHERE name IN (SELECT object FROM taken)`;
  return noted === 1;
}

/** Makes them a message's, in their order: those that their uploader announced in its conversation and has not sent. How many it were. */
export const attach = (
  tx: Sql,
  ids: readonly string[],
  { id, conversationId, authorId }: { id: string; conversationId: string; authorId: string },
): PromiseLike<number> =>
  tx.$executeRaw`
    UPDATE attachment SET message_id = ${id}::uuid, position = place - 1
    FROM unnest(${[...ids]}::uuid[]) WITH ORDINALITY AS asked (wanted, place)
    WHERE id = wanted AND conversation_id = ${conversationId}::uuid AND uploaded_by = ${authorId}::uuid AND message_id IS NULL AND object IS NOT NULL`;

/** A message's, in their order. */
export async function attachedTo(tx: Sql, messageId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<
    { id: string }[]
  >`SELECT id::text FROM attachment WHERE message_id = ${messageId}::uuid ORDER BY position`;
  return rows.map(({ id }) => id);
}

/** Which of these somebody announced in that conversation, sent or not. */
export async function announcedBy(tx: Sql, ids: readonly string[], conversationId: string, uploadedBy: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM attachment WHERE id = ANY(${[...ids]}::uuid[]) AND conversation_id = ${conversationId}::uuid AND uploaded_by = ${uploadedBy}::uuid`;
  return rows.map(({ id }) => id);
}

/** Those of these messages, each message's in their order; those of erased customers are missing. */
export async function attachmentsOf({ sql, vault }: { sql: Sql; vault: Vault }, messageIds: readonly string[]): Promise<Attachment[]> {
  const rows = await sql.$queryRaw<
    AttachmentRow[]
  >`${attachments} WHERE a.message_id = ANY(${[...messageIds]}::uuid[]) ORDER BY a.message_id, a.position`;
  const keys = await vault.keysOf([...new Set(rows.map(({ owner }) => owner))]);
  return rows.flatMap((row) => {
    const key = keys.get(row.owner);
    return key ? [openAttachment(key, row)] : [];
  });
}

/** A message's own are gone for good: nothing of them can be read from here on. */
export async function discardOfMessage(tx: Sql, messageId: string): Promise<void> {
  await tx.$executeRaw`
    WITH gone AS (DELETE FROM attachment WHERE message_id = ${messageId}::uuid RETURNING object)
    INSERT INTO discarded_object (name) SELECT object FROM gone WHERE object IS NOT NULL`;
}

/** All of a customer's conversations. */
export async function discardOfCustomer(tx: Sql, customerId: string): Promise<void> {
  await tx.$executeRaw`
    WITH gone AS (
      DELETE FROM attachment USING conversation k WHERE k.id = conversation_id AND k.customer_id = ${customerId}::uuid RETURNING object
    )
    INSERT INTO discarded_object (name) SELECT object FROM gone WHERE object IS NOT NULL`;
}

/** What was announced a day ago and never sent. */
export async function discardUnsent(sql: Sql): Promise<void> {
  await sql.$executeRaw`
    WITH gone AS (
      DELETE FROM attachment WHERE message_id IS NULL AND created_at < now() - interval '1 day' RETURNING object
    )
    INSERT INTO discarded_object (name) SELECT object FROM gone WHERE object IS NOT NULL`;
}
