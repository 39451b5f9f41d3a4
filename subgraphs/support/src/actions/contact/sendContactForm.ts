import type { Language } from '@ycyw/service/language';
import { Refusal } from '@ycyw/service/refusal';
import type { Viewer } from '@ycyw/service/viewer';
import { contactOf, holdOwner } from '../../data/contact.ts';
import { findByClientId, lockOpenOfContact, openSubject, type Conversation } from '../../data/conversation.ts';
import { sentBefore } from '../../data/message.ts';
import { addressOf } from '../../domain/contact/address.ts';
import { mostOpen } from '../../domain/contact/limits.ts';
import { nameOf } from '../../domain/contact/name.ts';
import { pieces } from '../../domain/mail/pieces.ts';
import { noted } from '../../domain/mail/words.ts';
import { messageBody } from '../../domain/messageBody.ts';
import { clientIdOf, referenceOf, subjectOf } from '../../domain/opening.ts';
import type { Desk } from '../desk.ts';
import { openWith, takeIn } from './takeIn.ts';

export interface ContactFormInput {
  name: string;
  email: string;
  subject: string;
  body: string;
  language?: Language | null;
  bookingReference?: string | null;
  clientId: string;
}

/**
 * Opens a conversation for whoever wrote that form, in the region they ask from. The address is nobody's proof: whose account it may be is
 * not looked up, and a booking that they name is told to staff as they wrote it. With too many open ones they write into the newest, and are
 * answered as everybody is.
 */
export async function sendContactForm(desk: Desk, viewer: Viewer, language: Language, input: ContactFormInput): Promise<Conversation> {
  const { region } = viewer;
  if (!region) throw new Refusal('UNAUTHENTICATED');
  const from = { name: nameOf(input.name), email: addressOf(input.email), language: input.language ?? language };
  const subject = subjectOf(input.subject);
  const clientId = clientIdOf(input.clientId);
  const reference = input.bookingReference?.trim() ? `${noted[from.language].reference(referenceOf(input.bookingReference))}\n\n` : '';
  const said = reference + messageBody(input.body);
  const bodies = pieces(said, noted[from.language].leftOut);
  const now = desk.clock.now();
  const contact = await contactOf(desk, { ...from, region }, now);
  const key = await desk.vault.keyOf(contact.id, region);
  return desk.sql.$transaction(async (tx) => {
    await holdOwner(tx, contact.id);
    const before = await findByClientId(tx, contact.id, clientId);
    if (before) {
      const first = await sentBefore(tx, key, { conversationId: before.id, authorId: contact.id, clientId });
      if (openSubject(key, before.subject) !== subject || first?.body !== bodies[0]) throw new Refusal('IDEMPOTENCY_CONFLICT');
      return before;
    }
    const open = await lockOpenOfContact(tx, contact.id);
    const words = { bodies: pieces(`${subject}\n\n${said}`, noted[from.language].leftOut), clientId };
    for (const conversation of open) {
      const first = await sentBefore(tx, key, { conversationId: conversation.id, authorId: contact.id, clientId });
      if (first && first.body !== words.bodies[0]) throw new Refusal('IDEMPOTENCY_CONFLICT');
      if (first) return conversation;
    }
    const [newest] = open;
    if (newest && open.length >= mostOpen) return takeIn(tx, key, newest, words, now);
    const about = { region, subject, bookingId: null, clientId, language: from.language };
    const made = { ...about, customerId: contact.id, contactId: contact.id, channel: 'FORM' as const };
    const opened = await openWith(tx, key, made, { bodies, clientId }, now);
    if (!opened) throw new Error('a conversation that was not there stands in the way');
    return opened;
  });
}
