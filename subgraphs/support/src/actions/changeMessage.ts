import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import type { Sql } from '@ycyw/service/sql';
import type { PersonalKey } from '@ycyw/service/vault';
import { requirePerson, type SignedIn, type Viewer } from '@ycyw/service/viewer';
import { discardOfMessage } from '../data/attachment.ts';
import { lockConversation, type Conversation } from '../data/conversation.ts';
import { dropAnswer } from '../data/mail/outgoing.ts';
import { findMessage, type Message } from '../data/message.ts';
import { changeMessage, conversationOf, countVersions } from '../data/messageChange.ts';
import { notify } from '../data/notice.ts';
import { forgetTranslations } from '../data/translation.ts';
import { requireReadable } from '../domain/access.ts';
import { idOf } from '../domain/id.ts';
import { languageOf } from '../domain/languageOf.ts';
import { messageBody } from '../domain/messageBody.ts';
import { mostEdits, requireDeletable, requireEditable } from '../domain/messageChange.ts';
import type { Desk } from './desk.ts';

interface Changing {
  tx: Sql;
  viewer: SignedIn;
  key: PersonalKey | null;
  conversation: Conversation;
  message: Message;
  now: Date;
}

/** Does `work` with a message of a conversation that the viewer may read, both locked; anybody else's is NOT_FOUND. */
async function changing(
  { sql, clock, loaders, ownerOf }: Desk,
  asker: Viewer,
  messageId: string,
  work: (about: Changing) => Promise<Message>,
) {
  const viewer = requirePerson(asker);
  const id = idOf(messageId);
  const conversationId = await conversationOf(sql, id);
  if (!conversationId) throw new Refusal('NOT_FOUND');
  const owner = await ownerOf(conversationId);
  const key = owner ? await loaders.key.load(owner) : null;
  return sql.$transaction(async (tx) => {
    const { conversation } = requireReadable(viewer, await lockConversation(tx, conversationId));
    const message = await findMessage(tx, key, id);
    if (!message) throw new Refusal('NOT_FOUND');
    return work({ tx, viewer, key, conversation, message, now: clock.now() });
  });
}

export interface EditMessageInput {
  id: string;
  body: string;
}

/** Saying what is said already answers the same. */
export const editMessage = (desk: Desk, asker: Viewer, input: EditMessageInput): Promise<Message> =>
  changing(desk, asker, input.id, async ({ tx, viewer, key, conversation, message, now }) => {
    requireEditable(viewer, message, conversation, now);
    // Only devices can say it anew.
    if (conversation.confidential) throw new Refusal('WRONG_STATE', 'confidential');
    const body = messageBody(input.body, message);
    // Whose conversation it is was erased.
    if (!key) throw new Refusal('CONVERSATION_CLOSED');
    if (body === message.body) return message;
    if ((await countVersions(tx, message.id)) >= mostEdits) throw new Refusal('RATE_LIMITED');
    const said = message.language === 'en' ? 'en' : 'fr';
    const changed = await changeMessage(tx, key, message, body, { by: viewer.id, at: now, language: languageOf(body, said) });
    await notify(tx, { kind: 'change', id: conversation.id });
    return changed;
  });

/** Words are kept as a version for staff, attachments are gone for good, what waits to be mailed is not. Deleting what is deleted answers the same. */
export const deleteMessage = (desk: Desk, asker: Viewer, id: string): Promise<Message> =>
  changing(desk, asker, id, async ({ tx, viewer, key, conversation, message, now }) => {
    if (message.deletedAt && message.authorId === viewer.id) return message;
    requireDeletable(viewer, message, conversation, now);
    if (message.deletedAt) return message;
    if (message.attachments > 0) await discardOfMessage(tx, message.id);
    await forgetTranslations(tx, message.id);
    await dropAnswer(tx, message.id);
    const changed = await changeMessage(tx, key, message, null, { by: viewer.id, at: now, language: null });
    if (message.authorId !== viewer.id)
      await audit(tx, viewer, { action: 'support.message.deleted', subjectKind: 'message', subjectId: message.id }, now);
    await notify(tx, { kind: 'change', id: conversation.id });
    return changed;
  });
