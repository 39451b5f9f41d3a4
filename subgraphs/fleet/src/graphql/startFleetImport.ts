import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import { cleanText } from '@ycyw/service/text';
import { requireRole, worksAt, type SignedIn } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { agenciesByCode } from '../data/agency.ts';
import type { Database } from '../data/database.ts';
import { giveUp, insertImport, lockRunning, readingIn, type FleetImport, type NewImport } from '../data/fleetImport.ts';
import { readingOf, type ColumnMapping, type ImportFormat } from '../domain/importReading.ts';
import type { FleetContext } from './context.ts';

interface Input {
  name: string;
  format: ImportFormat;
  fingerprint: string;
  totalLines: number;
  firstLine: string;
  columns?: readonly ColumnMapping[] | null;
  agency?: string | null;
}

const mostLines = 2_000_000;

async function agencyOf(db: Database, viewer: SignedIn, asked: string | null | undefined): Promise<string | null> {
  if (!asked) return null;
  const [agency] = await agenciesByCode(db, [asked.trim().toUpperCase()]);
  if (!agency?.active || !worksAt(viewer, agency)) throw new Refusal('NOT_FOUND');
  return agency.code;
}

/** Whether two read the file alike: else one cannot go on where the other stopped. */
const alike = (a: FleetImport, b: NewImport): boolean =>
  a.format === b.format &&
  a.agencyCode === b.agencyCode &&
  a.totalLines === b.totalLines &&
  JSON.stringify(readingIn(a)) === JSON.stringify(b.reading);

/** Opens an import, or gives the one that is at work on the same file; one that reads it in another way ends, and what it took stays. */
export async function startFleetImport(
  _: unknown,
  { input }: { input: Input },
  { viewer: asker, db, clock }: FleetContext,
): Promise<FleetImport> {
  const viewer = requireRole(asker, 'MANAGER', 'ADMIN');
  if (!viewer.region) throw new Refusal('FORBIDDEN');
  const { format, totalLines } = input;
  const name = cleanText(input.name, 'name');
  const fingerprint = input.fingerprint.toLowerCase();
  if (name === '' || name.length > 200) throw new Refusal('BAD_INPUT', 'name');
  if (!/^[0-9a-f]{64}$/.test(fingerprint)) throw new Refusal('BAD_INPUT', 'fingerprint');
  if (totalLines < 1 || totalLines > mostLines) throw new Refusal('BAD_INPUT', `totalLines 1…${String(mostLines)}`);
  const agencyCode = await agencyOf(db, viewer, input.agency);
  const reading = readingOf(format, cleanText(input.firstLine, 'firstLine'), input.columns ?? [], agencyCode !== null);
  const now = clock.now();
  const asked: NewImport = {
    id: uuidv7(),
    owner: viewer.id,
    region: viewer.region,
    name,
    format,
    fingerprint,
    reading,
    agencyCode,
    totalLines,
    // The header has come.
    nextLine: format === 'CSV' ? 2 : 1,
    startedAt: now,
  };
  return db.$transaction(async (tx) => {
    const before = (await insertImport(tx, asked)) ? null : await lockRunning(tx, viewer.id, fingerprint);
    if (before && alike(before, asked)) return before;
    if (before) {
      await giveUp(tx, before.id);
      await insertImport(tx, asked);
    }
    const act = { action: 'fleet.import.started', subjectKind: 'fleetImport', subjectId: asked.id, detail: { format, totalLines } };
    await audit(tx, viewer, act, now);
    const opened = await lockRunning(tx, viewer.id, fingerprint);
    if (!opened) throw new Refusal('WRONG_STATE');
    return opened;
  });
}
