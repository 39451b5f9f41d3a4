import { mostAttempts, retryAfterSeconds } from '@ycyw/service/mail/retry';
import { refusedBy } from '@ycyw/service/mail/smtp';
import { sweeping } from '@ycyw/service/sweeping';
import { findConversation } from '../data/conversation.ts';
import { lastMessageIds, noteMail } from '../data/mail/mailMessage.ts';
import { claimMail, postponeMail, settleMail, type Claimed } from '../data/mail/outgoing.ts';
import { notify } from '../data/notice.ts';
import { touch } from '../data/shown.ts';
import { replyAddress } from '../domain/mail/replyAddress.ts';
import { signs, type MailRoom } from './room.ts';
import { write } from './write.ts';

/** Letters of one round; what is left, the next sweep sends. */
const atOnce = 8;
/** Message-IDs that a letter refers to at most. */
const mostReferences = 10;

/** Sends one letter; false where nobody is left whom it is for. */
async function deliver(room: MailRoom, mail: Claimed): Promise<boolean> {
  const { desk, post, address } = room;
  const conversation = await findConversation(desk.sql, mail.conversationId);
  const key = conversation && (await desk.vault.keysOf([conversation.customerId])).get(conversation.customerId);
  const written = key && (await write(room, key, conversation, mail));
  if (!written) return false;
  const own = post.messageId(mail.id);
  const references = (await lastMessageIds(desk.sql, key, conversation.id, mostReferences)).filter((id) => id !== own);
  // Before it goes: an answer to it may come at once.
  await noteMail(desk.sql, key, { ...conversation, conversationId: conversation.id }, own);
  const thread = { replyTo: replyAddress(address, conversation.id, signs(desk)), inReplyTo: references.at(-1) ?? null, references };
  await post.send(mail.id, written.to, written.letter, thread);
  return true;
}

/**
 * Sends the mails that wait, each by one process, those of a conversation in their order; one whose process died goes again, under the
 * same Message-ID.
 */
export async function sendMails(room: MailRoom): Promise<void> {
  const { desk, log } = room;
  const { sql } = desk;
  for (let sent = 0; sent < atOnce; sent += 1) {
    const mail = await claimMail(sql);
    if (!mail) return;
    try {
      await settleMail(sql, mail, (await deliver(room, mail)) ? 'SENT' : 'FAILED');
    } catch (error) {
      const { final, ...why } = refusedBy(error);
      const failed = final || mail.attempts >= mostAttempts;
      log.warn({ mailId: mail.id, attempts: mail.attempts, ...why }, failed ? 'e-mail failed' : 'e-mail postponed');
      if (!failed) await postponeMail(sql, mail, retryAfterSeconds(mail.attempts, Math.random()));
      else if (await settleMail(sql, mail, 'FAILED')) {
        await touch(sql, mail.conversationId);
        await notify(sql, { kind: 'state', id: mail.conversationId });
      }
    }
  }
}

/** Looks for mails every two seconds, until stopped. */
export function startMailRoom(room: MailRoom): { stop(): Promise<void> } {
  const { stop } = sweeping(room.log, { mails: () => sendMails(room) });
  return {
    stop: async () => {
      await stop();
      room.post.close();
    },
  };
}
