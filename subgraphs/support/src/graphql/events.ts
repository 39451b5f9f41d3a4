import type { DomainEvent } from '@ycyw/service/events';
import type { ConversationFacts } from '../data/personal.ts';
import type { Message } from '../data/message.ts';

type News = Pick<DomainEvent, 'type' | 'payload'>;

export const conversationEvent = (row: ConversationFacts, previousState: string | null, at: Date): News => ({
  type: 'support.conversation.changed',
  payload: {
    conversationId: row.id,
    region: row.region,
    state: row.state,
    previousState,
    customerId: row.customerId,
    agentId: row.agentId,
    bookingId: row.bookingId,
    at: at.toISOString(),
  },
});

export const messageEvent = (
  message: Pick<Message, 'id' | 'conversationId' | 'sequence' | 'party' | 'sentAt'>,
  { region, customerId, agentId }: Pick<ConversationFacts, 'region' | 'customerId' | 'agentId'>,
): News => ({
  type: 'support.message.sent',
  payload: {
    conversationId: message.conversationId,
    messageId: message.id,
    sequence: message.sequence,
    party: message.party,
    region,
    customerId,
    agentId,
    at: message.sentAt.toISOString(),
  },
});
