import { Refusal } from '@ycyw/service/refusal';
import type { Resolvers } from '@ycyw/service/schema';
import { requirePerson } from '@ycyw/service/viewer';
import { validate } from 'uuid';
import { positionOf } from '../data/notification.ts';
import { notificationAdded } from '../live/notificationAdded.ts';
import type { Context } from './context.ts';
import { markNotificationsRead } from './markNotificationsRead.ts';
import { Notification } from './notification.ts';
import { User } from './user.ts';

async function subscribe(_: unknown, { after }: { after?: string | null }, { viewer, db, belfry }: Context) {
  const { id: customerId } = requirePerson(viewer);
  const position = after && !validate(after) ? null : await positionOf(db, customerId, after ?? null);
  if (position === null) throw new Refusal('NOT_FOUND');
  return notificationAdded(belfry, db, customerId, position);
}

export const resolvers: Resolvers<Context> = {
  Mutation: { markNotificationsRead },
  Subscription: { notificationAdded: { subscribe, resolve: (notification: unknown) => notification } },
  User,
  Notification,
};
