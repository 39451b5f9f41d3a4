import type { RowRefusal } from '../domain/importReason.ts';
import type { RefusedRowModel } from '../generated/prisma/models.ts';
import type { Database, Transaction } from './database.ts';

export type RefusedRow = RefusedRowModel;

export async function insertRefusedRows(tx: Transaction, importId: string, rows: readonly RowRefusal[]): Promise<void> {
  await tx.refusedRow.createMany({ data: rows.map((row) => ({ importId, ...row })) });
}

/** Up to `limit` rows in the order of the file, past the line `after`. */
export const refusedRowPage = (db: Database, importId: string, limit: number, after: number | null): Promise<RefusedRow[]> =>
  db.refusedRow.findMany({ where: { importId, ...(after !== null && { line: { gt: after } }) }, orderBy: { line: 'asc' }, take: limit });
