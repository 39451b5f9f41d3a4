import { personalRecords, type RecordsArgs } from '@ycyw/service/personalRecords';
import { Refusal } from '@ycyw/service/refusal';
import { isStaff, requireSignedIn } from '@ycyw/service/viewer';
import { personalSources } from '../data/personal.ts';
import type { ConversationState } from '../domain/conversationState.ts';
import type { Context } from './context.ts';
import { listConnection, type PageArgs } from './conversationConnection.ts';
import { idOf } from './id.ts';

interface Entity {
  id: string;
}

/** What this domain adds to another's User. */
export const User = {
  __resolveReference: ({ id }: Entity): Entity => ({ id }),
  supportRecords: ({ id }: Entity, args: RecordsArgs, { viewer, db }: Context) => personalRecords(viewer, personalSources(db, id), args),
  conversations: ({ id }: Entity, { state = null, ...page }: PageArgs & { state?: ConversationState | null }, context: Context) => {
    const viewer = requireSignedIn(context.viewer);
    if (viewer.id !== id && !isStaff(viewer)) throw new Refusal('FORBIDDEN');
    return listConnection({ owner: 'customer', ownerId: idOf(id), customerId: null, state }, page, context);
  },
};

/** What this domain adds to another's Booking. */
export const Booking = {
  __resolveReference: ({ id }: Entity): Entity => ({ id }),
  conversations: ({ id }: Entity, page: PageArgs, context: Context) => {
    const viewer = requireSignedIn(context.viewer);
    const customerId = isStaff(viewer) ? null : viewer.id;
    return listConnection({ owner: 'booking', ownerId: idOf(id), customerId, state: null }, page, context);
  },
};
