import { audit } from '@ycyw/service/audit';
import { append } from '@ycyw/service/outbox';
import { Refusal } from '@ycyw/service/refusal';
import { requireRole, type SignedIn } from '@ycyw/service/viewer';
import { validate as isUuid } from 'uuid';
import type { Transaction } from '../data/database.ts';
import { advance, lockImport, readingIn, type FleetImport } from '../data/fleetImport.ts';
import { insertRefusedRows } from '../data/refusedRow.ts';
import { vehiclesChanged } from '../domain/events.ts';
import { readRow } from '../domain/importRow.ts';
import type { FleetContext } from './context.ts';
import { takeRows } from './takeRows.ts';

interface Input {
  importId: string;
  fromLine: number;
  lines: readonly string[];
}

const mostLines = 500;

/** The import, when these lines are its next. */
async function awaiting(tx: Transaction, viewer: SignedIn, { importId, fromLine, lines }: Input): Promise<FleetImport> {
  const found = isUuid(importId) ? await lockImport(tx, viewer.id, importId) : null;
  if (!found) throw new Refusal('NOT_FOUND');
  const { state, nextLine, totalLines } = found;
  if (state !== 'RUNNING' || fromLine !== nextLine) throw new Refusal('WRONG_STATE', `${state}, nextLine ${String(nextLine)}`);
  if (fromLine + lines.length - 1 > totalLines) throw new Refusal('BAD_INPUT', `totalLines ${String(totalLines)}`);
  return found;
}

async function take(tx: Transaction, viewer: SignedIn, input: Input, now: Date): Promise<FleetImport> {
  const found = await awaiting(tx, viewer, input);
  const { fromLine, lines } = input;
  const reading = readingIn(found);
  const rows = lines.flatMap((text, index) => readRow(reading, fromLine + index, text) ?? []);
  const { refusals, changed, counts } = await takeRows(tx, viewer, found, rows, now);
  await insertRefusedRows(tx, found.id, refusals);
  await append(tx, vehiclesChanged(changed), now);
  const detail = { fromLine, lines: lines.length, ...counts };
  await audit(tx, viewer, { action: 'fleet.vehicles.imported', subjectKind: 'fleetImport', subjectId: found.id, detail }, now);
  return advance(tx, found, { nextLine: fromLine + lines.length, ...counts });
}

/** Takes the file's next lines, all of them or (where it fails) none. */
export async function addFleetImportLines(
  _: unknown,
  { input }: { input: Input },
  { viewer: asker, db, clock }: FleetContext,
): Promise<FleetImport> {
  const viewer = requireRole(asker, 'MANAGER', 'ADMIN');
  if (input.lines.length < 1 || input.lines.length > mostLines) throw new Refusal('BAD_INPUT', `lines 1…${String(mostLines)}`);
  return db.$transaction((tx) => take(tx, viewer, input, clock.now()));
}
