import type { Resolvers } from '@ycyw/service/schema';
import { closeConversation } from './closeConversation.ts';
import type { Context } from './context.ts';
import { Conversation, Message, TypingNotice } from './conversation.ts';
import { Booking, User } from './extended.ts';
import { markRead } from './markRead.ts';
import { Query } from './query.ts';
import { sendMessage } from './sendMessage.ts';
import { setTyping } from './setTyping.ts';
import { startConversation } from './startConversation.ts';
import { Subscription } from './subscription.ts';
import { takeConversation } from './takeConversation.ts';

export const resolvers: Resolvers<Context> = {
  Query,
  Mutation: { startConversation, sendMessage, markRead, setTyping, takeConversation, closeConversation },
  Subscription,
  Conversation,
  Message,
  TypingNotice,
  User,
  Booking,
};
