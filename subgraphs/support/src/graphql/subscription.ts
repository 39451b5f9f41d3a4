import { Refusal } from '@ycyw/service/refusal';
import { requireStaff } from '@ycyw/service/viewer';
import type { Conversation } from '../data/conversation.ts';
import { regionOf, requireReadable } from '../domain/access.ts';
import { conversationChanged } from '../live/conversationChanged.ts';
import { messageAdded } from '../live/messageAdded.ts';
import { messageChanged } from '../live/messageChanged.ts';
import { supportQueueChanged } from '../live/supportQueueChanged.ts';
import { typing } from '../live/typing.ts';
import { callSubscriptions } from './call.ts';
import type { Context } from './context.ts';
import { idOf } from '../domain/id.ts';

interface Args {
  conversationId: string;
}

const readable = async (id: string, { viewer, loaders }: Context): Promise<Conversation> =>
  requireReadable(viewer, await loaders.conversation.load(idOf(id))).conversation;

export const Subscription = {
  messageAdded: {
    subscribe: async (_: unknown, { conversationId, afterSequence }: Args & { afterSequence?: number | null }, context: Context) => {
      const { id } = await readable(conversationId, context);
      const after = afterSequence ?? 0;
      if (after < 0) throw new Refusal('BAD_INPUT', 'afterSequence');
      return messageAdded(context.belfry, context.loaders, context.viewer, id, after);
    },
    resolve: (message: unknown) => message,
  },
  messageChanged: {
    subscribe: async (_: unknown, { conversationId, afterRevision }: Args & { afterRevision?: number | null }, context: Context) => {
      const { id } = await readable(conversationId, context);
      const after = afterRevision ?? 0;
      if (after < 0) throw new Refusal('BAD_INPUT', 'afterRevision');
      return messageChanged(context.belfry, context.loaders, context.viewer, id, after);
    },
    resolve: (message: unknown) => message,
  },
  conversationChanged: {
    subscribe: async (_: unknown, { conversationId }: Args, context: Context) => {
      const { conversation, side } = requireReadable(context.viewer, await context.loaders.conversation.load(idOf(conversationId)));
      return conversationChanged(context, context.viewer, { conversationId: conversation.id, side });
    },
    resolve: (conversation: unknown) => conversation,
  },
  typing: {
    subscribe: async (_: unknown, { conversationId }: Args, context: Context) => {
      const { id } = await readable(conversationId, context);
      return typing(context.belfry, context.loaders, context.viewer, id);
    },
    resolve: (notice: unknown) => notice,
  },
  ...callSubscriptions,
  supportQueueChanged: {
    subscribe: (_: unknown, __: unknown, { viewer, belfry, loaders, sql }: Context) => {
      const staff = requireStaff(viewer);
      return supportQueueChanged(belfry, loaders, sql, regionOf(staff));
    },
    resolve: (conversation: unknown) => conversation,
  },
};
