import { setTimeout as wait } from 'node:timers/promises';
import { append } from '@ycyw/service/outbox';
import { Refusal } from '@ycyw/service/refusal';
import type { Language } from '@ycyw/service/language';
import type { PersonalKey } from '@ycyw/service/vault';
import { requireRole, type Region, type SignedIn, type Viewer } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { ownBookingId } from '../data/booking.ts';
import { findByClientId, findConversation, insertConversation, openSubject, type Conversation } from '../data/conversation.ts';
import { insertMessage, sentBefore } from '../data/message.ts';
import { notify } from '../data/notice.ts';
import { planAlerts } from '../data/sla/clock.ts';
import { insertConversationDevice } from '../data/confidential/conversationDevice.ts';
import { findDevice } from '../data/confidential/device.ts';
import { deviceIdOf } from '../domain/confidential/names.ts';
import { languageOf } from '../domain/languageOf.ts';
import { messageBody } from '../domain/messageBody.ts';
import { clientIdOf, referenceOf, subjectOf } from '../domain/opening.ts';
import type { Topic } from '../domain/routing/topic.ts';
import { promiseOf } from '../domain/sla/promise.ts';
import type { Desk } from './desk.ts';
import { conversationEvent, messageEvent } from './events.ts';
import { dispatchSoon } from './routing/dispatch.ts';

interface Opening {
  region: Region;
  key: PersonalKey;
  /** Null: it is confidential, and its first message comes later. */
  said: { subject: string; body: string; language: Language } | null;
  /** The customer's device, of a confidential one. */
  deviceId: string | null;
  bookingId: string | null;
  clientId: string;
  language: Language;
  topic: Topic;
}

/** A booking made a moment ago may not have told us of itself yet; an unknown and a foreign one take equally long. */
const lookAgainAfterMs = [0, 100, 200, 300, 400];

async function ownBooking({ sql }: Desk, reference: string, customer: SignedIn): Promise<string> {
  for (const ms of lookAgainAfterMs) {
    await wait(ms);
    const id = await ownBookingId(sql, reference, customer);
    if (id) return id;
  }
  throw new Refusal('NOT_FOUND');
}

/** The conversation that the same request opened before; refuses another request under the same clientId. */
async function openedBefore({ sql }: Desk, viewer: SignedIn, opening: Opening): Promise<Conversation | null> {
  const known = await findByClientId(sql, viewer.id, opening.clientId);
  if (!known) return null;
  const { key, clientId } = opening;
  const first = await sentBefore(sql, key, { conversationId: known.id, authorId: viewer.id, clientId });
  const isSame = opening.said
    ? openSubject(key, known.subject) === opening.said.subject && first?.body === opening.said.body
    : known.confidential && !first;
  if (!isSame || known.bookingId !== opening.bookingId) throw new Refusal('IDEMPOTENCY_CONFLICT');
  return known;
}

async function open(
  { sql, clock }: Desk,
  viewer: SignedIn,
  { region, key, said, deviceId, bookingId, clientId, language: spoken, topic }: Opening,
): Promise<Conversation | null> {
  const now = clock.now();
  return sql.$transaction(async (tx) => {
    const promise = promiseOf(region, topic, now);
    const made = {
      id: uuidv7(),
      region,
      subject: said?.subject ?? null,
      customerId: viewer.id,
      contactId: null,
      channel: 'CHAT' as const,
      bookingId,
      clientId,
      createdAt: now,
      language: spoken,
      topic,
      promise,
    };
    const conversation = await insertConversation(tx, key, made);
    if (!conversation) return null;
    const { id: conversationId, customerId: authorId } = conversation;
    await planAlerts(tx, conversationId, promise.alerts);
    const news = [conversationEvent(conversation, null, now)];
    if (deviceId !== null) {
      await insertConversationDevice(tx, conversation, { userId: authorId, deviceId, party: 'CUSTOMER', askedAt: now, admittedAt: now });
    }
    if (said) {
      const { body, language } = said;
      const about = { id: uuidv7(), conversationId, party: 'CUSTOMER' as const, authorId, clientId, sentAt: now };
      const message = await insertMessage(tx, key, { ...about, body, ciphertext: null, language: languageOf(body, language) });
      news.push(messageEvent(message, conversation));
    }
    await append(tx, news, now);
    await notify(tx, { kind: 'state', id: conversationId });
    return conversation;
  });
}

export interface StartConversationInput {
  subject?: string | null;
  body?: string | null;
  bookingReference?: string | null;
  topic?: Topic | null;
  clientId: string;
  confidential?: boolean | null;
  deviceId?: string | null;
}

/** What the customer says in the clear, or the device that will read it; BAD_INPUT where both or what is missing. */
async function begun(
  { sql }: Desk,
  viewer: SignedIn,
  input: StartConversationInput,
  language: Language,
): Promise<Pick<Opening, 'said' | 'deviceId'>> {
  if (input.confidential !== true) {
    if (typeof input.deviceId === 'string') throw new Refusal('BAD_INPUT', 'deviceId');
    return { said: { subject: subjectOf(input.subject ?? ''), body: messageBody(input.body ?? ''), language }, deviceId: null };
  }
  if (typeof input.subject === 'string') throw new Refusal('BAD_INPUT', 'subject');
  if (typeof input.body === 'string') throw new Refusal('BAD_INPUT', 'body');
  const deviceId = deviceIdOf(input.deviceId ?? '');
  if (!(await findDevice(sql, { userId: viewer.id, deviceId }))) throw new Refusal('BAD_INPUT', 'deviceId');
  return { said: null, deviceId };
}

export async function startConversation(
  desk: Desk,
  asker: Viewer,
  input: StartConversationInput,
  language: Language,
): Promise<Conversation> {
  const viewer = requireRole(asker, 'CUSTOMER');
  const { region } = viewer;
  if (!region) throw new Refusal('UNAUTHENTICATED');
  const text = { ...(await begun(desk, viewer, input, language)), clientId: clientIdOf(input.clientId) };
  const reference = input.bookingReference?.trim() ? referenceOf(input.bookingReference) : null;
  const bookingId = reference ? await ownBooking(desk, reference, viewer) : null;
  const topic = input.topic ?? (bookingId ? 'BOOKING' : 'OTHER');
  const opening = { ...text, bookingId, region, topic, language, key: await desk.vault.keyOf(viewer.id, region) };
  const conversation = (await openedBefore(desk, viewer, opening)) ?? (await open(desk, viewer, opening));
  // Null: the same request, sent twice at once, was committed first by the other.
  const either = conversation ?? (await openedBefore(desk, viewer, opening));
  if (!either) throw new Error('a conversation vanished while it was opened');
  if (either.state !== 'QUEUED') return either;
  await dispatchSoon(desk);
  return (await findConversation(desk.sql, either.id)) ?? either;
}
