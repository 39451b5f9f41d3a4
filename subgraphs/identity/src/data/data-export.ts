import { append } from '@ycyw/service/outbox';
import { v7 as uuidv7 } from 'uuid';
import type { DataExport as Row } from '../generated/prisma/client.ts';
import type { Database, Tx } from './database.ts';

/** Everything about an export but the archive itself. */
export type DataExport = Omit<Row, 'archive'>;

/** The column that the archive's seal is bound to. */
export const archiveColumn = 'data_export.archive';

const keptDays = 7;
/** Longer than gathering ever takes: what a worker that died had taken is begun again after this. */
const leaseSeconds = 300;
const omit = { archive: true } as const;

const underWay = (db: Tx, userId: string): Promise<DataExport | null> =>
  db.dataExport.findFirst({ where: { userId, state: { in: ['QUEUED', 'RUNNING'] } }, omit });

/** A new export, or the person's that is under way. */
export async function addExport(
  tx: Tx,
  owner: { id: string; region: Row['region'] },
  now: Date,
): Promise<{ made: boolean; row: DataExport }> {
  const data = { id: uuidv7(), userId: owner.id, region: owner.region, state: 'QUEUED' as const, dueAt: now, createdAt: now };
  const [made] = await tx.dataExport.createManyAndReturn({ data: [data], skipDuplicates: true, omit });
  const row = made ?? (await underWay(tx, owner.id));
  // One that ended between the two is none any more: then the next is ours.
  return row ? { made: made !== undefined, row } : addExport(tx, owner, now);
}

export const findExport = (db: Database, id: string): Promise<DataExport | null> => db.dataExport.findUnique({ where: { id }, omit });

/** An archive that is ready and not past its time. */
export const readyArchive = (db: Database, id: string, now: Date): Promise<Row | null> =>
  db.dataExport.findFirst({ where: { id, state: 'DONE', expiresAt: { gt: now } } });

/** Takes the export that is due longest for this process alone, and counts the attempt. */
export async function takeExport(db: Database, now: Date): Promise<Pick<Row, 'id' | 'userId' | 'region' | 'attempts'> | null> {
  const [row] = await db.$queryRaw<Pick<Row, 'id' | 'userId' | 'region' | 'attempts'>[]>`
    UPDATE data_export SET state = 'RUNNING', attempts = attempts + 1, due_at = ${now}::timestamptz + make_interval(secs => ${leaseSeconds})
    WHERE id = (
      SELECT id FROM data_export WHERE state IN ('QUEUED', 'RUNNING') AND due_at <= ${now} ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id::text, user_id::text AS "userId", region::text, attempts`;
  return row ?? null;
}

/** Keeps the archive for seven days and tells of it, once. */
export const finishExport = (db: Database, id: string, archive: Uint8Array<ArrayBuffer>, locale: string, now: Date): Promise<void> =>
  db.$transaction(async (tx) => {
    const [done] = await tx.dataExport.updateManyAndReturn({
      where: { id, state: 'RUNNING' },
      data: { state: 'DONE', archive, expiresAt: new Date(now.getTime() + keptDays * 86_400_000) },
      select: { userId: true, region: true },
    });
    if (!done) return;
    await append(tx, [{ type: 'identity.dataExport.ready', payload: { ...done, exportId: id, locale } }], now);
  });

export const postponeExport = (db: Database, id: string, dueAt: Date): PromiseLike<unknown> =>
  db.dataExport.updateMany({ where: { id, state: 'RUNNING' }, data: { dueAt } });

export const failExport = (db: Database, id: string): PromiseLike<unknown> =>
  db.dataExport.updateMany({ where: { id, state: 'RUNNING' }, data: { state: 'FAILED' } });

export const dropExports = (tx: Tx, userId: string): PromiseLike<unknown> => tx.dataExport.deleteMany({ where: { userId } });

/** Archives are kept for seven days, what failed as long. */
export const pruneExports = (db: Database, now: Date): PromiseLike<unknown> =>
  db.dataExport.deleteMany({
    where: { OR: [{ expiresAt: { lt: now } }, { state: 'FAILED', createdAt: { lt: new Date(now.getTime() - keptDays * 86_400_000) } }] },
  });
