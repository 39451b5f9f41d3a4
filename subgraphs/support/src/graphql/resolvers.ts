import type { Resolvers } from '@ycyw/service/schema';
import { Call, CallSignal } from './call.ts';
import type { Context } from './context.ts';
import {
  confidentialMutations,
  confidentialQueries,
  confidentialSubscriptions,
  ConversationDevice,
  ofConversation,
} from './confidential.ts';
import { Attachment, Conversation, Message, MessageVersion, TypingNotice } from './conversation.ts';
import { Agent, Note } from './desk/fields.ts';
import { Booking, User } from './extended.ts';
import { Mutation } from './mutation.ts';
import { Query } from './query.ts';
import { Subscription } from './subscription.ts';

export const resolvers: Resolvers<Context> = {
  Query: { ...Query, ...confidentialQueries },
  Mutation: { ...Mutation, ...confidentialMutations },
  Subscription: { ...Subscription, ...confidentialSubscriptions },
  Conversation: { ...Conversation, ...ofConversation },
  ConversationDevice,
  Message,
  MessageVersion,
  Attachment,
  Call,
  CallSignal,
  TypingNotice,
  User,
  Booking,
  Note,
  Agent,
};
