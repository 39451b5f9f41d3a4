import { answerErasure, type Erasure } from '@ycyw/service/erasure';
import type { RecordSource } from '@ycyw/service/personalRecords';
import type { Sql } from '@ycyw/service/sql';
import { deliveriesOf } from './delivery.ts';
import { notificationsAfter } from './notification.ts';

/** What was told to a person, and how, oldest first. */
export const personalSources = (db: Sql, userId: string): RecordSource[] => [
  {
    kind: 'notification',
    read: async (after, size) => {
      const rows = await notificationsAfter(db, userId, after ?? '0', size);
      const ids = rows.map(({ id }) => id);
      const deliveries = Map.groupBy(await deliveriesOf(db, ids), ({ notificationId }) => notificationId);
      return rows.map(({ position, id, kind, data, createdAt, readAt }) => ({
        key: position,
        at: createdAt,
        data: {
          kind,
          data,
          readAt,
          deliveries: (deliveries.get(id) ?? []).map(({ channel, state, at }) => ({ channel, state, at })),
        },
      }));
    },
  },
];

export async function erasePerson(tx: Sql, erasure: Erasure, now: Date): Promise<void> {
  await tx.$executeRaw`DELETE FROM notification WHERE customer_id = ${erasure.userId}::uuid`;
  await answerErasure(tx, 'notifications', erasure, now);
}
