import { z } from 'zod';
import { importFields, type Reading } from '../domain/importReading.ts';
import type { FleetImportModel } from '../generated/prisma/models.ts';
import type { Database, Transaction } from './database.ts';

export type FleetImport = FleetImportModel;
export type NewImport = Omit<FleetImport, 'state' | 'reading' | 'added' | 'changed' | 'unchanged' | 'refused'> & { reading: Reading };

export interface Progress {
  nextLine: number;
  added: number;
  changed: number;
  unchanged: number;
  refused: number;
}

const readingShape = z.object({
  separator: z.string().nullable(),
  columns: z.array(z.object({ column: z.string(), field: z.enum(importFields).nullable() })),
});

export const readingIn = ({ reading }: FleetImport): Reading => readingShape.parse(reading);

/** Opens the import, unless its owner has the same file at work. */
export const insertImport = async (tx: Transaction, { reading, ...rest }: NewImport): Promise<boolean> =>
  (
    await tx.fleetImport.createMany({
      data: { ...rest, state: 'RUNNING', reading: { separator: reading.separator, columns: reading.columns } },
      skipDuplicates: true,
    })
  ).count > 0;

/** The owner's import at work on that file, locked until the transaction ends. */
export async function lockRunning(tx: Transaction, owner: string, fingerprint: string): Promise<FleetImport | null> {
  await tx.$queryRaw`SELECT 1 FROM fleet_import WHERE owner = ${owner}::uuid AND fingerprint = ${fingerprint} AND state = 'RUNNING' FOR UPDATE`;
  return tx.fleetImport.findFirst({ where: { owner, fingerprint, state: 'RUNNING' } });
}

/** The owner's import, locked until the transaction ends. */
export async function lockImport(tx: Transaction, owner: string, id: string): Promise<FleetImport | null> {
  await tx.$queryRaw`SELECT 1 FROM fleet_import WHERE id = ${id}::uuid AND owner = ${owner}::uuid FOR UPDATE`;
  return tx.fleetImport.findUnique({ where: { id, owner } });
}

export const importOf = (db: Database | Transaction, owner: string, id: string): Promise<FleetImport | null> =>
  db.fleetImport.findUnique({ where: { id, owner } });

/** Up to `limit` imports of the owner's, newest first, past the one with the id `after`. */
export const importPage = (db: Database, owner: string, limit: number, after: string | null): Promise<FleetImport[]> =>
  db.fleetImport.findMany({ where: { owner, ...(after !== null && { id: { lt: after } }) }, orderBy: { id: 'desc' }, take: limit });

export const countImports = (db: Database, owner: string): Promise<number> => db.fleetImport.count({ where: { owner } });

/** Ends an import: what was only there to go on is forgotten. */
async function end(tx: Transaction, id: string): Promise<void> {
  await tx.importedPlate.deleteMany({ where: { importId: id } });
}

/** Ends an import before its file's end; what it took is kept. */
export async function giveUp(tx: Transaction, id: string): Promise<void> {
  await tx.fleetImport.update({ where: { id }, data: { state: 'FAILED' } });
  await end(tx, id);
}

/** Adds what a part of the file came to; the import is DONE with the last one. */
export async function advance(tx: Transaction, { id, totalLines }: FleetImport, progress: Progress): Promise<FleetImport> {
  const { nextLine, added, changed, unchanged, refused } = progress;
  const done = nextLine > totalLines;
  const saved = await tx.fleetImport.update({
    where: { id },
    data: {
      nextLine,
      state: done ? 'DONE' : 'RUNNING',
      added: { increment: added },
      changed: { increment: changed },
      unchanged: { increment: unchanged },
      refused: { increment: refused },
    },
  });
  if (done) await end(tx, id);
  return saved;
}
