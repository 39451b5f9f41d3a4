import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import { requirePerson, type Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { awaitAgain, countWaiting, holdAnnounced, insertAttachment, openAttachment } from '../data/attachment.ts';
import { requireWritable } from '../domain/access.ts';
import { fileName, mostWaiting, requireFile } from '../domain/attachment.ts';
import { idOf } from '../domain/id.ts';
import { clientIdOf } from '../domain/opening.ts';
import type { Desk } from './desk.ts';

export interface CreateAttachmentInput {
  conversationId: string;
  name: string;
  mediaType: string;
  bytes: number;
  clientId: string;
}

export interface AttachmentUpload {
  id: string;
  /** Real time. */
  expiresAt: Date;
}

/** Of real time. */
const uploadMs = 15 * 60_000;

/** Makes room for an image or PDF, whose bytes are to come within a quarter of an hour; asked again before they have, within another. */
export async function createAttachment({ sql, loaders }: Desk, asker: Viewer, input: CreateAttachmentInput): Promise<AttachmentUpload> {
  const viewer = requirePerson(asker);
  const { conversation } = requireWritable(viewer, await loaders.conversation.load(idOf(input.conversationId)));
  if (conversation.state === 'CLOSED') throw new Refusal('CONVERSATION_CLOSED');
  // What lies here in the clear is no part of it.
  if (conversation.confidential) throw new Refusal('WRONG_STATE', 'confidential');
  const { bytes } = input;
  const [mediaType, name, clientId] = [requireFile(input), fileName(input.name), clientIdOf(input.clientId)];
  const key = await loaders.key.load(conversation.customerId);
  // Whose conversation it is was erased.
  if (!key) throw new Refusal('CONVERSATION_CLOSED');
  const expiresAt = new Date(Date.now() + uploadMs);
  const announced = { conversationId: conversation.id, uploadedBy: viewer.id, clientId };
  const again = async (tx: Sql): Promise<AttachmentUpload | null> => {
    const row = await awaitAgain(tx, announced, expiresAt);
    if (!row) return null;
    if (openAttachment(key, row).name !== name || (row.object === null && (row.mediaType !== mediaType || row.bytes !== bytes)))
      throw new Refusal('IDEMPOTENCY_CONFLICT');
    return { id: row.id, expiresAt: row.uploadUntil };
  };
  return sql.$transaction(async (tx) => {
    await holdAnnounced(tx, conversation.id, viewer.id);
    const before = await again(tx);
    if (before) return before;
    if ((await countWaiting(tx, conversation.id, viewer.id)) >= mostWaiting)
      throw new Refusal('BAD_INPUT', `attachments ≤ ${String(mostWaiting)}`);
    const id = uuidv7();
    const { region } = conversation;
    const made = await insertAttachment(tx, key, { ...announced, id, region, name, mediaType, bytes, uploadUntil: expiresAt });
    if (!made) throw new Error('an attachment that was not there stands in the way');
    return { id, expiresAt };
  });
}
