import { negotiate, type Language } from '@ycyw/service/language';
import type { Letter } from '@ycyw/service/mail/message';
import type { PersonalKey } from '@ycyw/service/vault';
import { attachmentsOf } from '../data/attachment.ts';
import { referencesOf } from '../data/booking.ts';
import { callsById } from '../data/call/call.ts';
import { contactsById } from '../data/contact.ts';
import { openSubject, type Conversation } from '../data/conversation.ts';
import type { Claimed } from '../data/mail/outgoing.ts';
import { findMessage, messagePages, type Message } from '../data/message.ts';
import { ticketOf } from '../domain/opening.ts';
import { answerLetter } from './answer.ts';
import { sentWith } from './files.ts';
import { personOf } from './people.ts';
import type { MailRoom } from './room.ts';
import { shownOf } from './settlements.ts';
import { transcriptLetter, type Said } from './transcript.ts';
import { callIs, letterWords } from './words.ts';

/** Whom a conversation is with, and how they are written to. */
interface Reader {
  email: string;
  /** By which they are greeted. */
  name: string;
  fullName: string;
  language: Language;
}

async function readerOf({ desk, ask }: MailRoom, { contactId, customerId }: Conversation): Promise<Reader | null> {
  if (contactId !== null) {
    const contact = (await contactsById(desk, [contactId])).get(contactId);
    return contact ? { ...contact, fullName: contact.name } : null;
  }
  const person = await personOf(ask, customerId);
  if (!person) return null;
  const { email, givenName: name, locale } = person.account;
  return { email, name, fullName: person.displayName, language: negotiate(locale) };
}

const pageSize = 500;

async function allMessages({ desk }: MailRoom, conversationId: string): Promise<Message[]> {
  const found: Message[] = [];
  for (let above = 0; ;) {
    const [page = []] = await messagePages(desk, [{ conversationId, above, below: 2 ** 31 - 1, size: pageSize, fromEnd: false }]);
    found.push(...page);
    if (page.length < pageSize) return found;
    above = page.at(-1)?.sequence ?? above;
  }
}

async function saidIn(room: MailRoom, conversation: Conversation, reader: Reader): Promise<Said[]> {
  const { desk, ask } = room;
  const says = letterWords[reader.language];
  const messages = await allMessages(room, conversation.id);
  const agents = new Set(messages.flatMap(({ party, authorId }) => (party === 'AGENT' && authorId ? [authorId] : [])));
  const authors = new Map(await Promise.all(Array.from(agents, async (id) => [id, (await personOf(ask, id))?.displayName] as const)));
  const calls = await callsById(
    desk.sql,
    messages.flatMap(({ callId }) => callId ?? []),
  );
  const sent = Map.groupBy(
    await attachmentsOf(
      desk,
      messages.flatMap(({ id, attachments }) => (attachments > 0 ? [id] : [])),
    ),
    ({ messageId }) => messageId,
  );
  const shows = messages.some(({ settlementId, chargeId }) => settlementId ?? chargeId);
  const reference =
    shows && conversation.bookingId ? (await referencesOf(desk.sql, [conversation.bookingId])).get(conversation.bookingId) : undefined;
  const shown = reference === undefined ? new Map<string, string>() : await shownOf(ask, reference, reader.language);
  return messages.map(({ id, party, authorId, body, settlementId, chargeId, callId, ciphertext, sentAt: at }): Said => {
    const unread = ciphertext === null ? says.deleted : says.encrypted;
    const names = sent.get(id)?.map((file) => file.name) ?? [];
    const words = [body ?? unread, names.length > 0 ? says.joined(names.join(', ')) : ''].filter((each) => each !== '').join('\n');
    if (party === 'CUSTOMER') return { at, name: reader.fullName, words };
    if (party === 'AGENT') return { at, name: authors.get(authorId ?? '') ?? says.team, words };
    const thing = settlementId ?? chargeId;
    return {
      at,
      name: null,
      words:
        (thing && shown.get(thing)) ??
        (chargeId ? says.charge : settlementId ? says.settlement : callIs(reader.language, calls.get(callId ?? ''))),
    };
  });
}

/** The letter that a mail of ours is, and to whom it goes; null where nobody is left to be written to. */
export async function write(
  room: MailRoom,
  key: PersonalKey,
  conversation: Conversation,
  { messageId, timeZone }: Pick<Claimed, 'messageId' | 'timeZone'>,
): Promise<{ to: string; letter: Letter } | null> {
  const { desk, ask, publicUrl } = room;
  const reader = await readerOf(room, conversation);
  if (!reader) return null;
  const { language, name } = reader;
  const subject = openSubject(key, conversation.subject) ?? letterWords[language].transcriptTitle;
  const ticket = ticketOf(conversation.id);
  const helpUrl = `${publicUrl}/help`;
  const conversationUrl = conversation.contactId === null ? `${publicUrl}/conversations/${conversation.id}` : null;
  if (messageId === null) {
    const said = await saidIn(room, conversation, reader);
    const letter = transcriptLetter({
      language,
      timeZone: timeZone ?? 'UTC',
      ticket,
      subject,
      name,
      said,
      action: conversationUrl === null ? 'seeHelp' : 'open',
      url: conversationUrl ?? helpUrl,
    });
    return { to: reader.email, letter };
  }
  const message = await findMessage(desk.sql, key, messageId);
  if (typeof message?.body !== 'string') return null;
  const sent = await sentWith(desk, key, messageId, conversationUrl === null);
  if (message.body === '' && sent.names.length + sent.tooLarge.length === 0) return null;
  const agent = message.authorId === null ? null : ((await personOf(ask, message.authorId))?.displayName ?? null);
  const letter = answerLetter({ language, ticket, subject, agent, body: message.body, sent, conversationUrl, helpUrl });
  return { to: reader.email, letter };
}
