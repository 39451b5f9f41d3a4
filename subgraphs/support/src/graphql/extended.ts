import { personalRecords, type RecordsArgs } from '@ycyw/service/personalRecords';
import { Refusal } from '@ycyw/service/refusal';
import { isStaff, requirePerson } from '@ycyw/service/viewer';
import { personalSources } from '../data/personal.ts';
import { regionOf } from '../domain/access.ts';
import type { ConversationState } from '../domain/conversationState.ts';
import type { Context } from './context.ts';
import { listConnection, type PageArgs } from './conversationConnection.ts';
import { idOf } from '../domain/id.ts';

interface Entity {
  id: string;
}

/** What this domain adds to another's User. */
export const User = {
  __resolveReference: ({ id }: Entity): Entity => ({ id }),
  supportRecords: ({ id }: Entity, args: RecordsArgs, { viewer, sql, vault }: Context) =>
    personalRecords(viewer, personalSources({ sql, vault }, id), args),
  conversations: ({ id }: Entity, { state = null, ...page }: PageArgs & { state?: ConversationState | null }, context: Context) => {
    const viewer = requirePerson(context.viewer);
    const own = viewer.id === id;
    if (!own && !isStaff(viewer)) throw new Refusal('NOT_FOUND');
    const region = own ? null : regionOf(viewer);
    return listConnection({ owner: 'customer', ownerId: idOf(id), customerId: null, region, state }, page, context);
  },
};

/** What this domain adds to another's Booking. */
export const Booking = {
  __resolveReference: ({ id }: Entity): Entity => ({ id }),
  conversations: ({ id }: Entity, page: PageArgs, context: Context) => {
    const viewer = requirePerson(context.viewer);
    const whose = isStaff(viewer) ? { customerId: null, region: regionOf(viewer) } : { customerId: viewer.id, region: null };
    return listConnection({ ...whose, owner: 'booking', ownerId: idOf(id), state: null }, page, context);
  },
};
