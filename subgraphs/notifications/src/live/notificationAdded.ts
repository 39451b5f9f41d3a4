import type { Sql } from '@ycyw/service/sql';
import { notificationsAfter, type Notification } from '../data/notification.ts';
import { Bell, type Belfry } from './bell.ts';

const pageSize = 50;

/** The customer's notifications after `position`, oldest first. The table is the only source; a ring says that it is time to look. */
export function notificationAdded(
  belfry: Belfry,
  db: Sql,
  customerId: string,
  position: string,
): AsyncIterableIterator<Notification, void> {
  const bell = new Bell();
  const takeDown = belfry.hang(customerId, bell);
  let stopped = false;
  const isStopped = (): boolean => stopped;
  async function* steps(): AsyncGenerator<Notification, void> {
    let last = position;
    while (!isStopped()) {
      const page = await notificationsAfter(db, customerId, last, pageSize);
      for (const notification of page) {
        last = notification.position;
        yield notification;
      }
      if (page.length < pageSize && !isStopped()) await bell.wait();
    }
  }
  const items = steps();
  return {
    next: () => items.next(),
    // A generator that waits cannot be ended from outside: wake it first.
    return: async () => {
      stopped = true;
      takeDown();
      bell.ring();
      await items.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
