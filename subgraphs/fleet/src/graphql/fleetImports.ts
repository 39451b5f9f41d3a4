import { connection, decodeCursor, pageSize } from '@ycyw/service/connection';
import { Refusal } from '@ycyw/service/refusal';
import { requireRole } from '@ycyw/service/viewer';
import { validate as isUuid } from 'uuid';
import { countImports, importOf, importPage, type FleetImport } from '../data/fleetImport.ts';
import { refusedRowPage, type RefusedRow } from '../data/refusedRow.ts';
import { sentenceOf } from '../domain/importReason.ts';
import type { FleetContext } from './context.ts';

interface Page {
  first?: number | null;
  after?: string | null;
}

/** The one value that a cursor of such a list holds, null without one. */
function cursorOf(after: string | null | undefined, fits: (key: string | number | undefined) => boolean): string | number | null {
  const key = decodeCursor(after);
  if (!key) return null;
  const [at] = key;
  if (key.length !== 1 || at === undefined || !fits(at)) throw new Refusal('BAD_INPUT', 'cursor');
  return at;
}

export async function fleetImports(_: unknown, { first, after }: Page, { viewer, db }: FleetContext) {
  const { id: owner } = requireRole(viewer, 'MANAGER', 'ADMIN');
  const size = pageSize(first);
  const past = cursorOf(after, (key) => isUuid(key));
  const rows = await importPage(db, owner, size + 1, past === null ? null : String(past));
  return { ...connection(rows, size, ({ id }) => [id], after), totalCount: () => countImports(db, owner) };
}

/** One's own; null for any other. */
export async function fleetImport(_: unknown, { id }: { id: string }, { viewer, db }: FleetContext): Promise<FleetImport | null> {
  const { id: owner } = requireRole(viewer, 'MANAGER', 'ADMIN');
  return isUuid(id) ? importOf(db, owner, id) : null;
}

export const fleetImportFields = {
  refusedRows: async ({ id, refused }: FleetImport, { first, after }: Page, { db }: FleetContext) => {
    const size = pageSize(first);
    const past = cursorOf(after, (key) => typeof key === 'number' && Number.isInteger(key) && Math.abs(key) < 2 ** 31);
    const rows = await refusedRowPage(db, id, size + 1, past === null ? null : Number(past));
    return { ...connection(rows, size, ({ line }) => [line], after), totalCount: refused };
  },
};

export const refusedRowFields = {
  reason: (row: RefusedRow, _: unknown, { language }: FleetContext) => sentenceOf(row, language),
};
