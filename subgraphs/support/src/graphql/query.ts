import { requireStaff } from '@ycyw/service/viewer';
import { regionOf, requireReadable } from '../domain/access.ts';
import type { ConversationState } from '../domain/conversationState.ts';
import type { Context } from './context.ts';
import { queueConnection, type PageArgs } from './conversationConnection.ts';
import { idOf } from './id.ts';

export const Query = {
  conversation: async (_: unknown, { id }: { id: string }, { viewer, loaders }: Context) =>
    requireReadable(viewer, await loaders.conversation.load(idOf(id))).conversation,
  supportQueue: (
    _: unknown,
    { state, mine, ...page }: PageArgs & { state?: ConversationState | null; mine?: boolean | null },
    context: Context,
  ) => {
    const viewer = requireStaff(context.viewer);
    return queueConnection({ region: regionOf(viewer), state: state ?? null, agentId: mine ? viewer.id : null }, page, context);
  },
};
