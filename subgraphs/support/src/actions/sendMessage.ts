import { append } from '@ycyw/service/outbox';
import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import type { Language } from '@ycyw/service/language';
import { requirePerson, type Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { announcedBy, attach, attachedTo } from '../data/attachment.ts';
import { lockConversation } from '../data/conversation.ts';
import { insertMessage, sentBefore, type Message } from '../data/message.ts';
import { notify } from '../data/notice.ts';
import { requireWritable } from '../domain/access.ts';
import { attachmentIdsOf } from '../domain/attachment.ts';
import { languageOf } from '../domain/languageOf.ts';
import { clientIdOf } from '../domain/opening.ts';
import { requireLetIn, saidIn } from './confidential/said.ts';
import type { Desk } from './desk.ts';
import { messageEvent } from './events.ts';
import { mailAnswer } from './mail/mailAnswer.ts';
import { idOf } from '../domain/id.ts';
import { dispatchSoon } from './routing/dispatch.ts';
import { heardFromCustomer } from './routing/wake.ts';

export interface SendMessageInput {
  conversationId: string;
  body?: string | null;
  ciphertext?: string | null;
  clientId: string;
  attachmentIds?: readonly string[] | null;
}

interface Same {
  body: string | null;
  ciphertext: string | null;
  attachmentIds: readonly string[];
}

/** Whether that message said the same with the same beside it; what was changed since said whatever it was sent with. */
async function isSame(tx: Sql, before: Message, { body, ciphertext, attachmentIds }: Same): Promise<boolean> {
  if (before.revision > 0) return true;
  if (before.body !== body || before.ciphertext !== ciphertext || before.attachments !== attachmentIds.length) return false;
  return attachmentIds.length === 0 || (await attachedTo(tx, before.id)).join() === attachmentIds.join();
}

/** Refuses what somebody else announced, or elsewhere (NOT_FOUND), what has not come yet, and what was sent before (WRONG_STATE). */
async function attachAll(tx: Sql, ids: readonly string[], message: Message & { authorId: string }): Promise<void> {
  if ((await attach(tx, ids, message)) === ids.length) return;
  const own = await announcedBy(tx, ids, message.conversationId, message.authorId);
  throw own.length === ids.length ? new Refusal('WRONG_STATE', 'attachmentIds') : new Refusal('NOT_FOUND');
}

export async function sendMessage(desk: Desk, asker: Viewer, input: SendMessageInput, language: Language): Promise<Message> {
  const { sql, clock, loaders, ownerOf } = desk;
  const viewer = requirePerson(asker);
  const id = idOf(input.conversationId);
  const clientId = clientIdOf(input.clientId);
  const owner = await ownerOf(id);
  const key = owner && (await loaders.key.load(owner));
  // Asked before the transaction, and only of what is encrypted: nothing else waits for it.
  if (typeof input.ciphertext === 'string') {
    const { conversation } = requireWritable(viewer, await loaders.conversation.load(id));
    await requireLetIn(desk, viewer, conversation, saidIn(input));
  }
  const { message, queued } = await sql.$transaction(async (tx) => {
    // Sent together, and done one after the other: what was sent before is looked for with the conversation locked.
    const [locked, before] = await Promise.all([
      lockConversation(tx, id),
      key && sentBefore(tx, key, { conversationId: id, authorId: viewer.id, clientId }),
    ]);
    const { conversation, side } = requireWritable(viewer, locked);
    const attachmentIds = attachmentIdsOf((input.attachmentIds ?? []).map(idOf));
    const { body, ciphertext } = saidIn(input, { attachments: attachmentIds.length });
    // What lies here in the clear is no part of it.
    if (conversation.confidential && attachmentIds.length > 0) throw new Refusal('BAD_INPUT', 'attachmentIds');
    if (conversation.confidential !== (ciphertext !== null))
      throw new Refusal('BAD_INPUT', conversation.confidential ? 'body' : 'ciphertext');
    // Whose conversation it is was erased.
    if (!key) throw new Refusal('CONVERSATION_CLOSED');
    if (before) {
      if (!(await isSame(tx, before, { body, ciphertext, attachmentIds }))) throw new Refusal('IDEMPOTENCY_CONFLICT');
      return { message: before, queued: false };
    }
    if (conversation.state === 'CLOSED') throw new Refusal('CONVERSATION_CLOSED');
    const now = clock.now();
    const goesOn = side === 'CUSTOMER' ? await heardFromCustomer(tx, conversation, now) : conversation;
    const made = {
      id: uuidv7(),
      conversationId: id,
      party: side,
      authorId: viewer.id,
      body,
      ciphertext,
      language: body ? languageOf(body, language) : null,
      clientId,
      attachments: attachmentIds.length,
      sentAt: now,
    };
    // The number that it is given is known, as the conversation is locked: all is sent together.
    const [message] = await Promise.all([
      insertMessage(tx, key, made),
      append(tx, [messageEvent({ ...made, sequence: conversation.lastSequence + 1 }, goesOn)], now),
      notify(tx, { kind: 'message', id, by: viewer.id }),
      side === 'AGENT' && conversation.channel !== 'CHAT' && mailAnswer(tx, conversation, made.id, now),
    ]);
    if (attachmentIds.length > 0) await attachAll(tx, attachmentIds, { ...message, authorId: viewer.id });
    return { message, queued: goesOn !== conversation && goesOn.state === 'QUEUED' };
  });
  if (queued) await dispatchSoon(desk);
  return message;
}
