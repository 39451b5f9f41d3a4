import type { RowRefusal } from './importReason.ts';
import type { ImportField } from './importReading.ts';
import type { ImportedUnit } from './importedUnit.ts';
import { canGo, type VehicleState } from './vehicleState.ts';

/** A unit as it is kept. */
export interface KeptUnit {
  id: string;
  country: string;
  plate: string;
  make: string;
  model: string;
  year: number;
  acriss: string;
  agencyCode: string;
  state: VehicleState;
  odometerKm: number;
  version: number;
}

export interface ImportPlace {
  code: string;
  country: string;
  active: boolean;
  /** Whether whoever imports works there. */
  worksThere: boolean;
}

/** A row whose agency and class there are; its country is settled. */
export type PlacedUnit = ImportedUnit & { country: string };

export type Decision =
  | { kind: 'added'; unit: Omit<KeptUnit, 'id'>; line: number }
  | { kind: 'changed'; unit: KeptUnit; line: number }
  | { kind: 'unchanged'; line: number }
  | { kind: 'refused'; refusal: RowRefusal };

const refused = (line: number, field: ImportField, code: RowRefusal['code'], detail: string): RowRefusal => ({ line, field, code, detail });

/** The unit with its country, which is its agency's where the row names none; refused where it may not stand or is not sold. */
export function placed(
  unit: ImportedUnit,
  agencies: ReadonlyMap<string, ImportPlace>,
  classes: ReadonlySet<string>,
): PlacedUnit | RowRefusal {
  const { line, agency: code, acriss } = unit;
  const agency = agencies.get(code);
  if (!agency?.active) return refused(line, 'agency', 'UNKNOWN_AGENCY', code.slice(0, 20));
  if (!agency.worksThere) return refused(line, 'agency', 'NOT_YOUR_AGENCY', code);
  if (!classes.has(acriss)) return refused(line, 'acriss', 'CLASS_NOT_SOLD', acriss);
  return { ...unit, country: unit.country ?? agency.country };
}

/** What rentals and transfers alone bring about, and end. */
const away: ReadonlySet<VehicleState> = new Set(['ASSIGNED', 'OUT', 'RETURNED', 'IN_TRANSFER']);
const inUse = (state: VehicleState): boolean => away.has(state);

function decideNew({ line, agency: agencyCode, state: given, odometerKm, ...facts }: PlacedUnit): Decision {
  const state = given ?? 'AVAILABLE';
  if (inUse(state)) return { kind: 'refused', refusal: refused(line, 'state', 'STATE_NOT_IMPORTED', state) };
  return { kind: 'added', unit: { ...facts, agencyCode, state, odometerKm: odometerKm ?? 0, version: 1 }, line };
}

const facts = ['make', 'model', 'year', 'acriss', 'agencyCode', 'state', 'odometerKm'] as const;

function whyNot(before: KeptUnit, after: KeptUnit, worksThere: (agency: string) => boolean): Omit<RowRefusal, 'line'> | null {
  const { agencyCode, state, odometerKm } = before;
  if (!worksThere(agencyCode)) return { field: 'agency', code: 'NOT_YOUR_AGENCY', detail: agencyCode };
  if (after.odometerKm < odometerKm) return { field: 'odometerKm', code: 'ODOMETER_BACKWARDS', detail: String(odometerKm) };
  if (after.state !== state) {
    if (inUse(after.state)) return { field: 'state', code: 'STATE_NOT_IMPORTED', detail: after.state };
    if (inUse(state) || !canGo(state, after.state)) return { field: 'state', code: 'WRONG_STATE', detail: state };
  }
  if (!inUse(state)) return null;
  // Where it is and what it is rented as, the rental says until it ends.
  if (after.agencyCode !== agencyCode) return { field: 'agency', code: 'WRONG_STATE', detail: state };
  if (after.acriss !== before.acriss) return { field: 'acriss', code: 'WRONG_STATE', detail: state };
  return null;
}

/** What becomes of a row: a new unit, a change of the one that has the plate (`kept`), nothing, or a refusal. */
export function decide(unit: PlacedUnit, kept: KeptUnit | undefined, worksThere: (agency: string) => boolean): Decision {
  if (!kept) return decideNew(unit);
  const { line, make, model, year, acriss, agency: agencyCode } = unit;
  const odometerKm = unit.odometerKm ?? kept.odometerKm;
  const after = { ...kept, make, model, year, acriss, agencyCode, state: unit.state ?? kept.state, odometerKm, version: kept.version + 1 };
  const refusal = whyNot(kept, after, worksThere);
  if (refusal) return { kind: 'refused', refusal: { line, ...refusal } };
  return facts.every((fact) => kept[fact] === after[fact]) ? { kind: 'unchanged', line } : { kind: 'changed', unit: after, line };
}
