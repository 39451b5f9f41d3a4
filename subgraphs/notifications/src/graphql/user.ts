import { connection, decodeCursor, pageSize, type Connection } from '@ycyw/service/connection';
import { personalRecords, type RecordsArgs } from '@ycyw/service/personalRecords';
import { Refusal } from '@ycyw/service/refusal';
import { requirePerson, type Viewer } from '@ycyw/service/viewer';
import { notificationCount, notificationPage, type Notification } from '../data/notification.ts';
import { personalSources } from '../data/personal.ts';
import type { Context } from './context.ts';

interface Entity {
  id: string;
}

export interface NotificationsArgs {
  unreadOnly?: boolean | null;
  first?: number | null;
  after?: string | null;
}

function requireOneself(viewer: Viewer, id: string): string {
  const signedIn = requirePerson(viewer);
  if (signedIn.id !== id) throw new Refusal('NOT_FOUND');
  return signedIn.id;
}

function positionIn(cursor: string | null | undefined): number | null {
  const [position] = decodeCursor(cursor) ?? [];
  if (position === undefined) return null;
  if (typeof position !== 'number' || !Number.isSafeInteger(position)) throw new Refusal('BAD_INPUT', 'cursor');
  return position;
}

type Notifications = Connection<Notification> & { totalCount: () => Promise<number>; unreadCount: () => Promise<number> };

/** What this domain adds to another's User. */
export const User = {
  __resolveReference: ({ id }: Entity): Entity => ({ id }),
  notificationRecords: ({ id }: Entity, args: RecordsArgs, { viewer, db }: Context) =>
    personalRecords(viewer, personalSources(db, id), args),
  notifications: async (
    { id }: Entity,
    { unreadOnly, first, after }: NotificationsArgs,
    { viewer, db }: Context,
  ): Promise<Notifications> => {
    const customerId = requireOneself(viewer, id);
    const filter = { customerId, unreadOnly: unreadOnly ?? false };
    const size = pageSize(first);
    const rows = await notificationPage(db, filter, size, positionIn(after));
    return {
      ...connection(rows, size, (row) => [Number(row.position)], after),
      totalCount: () => notificationCount(db, filter),
      unreadCount: () => notificationCount(db, { customerId, unreadOnly: true }),
    };
  },
};
