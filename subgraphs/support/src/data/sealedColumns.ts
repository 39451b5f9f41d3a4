import type { SealedColumn } from '@ycyw/service/sealedColumn';

const customer = '(SELECT customer_id FROM conversation c WHERE c.id = conversation_id)';

/** Everything that support seals. */
export const sealedColumns = {
  subject: { table: 'conversation', id: 'id', owner: 'customer_id', column: 'subject', about: 'conversation.subject' },
  body: { table: 'message', id: 'id', owner: customer, column: 'body', about: 'message.body' },
  version: { table: 'message_version', id: 'message_id', owner: customer, column: 'body', about: 'message.body' },
  attachmentName: { table: 'attachment', id: 'id', owner: customer, column: 'name', about: 'attachment.name' },
  attachmentKey: { table: 'attachment', id: 'id', owner: customer, column: 'sealed_key', about: 'attachment.sealed_key' },
  ratingComment: { table: 'conversation', id: 'id', owner: 'customer_id', column: 'rating_comment', about: 'conversation.ratingComment' },
  note: { table: 'note', id: 'id', owner: customer, column: 'body', about: 'note.body' },
  signal: { table: 'call_signal', id: 'conversation_id', owner: customer, column: 'payload', about: 'call_signal.payload' },
  translation: {
    table: 'translation',
    id: 'message_id',
    owner: '(SELECT c.customer_id FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.id = message_id)',
    column: 'body',
    about: 'translation.body',
  },
  ciphertext: { table: 'message', id: 'id', owner: customer, column: 'ciphertext', about: 'message.ciphertext' },
  contactName: { table: 'contact', id: 'id', owner: 'id', column: 'name', about: 'contact.name' },
  contactEmail: { table: 'contact', id: 'id', owner: 'id', column: 'email', about: 'contact.email' },
  messageId: { table: 'mail_message', id: 'id', owner: 'customer_id', column: 'message_id', about: 'mail_message.message_id' },
} satisfies Record<string, SealedColumn>;
