import type { RecordSource } from '@ycyw/service/personalRecords';
import { answerErasure, type Erasure } from '@ycyw/service/erasure';
import type { Sql } from '@ycyw/service/sql';
import type { Database } from './database.ts';

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

export async function erasePerson(tx: Sql, erasure: Erasure, now: Date): Promise<void> {
  await tx.$executeRaw`DELETE FROM idempotency WHERE actor = ${erasure.userId}::uuid`;
  await tx.$executeRaw`DELETE FROM fleet_import WHERE owner = ${erasure.userId}::uuid`;
  await answerErasure(tx, 'fleet', erasure, now);
}
