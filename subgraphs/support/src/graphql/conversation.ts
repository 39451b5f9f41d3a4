import { isStaff } from '@ycyw/service/viewer';
import { readAddress } from '../actions/attachmentAddress.ts';
import type { Attachment as AttachmentRow } from '../data/attachment.ts';
import { requireReadable } from '../domain/access.ts';
import { ticketOf } from '../domain/opening.ts';
import { openSubject, type Conversation as Row } from '../data/conversation.ts';
import type { Message as MessageRow } from '../data/message.ts';
import type { MessageVersion as Version } from '../data/messageChange.ts';
import type { Typing } from '../live/typing.ts';
import type { Context } from './context.ts';
import { conversationAtDesk } from './desk/fields.ts';
import { idOf } from '../domain/id.ts';
import { translation } from './translation.ts';
import { conversationTickets } from './tickets.ts';
import { messageConnection, type MessagesArgs } from './messageConnection.ts';

const user = (id: string | null): { __typename: 'User'; id: string } | null => (id ? { __typename: 'User', id } : null);

/** What stands for the subject of somebody who was erased, of what devices alone can read, and of what we opened ourselves. */
const erased = { fr: 'Effacé', en: 'Erased' };
const confidentially = { fr: 'Conversation confidentielle', en: 'Confidential conversation' };
const ours = { fr: 'Votre réservation', en: 'Your booking' };

type Party = 'CUSTOMER' | 'AGENT' | 'SYSTEM';

export const Conversation = {
  ...conversationAtDesk,
  __resolveReference: async ({ id }: { id: string }, { viewer, loaders }: Context) =>
    requireReadable(viewer, await loaders.conversation.load(idOf(id))).conversation,
  subject: async (row: Row, _: unknown, { loaders, language }: Context) => {
    const key = await loaders.key.load(row.customerId);
    if (!key) return erased[language];
    if (row.confidential) return confidentially[language];
    return openSubject(key, row.subject) ?? `${ours[language]} ${row.bookingId ? await loaders.reference.load(row.bookingId) : ''}`.trim();
  },
  ticket: (row: Row) => ticketOf(row.id),
  customer: (row: Row) => (row.contactId === null ? user(row.customerId) : null),
  ...conversationTickets,
  agent: (row: Row) => user(row.agentId),
  booking: (row: Row) => (row.bookingId ? { __typename: 'Booking', id: row.bookingId } : null),
  messages: (row: Row, args: MessagesArgs, { loaders }: Context) => messageConnection(row, args, loaders),
  unread: (row: Row, _: unknown, { viewer, loaders }: Context) => {
    const { side } = requireReadable(viewer, row);
    const above = side === 'CUSTOMER' ? row.customerReadUpTo : row.agentReadUpTo;
    return above === row.lastSequence ? 0 : loaders.fromOthers.load({ conversationId: row.id, above, side });
  },
  readUpTo: (row: Row, { party }: { party: Party }) => ({ CUSTOMER: row.customerReadUpTo, AGENT: row.agentReadUpTo, SYSTEM: 0 })[party],
  readAt: (row: Row, { party }: { party: Party }) => ({ CUSTOMER: row.customerReadAt, AGENT: row.agentReadAt, SYSTEM: null })[party],
  presence: async (row: Row, { party }: { party: Party }, { loaders }: Context) => {
    const id = { CUSTOMER: row.customerId, AGENT: row.agentId, SYSTEM: null }[party];
    return (id && (await loaders.presence.load(id))) ?? nobody;
  },
  call: (row: Row, _: unknown, { loaders }: Context) => loaders.openCall.load(row.id),
  hasCallRelay: (_: Row, __: unknown, { calls }: Context) => calls.turn !== null,
};

const nobody = { online: false, lastSeenAt: null };

export const Message = {
  attachments: (row: MessageRow, _: unknown, { loaders }: Context) => (row.attachments > 0 ? loaders.attachments.load(row.id) : []),
  history: (row: MessageRow, _: unknown, { viewer, loaders }: Context) => {
    if (!isStaff(viewer)) return null;
    return row.revision > 0 ? loaders.versions.load(row.id) : [];
  },
  translation,
  // Who has no account is no user.
  author: async (row: MessageRow, _: unknown, { isContacts }: Context) =>
    row.party === 'CUSTOMER' && (await isContacts(row.conversationId)) ? null : user(row.authorId),
  settlement: (row: MessageRow) => (row.settlementId ? { __typename: 'Settlement', id: row.settlementId } : null),
  call: (row: MessageRow, _: unknown, { loaders }: Context) => (row.callId ? loaders.call.load(row.callId) : null),
  charge: (row: MessageRow) => (row.chargeId ? { __typename: 'Charge', id: row.chargeId } : null),
};

export const MessageVersion = { changedBy: (version: Version) => user(version.changedBy) };

export const Attachment = {
  url: ({ id }: AttachmentRow, _: unknown, { files }: Context) => readAddress(files.signingKey, id),
};

export const TypingNotice = { user: (notice: Typing) => user(notice.userId) };
