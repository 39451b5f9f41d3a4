import type { Sql } from '@ycyw/service/sql';
import { noteActive } from '../../data/contact.ts';
import type { Conversation } from '../../data/conversation.ts';
import { queueAnswer } from '../../data/mail/outgoing.ts';

/** Has what staff wrote mailed to whoever wrote to us by the form or by mail. */
export async function mailAnswer(tx: Sql, conversation: Conversation, messageId: string, now: Date): Promise<void> {
  await queueAnswer(tx, conversation, messageId);
  if (conversation.contactId !== null) await noteActive(tx, conversation.contactId, now);
}
