import { worksAt, type SignedIn } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { agenciesByCode } from '../data/agency.ts';
import type { Transaction } from '../data/database.ts';
import type { FleetImport, Progress } from '../data/fleetImport.ts';
import { insertPlates, linesOfPlates } from '../data/importedPlate.ts';
import { insertUnits, lockImports, lockUnitsByPlate, saveUnitAbsences, updateUnits } from '../data/importedVehicle.ts';
import { classesByCode } from '../data/vehicleClass.ts';
import { decide, placed, type Decision, type ImportPlace, type KeptUnit, type PlacedUnit } from '../domain/importDecision.ts';
import { unitOf } from '../domain/importedUnit.ts';
import type { RowRefusal } from '../domain/importReason.ts';
import type { ImportRow } from '../domain/importRow.ts';

interface Taken {
  refusals: RowRefusal[];
  /** Units added and changed, as they are now. */
  changed: (KeptUnit & { updatedAt: Date })[];
  counts: Omit<Progress, 'nextLine'>;
}

/** Sorts what a check gives into what passed and what it refused. */
function sieve<In, Out extends object>(items: readonly In[], check: (item: In) => Out | RowRefusal, refusals: RowRefusal[]): Out[] {
  return items.flatMap((item) => {
    const result = check(item);
    if (!('code' in result)) return [result];
    refusals.push(result);
    return [];
  });
}

const markOf = ({ country, plate }: { country: string; plate: string }): string => `${country} ${plate}`;

/** Refuses whose plate an earlier line had; `seen` is told of each. */
const once =
  (seen: Map<string, number>) =>
  (unit: PlacedUnit): PlacedUnit | RowRefusal => {
    const before = seen.get(markOf(unit));
    if (before !== undefined) return { line: unit.line, field: 'plate', code: 'PLATE_TWICE', detail: String(before) };
    seen.set(markOf(unit), unit.line);
    return unit;
  };

/** Writes what was decided. A plate that was added from elsewhere meanwhile is refused. */
async function write(tx: Transaction, decisions: readonly Decision[], refusals: RowRefusal[], now: Date): Promise<Taken> {
  const changed = decisions.filter((decision) => decision.kind === 'changed');
  const fresh = decisions.filter((decision) => decision.kind === 'added');
  const unitsOf = (of: readonly { unit: KeptUnit }[]): Omit<KeptUnit, 'absences'>[] => of.map(({ unit: { absences: _, ...unit } }) => unit);
  await updateUnits(tx, unitsOf(changed), now);
  const ids = await insertUnits(tx, unitsOf(fresh), now);
  const added = fresh.filter(({ unit }) => ids.has(unit.id));
  await saveUnitAbsences(tx, [...changed, ...added.map(({ unit }) => ({ before: null, unit }))], now);
  const late = fresh.flatMap(({ unit, line }): RowRefusal[] =>
    ids.has(unit.id) ? [] : [{ line, field: 'plate', code: 'PLATE_TAKEN', detail: unit.plate }],
  );
  const all = [...refusals, ...decisions.flatMap((decision) => (decision.kind === 'refused' ? decision.refusal : [])), ...late];
  const unchanged = decisions.filter(({ kind }) => kind === 'unchanged').length;
  const counts = { added: added.length, changed: changed.length, unchanged, refused: all.length };
  return { refusals: all, changed: [...added, ...changed].map(({ unit }) => ({ ...unit, updatedAt: now })), counts };
}

/** Adds and changes the units that `rows` tell of; a dozen statements, however many there are. */
export async function takeRows(
  tx: Transaction,
  viewer: SignedIn,
  { id, agencyCode }: FleetImport,
  rows: readonly (ImportRow | RowRefusal)[],
  now: Date,
): Promise<Taken> {
  const refusals: RowRefusal[] = [];
  const read = sieve(rows, (row) => ('code' in row ? row : unitOf(row, agencyCode, now.getUTCFullYear())), refusals);
  await lockImports(tx);
  const agencies = new Map<string, ImportPlace>();
  const know = async (codes: readonly string[]): Promise<void> => {
    const unknown = [...new Set(codes)].filter((code) => !agencies.has(code));
    if (unknown.length === 0) return;
    for (const agency of await agenciesByCode(tx, unknown)) agencies.set(agency.code, { ...agency, worksThere: worksAt(viewer, agency) });
  };
  await know(read.map(({ agency }) => agency));
  const classes = new Set((await classesByCode(tx, [...new Set(read.map(({ acriss }) => acriss))])).map(({ acriss }) => acriss));
  const standing = sieve(read, (unit) => placed(unit, agencies, classes), refusals);
  const units = sieve(standing, once(await linesOfPlates(tx, id, standing)), refusals);
  const kept = await lockUnitsByPlate(tx, units);
  await know([...kept.values()].map((unit) => unit.agencyCode));
  const worksThere = (code: string): boolean => agencies.get(code)?.worksThere ?? false;
  const around = { worksThere, newId: () => uuidv7({ msecs: now.getTime() }), now };
  const decisions = units.map((unit) => decide(unit, kept.get(markOf(unit)), around));
  await insertPlates(tx, id, units);
  return write(tx, decisions, refusals, now);
}
