import type { SealedColumn } from '@ycyw/service/sealedColumn';

const customer = '(SELECT customer_id FROM conversation c WHERE c.id = conversation_id)';

/** Everything that support seals. */
export const sealedColumns = {
  subject: { table: 'conversation', id: 'id', owner: 'customer_id', column: 'subject', about: 'conversation.subject' },
  body: { table: 'message', id: 'id', owner: customer, column: 'body', about: 'message.body' },
} satisfies Record<string, SealedColumn>;
