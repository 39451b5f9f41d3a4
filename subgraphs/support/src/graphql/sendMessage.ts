import { append } from '@ycyw/service/outbox';
import { Refusal } from '@ycyw/service/refusal';
import { requirePerson } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { lockConversation } from '../data/conversation.ts';
import { patience } from '../data/database.ts';
import { insertMessage, sentBefore, type Message } from '../data/message.ts';
import { notify } from '../data/notice.ts';
import { requireWritable } from '../domain/access.ts';
import { messageBody } from '../domain/messageBody.ts';
import { clientIdOf } from '../domain/opening.ts';
import type { Context } from './context.ts';
import { messageEvent } from './events.ts';
import { idOf } from './id.ts';

export interface SendMessageInput {
  conversationId: string;
  body: string;
  clientId: string;
}

export async function sendMessage(
  _: unknown,
  { input }: { input: SendMessageInput },
  { viewer: asker, db, clock, loaders, ownerOf }: Context,
): Promise<Message> {
  const viewer = requirePerson(asker);
  const id = idOf(input.conversationId);
  const owner = await ownerOf(id);
  const key = owner && (await loaders.key.load(owner));
  return db.$transaction(async (tx) => {
    const { conversation, side } = requireWritable(viewer, await lockConversation(tx, id));
    const body = messageBody(input.body);
    const clientId = clientIdOf(input.clientId);
    // Whose conversation it is was erased.
    if (!key) throw new Refusal('CONVERSATION_CLOSED');
    const before = await sentBefore(tx, key, { conversationId: id, authorId: viewer.id, clientId });
    if (before) {
      if (before.body !== body) throw new Refusal('IDEMPOTENCY_CONFLICT');
      return before;
    }
    if (conversation.state === 'CLOSED') throw new Refusal('CONVERSATION_CLOSED');
    const now = clock.now();
    const message = await insertMessage(tx, key, {
      id: uuidv7(),
      conversationId: id,
      party: side,
      authorId: viewer.id,
      body,
      clientId,
      sentAt: now,
    });
    await append(tx, [messageEvent(message, conversation)], now);
    await notify(tx, { kind: 'message', id });
    return message;
  }, patience);
}
