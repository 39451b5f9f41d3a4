import { append } from '@ycyw/service/outbox';
import type { Sql } from '@ycyw/service/sql';
import type { PersonalKey } from '@ycyw/service/vault';
import type { Region } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { noteActive } from '../../data/contact.ts';
import { insertConversation, type Conversation, type NewConversation } from '../../data/conversation.ts';
import { insertMessage } from '../../data/message.ts';
import { notify } from '../../data/notice.ts';
import { planAlerts } from '../../data/sla/clock.ts';
import { promiseOf } from '../../domain/sla/promise.ts';
import { conversationEvent, messageEvent } from '../events.ts';
import { heardFromCustomer } from '../routing/wake.ts';

/** What somebody wrote outside our screens. */
export interface Words {
  /** One message each, in order. */
  bodies: readonly string[];
  /** Of the first message. */
  clientId: string;
}

/** Adds their words to a conversation of theirs that is locked; one that rests or was resolved goes on. */
export async function takeIn(
  tx: Sql,
  key: PersonalKey,
  conversation: Conversation,
  { bodies, clientId }: Words,
  now: Date,
): Promise<Conversation> {
  const current = await heardFromCustomer(tx, conversation, now);
  const messages = [];
  for (const [at, body] of bodies.entries()) {
    messages.push(
      await insertMessage(tx, key, {
        id: uuidv7(),
        conversationId: current.id,
        party: 'CUSTOMER',
        authorId: current.customerId,
        body,
        clientId: at === 0 ? clientId : uuidv7(),
        sentAt: now,
      }),
    );
  }
  if (current.contactId !== null) await noteActive(tx, current.contactId, now);
  await append(
    tx,
    messages.map((message) => messageEvent(message, current)),
    now,
  );
  await notify(tx, { kind: 'message', id: current.id });
  return current;
}

/** Opens a conversation with these words and puts it in the queue; null where its client id has opened one before. */
export async function openWith(
  tx: Sql,
  key: PersonalKey,
  made: Omit<NewConversation, 'id' | 'createdAt' | 'topic' | 'promise'>,
  words: Words,
  now: Date,
): Promise<Conversation | null> {
  const topic = 'OTHER';
  const promise = promiseOf(made.region as Region, topic, now);
  const conversation = await insertConversation(tx, key, { ...made, id: uuidv7(), createdAt: now, topic, promise });
  if (!conversation) return null;
  await planAlerts(tx, conversation.id, promise.alerts);
  await append(tx, [conversationEvent(conversation, null, now)], now);
  await notify(tx, { kind: 'state', id: conversation.id });
  return takeIn(tx, key, conversation, words, now);
}
