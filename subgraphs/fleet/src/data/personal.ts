import type { RecordSource } from '@ycyw/service/personalRecords';
import { answerErasure, type Erasure } from '@ycyw/service/erasure';
import type { Database, Transaction } from './database.ts';

/** All that fleet knows of a person: the keys of the requests that they made, and the files that they imported. */
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
  {
    kind: 'fleetImport',
    read: async (after, size) => {
      const rows = await db.fleetImport.findMany({
        where: { owner: userId, ...(after !== null && { id: { gt: after } }) },
        orderBy: { id: 'asc' },
        take: size,
      });
      return rows.map(({ id, name, state, totalLines, startedAt }) => ({ key: id, at: startedAt, data: { id, name, state, totalLines } }));
    },
  },
];

export async function erasePerson(tx: Transaction, erasure: Erasure, now: Date): Promise<void> {
  await tx.idempotency.deleteMany({ where: { actor: erasure.userId } });
  await tx.fleetImport.deleteMany({ where: { owner: erasure.userId } });
  await answerErasure(tx, 'fleet', erasure, now);
}
