import { setTimeout as wait } from 'node:timers/promises';
import { append } from '@ycyw/service/outbox';
import { Refusal } from '@ycyw/service/refusal';
import type { PersonalKey } from '@ycyw/service/vault';
import { requireRole, type Region, type SignedIn } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { ownBookingId } from '../data/booking.ts';
import { findByClientId, findConversation, insertConversation, openSubject, type Conversation } from '../data/conversation.ts';
import { patience } from '../data/database.ts';
import { insertMessage, sentBefore } from '../data/message.ts';
import { notify } from '../data/notice.ts';
import { messageBody } from '../domain/messageBody.ts';
import { clientIdOf, referenceOf, subjectOf } from '../domain/opening.ts';
import type { Context } from './context.ts';
import { conversationEvent, messageEvent } from './events.ts';

interface Opening {
  region: Region;
  key: PersonalKey;
  subject: string;
  body: string;
  bookingId: string | null;
  clientId: string;
}

/** A booking made a moment ago may not have told us of itself yet; an unknown and a foreign one take equally long. */
const lookAgainAfterMs = [0, 100, 200, 300, 400];

async function ownBooking({ db }: Context, reference: string, customer: SignedIn): Promise<string> {
  for (const ms of lookAgainAfterMs) {
    await wait(ms);
    const id = await ownBookingId(db, reference, customer);
    if (id) return id;
  }
  throw new Refusal('NOT_FOUND');
}

/** The conversation that the same request opened before; refuses another request under the same clientId. */
async function openedBefore({ db }: Context, viewer: SignedIn, opening: Opening): Promise<Conversation | null> {
  const known = await findByClientId(db, viewer.id, opening.clientId);
  if (!known) return null;
  const { key, clientId } = opening;
  const first = await sentBefore(db, key, { conversationId: known.id, authorId: viewer.id, clientId });
  const subject = openSubject(key, known.subject);
  if (subject !== opening.subject || known.bookingId !== opening.bookingId || first?.body !== opening.body) {
    throw new Refusal('IDEMPOTENCY_CONFLICT');
  }
  return known;
}

async function open(
  { db, clock }: Context,
  viewer: SignedIn,
  { region, key, subject, body, bookingId, clientId }: Opening,
): Promise<Conversation | null> {
  const now = clock.now();
  return db.$transaction(async (tx) => {
    const made = { id: uuidv7(), region, subject, customerId: viewer.id, bookingId, clientId, createdAt: now };
    const conversation = await insertConversation(tx, key, made);
    if (!conversation) return null;
    const { id: conversationId, customerId: authorId } = conversation;
    const message = await insertMessage(tx, key, {
      id: uuidv7(),
      conversationId,
      party: 'CUSTOMER',
      authorId,
      body,
      clientId,
      sentAt: now,
    });
    await append(tx, [conversationEvent(conversation, null, now), messageEvent(message, conversation)], now);
    await notify(tx, { kind: 'state', id: conversationId });
    return findConversation(tx, conversationId);
  }, patience);
}

export interface StartConversationInput {
  subject: string;
  body: string;
  bookingReference?: string | null;
  clientId: string;
}

export async function startConversation(_: unknown, { input }: { input: StartConversationInput }, context: Context): Promise<Conversation> {
  const viewer = requireRole(context.viewer, 'CUSTOMER');
  const { region } = viewer;
  if (!region) throw new Refusal('UNAUTHENTICATED');
  const text = { subject: subjectOf(input.subject), body: messageBody(input.body), clientId: clientIdOf(input.clientId) };
  const reference = input.bookingReference?.trim() ? referenceOf(input.bookingReference) : null;
  const bookingId = reference ? await ownBooking(context, reference, viewer) : null;
  const opening = { ...text, bookingId, region, key: await context.vault.keyOf(viewer.id, region) };
  const conversation = (await openedBefore(context, viewer, opening)) ?? (await open(context, viewer, opening));
  // Null: the same request, sent twice at once, was committed first by the other.
  const either = conversation ?? (await openedBefore(context, viewer, opening));
  if (!either) throw new Error('a conversation vanished while it was opened');
  return either;
}
