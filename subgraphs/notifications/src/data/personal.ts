import { answerErasure, type Erasure } from '@ycyw/service/erasure';
import type { RecordSource } from '@ycyw/service/personalRecords';
import type { Database, Tx } from './database.ts';
import { deliveriesOf } from './delivery.ts';
import { notificationsAfter } from './notification.ts';

/** What was told to a person, and how, oldest first. */
export const personalSources = (db: Database, userId: string): RecordSource[] => [
  {
    kind: 'notification',
    read: async (after, size) => {
      const rows = await notificationsAfter(db, userId, BigInt(after ?? 0), size);
      const ids = rows.map(({ id }) => id);
      const deliveries = Map.groupBy(await deliveriesOf(db, ids), ({ notificationId }) => notificationId);
      return rows.map(({ position, id, kind, data, createdAt, readAt }) => ({
        key: String(position),
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

export async function erasePerson(tx: Tx, erasure: Erasure, now: Date): Promise<void> {
  await tx.notification.deleteMany({ where: { customerId: erasure.userId } });
  await answerErasure(tx, 'notifications', erasure, now);
}
