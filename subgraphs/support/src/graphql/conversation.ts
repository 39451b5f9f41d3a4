import { requireReadable } from '../domain/access.ts';
import { ticketOf } from '../domain/opening.ts';
import { openSubject, type Conversation as Row } from '../data/conversation.ts';
import type { Message as MessageRow } from '../data/message.ts';
import type { Typing } from '../live/typing.ts';
import type { Context } from './context.ts';
import { idOf } from './id.ts';
import { messageConnection, type MessagesArgs } from './messageConnection.ts';

const user = (id: string | null): { __typename: 'User'; id: string } | null => (id ? { __typename: 'User', id } : null);

/** What stands for the subject of somebody who was erased, and of what we opened ourselves. */
const erased = { fr: 'Effacé', en: 'Erased' };
const ours = { fr: 'Votre réservation', en: 'Your booking' };

export const Conversation = {
  __resolveReference: async ({ id }: { id: string }, { viewer, loaders }: Context) =>
    requireReadable(viewer, await loaders.conversation.load(idOf(id))).conversation,
  subject: async (row: Row, _: unknown, { loaders, language }: Context) => {
    const key = await loaders.key.load(row.customerId);
    if (!key) return erased[language];
    return openSubject(key, row.subject) ?? `${ours[language]} ${row.bookingId ? await loaders.reference.load(row.bookingId) : ''}`.trim();
  },
  ticket: (row: Row) => ticketOf(row.id),
  customer: (row: Row) => user(row.customerId),
  agent: (row: Row) => user(row.agentId),
  booking: (row: Row) => (row.bookingId ? { __typename: 'Booking', id: row.bookingId } : null),
  messages: (row: Row, args: MessagesArgs, { loaders }: Context) => messageConnection(row, args, loaders),
  unread: (row: Row, _: unknown, { viewer, loaders }: Context) => {
    const { side } = requireReadable(viewer, row);
    const above = side === 'CUSTOMER' ? row.customerReadUpTo : row.agentReadUpTo;
    return above === row.lastSequence ? 0 : loaders.fromOthers.load({ conversationId: row.id, above, side });
  },
  readUpTo: (row: Row, { party }: { party: 'CUSTOMER' | 'AGENT' | 'SYSTEM' }) =>
    ({ CUSTOMER: row.customerReadUpTo, AGENT: row.agentReadUpTo, SYSTEM: 0 })[party],
  queuePosition: (row: Row, _: unknown, { loaders }: Context) => (row.state === 'QUEUED' ? loaders.queuePosition.load(row.id) : null),
};

export const Message = {
  author: (row: MessageRow) => user(row.authorId),
  settlement: (row: MessageRow) => (row.settlementId ? { __typename: 'Settlement', id: row.settlementId } : null),
  charge: (row: MessageRow) => (row.chargeId ? { __typename: 'Charge', id: row.chargeId } : null),
};

export const TypingNotice = { user: (notice: Typing) => user(notice.userId) };
