import { Refusal } from '@ycyw/service/refusal';
import { requireStaff } from '@ycyw/service/viewer';
import { findAttachment, openAttachment } from '../data/attachment.ts';
import { regionOf, requireReadable } from '../domain/access.ts';
import type { ConversationState } from '../domain/conversationState.ts';
import type { Context } from './context.ts';
import { queueConnection, type PageArgs } from './conversationConnection.ts';
import { ticketQueries } from './tickets.ts';
import { idOf } from '../domain/id.ts';
import { deskQueries } from './desk/desk.ts';

export const Query = {
  ...deskQueries,
  ...ticketQueries,
  conversation: async (_: unknown, { id }: { id: string }, { viewer, loaders }: Context) =>
    requireReadable(viewer, await loaders.conversation.load(idOf(id))).conversation,
  attachment: async (_: unknown, { id }: { id: string }, { viewer, sql, loaders }: Context) => {
    const row = await findAttachment(sql, idOf(id));
    const { conversation } = requireReadable(viewer, row && (await loaders.conversation.load(row.conversationId)));
    const key = await loaders.key.load(conversation.customerId);
    if (!row?.messageId || !key) throw new Refusal('NOT_FOUND');
    return openAttachment(key, row);
  },
  supportQueue: (
    _: unknown,
    { state, mine, late, ...page }: PageArgs & { state?: ConversationState | null; mine?: boolean | null; late?: boolean | null },
    context: Context,
  ) => {
    const viewer = requireStaff(context.viewer);
    const filter = {
      region: regionOf(viewer),
      state: state ?? null,
      agentId: mine ? viewer.id : null,
      lateAt: late ? context.clock.now() : null,
    };
    return queueConnection(filter, page, context);
  },
};
