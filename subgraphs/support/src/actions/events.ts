import type { DomainEvent } from '@ycyw/service/events';
import type { ConversationFacts } from '../data/personal.ts';
import type { Message } from '../data/message.ts';

/** A contact is nobody whom other domains know. */
const customerOf = ({ customerId, contactId }: Pick<ConversationFacts, 'customerId' | 'contactId'>): string | null =>
  contactId === null ? customerId : null;

type News = Pick<DomainEvent, 'type' | 'payload'>;

export const conversationEvent = (row: ConversationFacts, previousState: string | null, at: Date): News => ({
  type: 'support.conversation.changed',
  payload: {
    conversationId: row.id,
    region: row.region,
    state: row.state,
    previousState,
    customerId: customerOf(row),
    agentId: row.agentId,
    bookingId: row.bookingId,
    at: at.toISOString(),
  },
});

export const messageEvent = (
  message: Pick<Message, 'id' | 'conversationId' | 'sequence' | 'party' | 'sentAt'>,
  conversation: Pick<ConversationFacts, 'region' | 'customerId' | 'contactId' | 'agentId'>,
): News => ({
  type: 'support.message.sent',
  payload: {
    conversationId: message.conversationId,
    messageId: message.id,
    sequence: message.sequence,
    party: message.party,
    region: conversation.region,
    customerId: customerOf(conversation),
    agentId: conversation.agentId,
    at: message.sentAt.toISOString(),
  },
});
