import { createHash } from 'node:crypto';
import type { Language } from '@ycyw/service/language';
import type { Region } from '@ycyw/service/viewer';
import { contactOf, holdOwner } from '../../data/contact.ts';
import { lockOpenOfContact, type Conversation } from '../../data/conversation.ts';
import { conversationOfMail, lockThread, noteMail } from '../../data/mail/mailMessage.ts';
import { mostOpen } from '../../domain/contact/limits.ts';
import type { Desk } from '../desk.ts';
import { openWith, takeIn } from '../contact/takeIn.ts';

/** A customer whose proven address a genuine mail came from. */
export interface Correspondent {
  id: string;
  region: Region;
  language: Language;
}

/** A mail that somebody wrote. */
export interface ReceivedMail {
  /** In lower case. */
  from: string;
  name: string;
  /** With its angle brackets; made up from the mail where it has none. */
  messageId: string;
  /** Mails that it answers or refers to. */
  refersTo: readonly string[];
  /** Conversations of ours that its recipients' addresses name and sign. */
  addressed: readonly string[];
  subject: string;
  /** In the language that our own words in it are in. */
  bodies: readonly string[];
  language: Language;
  /** Whose account wrote it; null: a contact's. */
  customer: Correspondent | null;
}

/**
 * Puts a mail where it belongs: into the conversation of its sender that it answers, else in one of its own. What names somebody else's
 * conversation does not find it. A contact with too many open ones writes into the newest. The same mail again changes nothing.
 */
export async function receiveMail(desk: Desk, region: Region, mail: ReceivedMail): Promise<string> {
  const now = desk.clock.now();
  const contact = mail.customer ? null : await contactOf(desk, { email: mail.from, name: mail.name, region, language: mail.language }, now);
  const owner = mail.customer ?? contact;
  if (!owner) throw new Error('a mail is of somebody');
  const key = await desk.vault.keyOf(owner.id, owner.region);
  return desk.sql.$transaction(async (tx) => {
    await holdOwner(tx, owner.id);
    const before = await conversationOfMail(tx, owner.id, mail.messageId);
    if (before !== null) return before;
    const words = { bodies: mail.bodies, clientId: `mail ${createHash('sha256').update(mail.messageId).digest('hex')}` };
    const into = async (): Promise<Conversation | null> => {
      const thread = await lockThread(tx, owner.id, { messageIds: mail.refersTo, conversationIds: mail.addressed });
      if (thread && thread.state !== 'CLOSED') return thread;
      const open = contact ? await lockOpenOfContact(tx, contact.id) : [];
      return open.length >= mostOpen ? (open[0] ?? null) : null;
    };
    const made = {
      region: owner.region,
      subject: mail.subject,
      customerId: owner.id,
      contactId: contact?.id ?? null,
      channel: 'EMAIL' as const,
      bookingId: null,
      clientId: words.clientId,
      language: contact?.language ?? (owner.region === 'EU' ? 'fr' : 'en'),
    };
    const found = await into();
    const conversation = found ? await takeIn(tx, key, found, words, now) : await openWith(tx, key, made, words, now);
    if (!conversation) throw new Error('a mail of that id has opened a conversation and is not noted');
    const thread = { conversationId: conversation.id, region: conversation.region, customerId: owner.id };
    await noteMail(tx, key, thread, mail.messageId);
    return conversation.id;
  });
}
