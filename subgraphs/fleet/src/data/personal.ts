import type { RecordSource } from '@ycyw/service/personalRecords';
import { answerErasure, type Erasure } from '@ycyw/service/erasure';
import type { Database, Transaction } from './database.ts';

/** All that fleet knows of a person: the keys of the requests that they made. */
export const personalSources = (db: Database, userId: string): RecordSource[] => [
  {
    kind: 'request',
    read: async (after, size) => {
      const rows = await db.idempotency.findMany({
        where: { actor: userId, ...(after !== null && { key: { gt: after } }) },
        orderBy: { key: 'asc' },
        take: size,
      });
      return rows.map(({ key, createdAt, result }) => ({ key, at: createdAt, data: { key, result } }));
    },
  },
];

export async function erasePerson(tx: Transaction, erasure: Erasure, now: Date): Promise<void> {
  await tx.idempotency.deleteMany({ where: { actor: erasure.userId } });
  await answerErasure(tx, 'fleet', erasure, now);
}
