import { Refusal } from '@ycyw/service/refusal';
import type { Absence } from './absence.ts';
import type { RowRefusal } from './importReason.ts';
import type { ImportField } from './importReading.ts';
import type { ImportedUnit } from './importedUnit.ts';
import { planned, put, settled, standingAt } from './unit.ts';
import type { VehicleState } from './vehicleState.ts';

/** A unit as it is kept, with its absences that are not over. */
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
  absences: readonly Absence[];
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
  | { kind: 'added'; unit: KeptUnit; line: number }
  | { kind: 'changed'; before: KeptUnit; unit: KeptUnit; line: number }
  | { kind: 'unchanged'; line: number }
  | { kind: 'refused'; refusal: RowRefusal };

/** What a decision is made with; newId: of units and absences that it brings about. */
export interface Surroundings {
  worksThere(agency: string): boolean;
  newId(): string;
  now: Date;
}

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

/** The unit in that state, with the absence that goes with it; WRONG_STATE where it may not go there from where it is. */
function inState(unit: KeptUnit, state: VehicleState, { now, newId }: Surroundings): KeptUnit {
  if (state === unit.state) return unit;
  if (state !== 'MAINTENANCE') return put(unit, state, now, newId());
  const { agencyCode } = unit;
  const open = { id: newId(), kind: 'MAINTENANCE', state: 'PLANNED', toAgencyCode: null, endsAt: null, reason: null } as const;
  return settled(planned(unit, { ...open, agencyCode, startsAt: now }, now), now);
}

function decideNew({ line, agency: agencyCode, state: given, odometerKm, ...facts }: PlacedUnit, around: Surroundings): Decision {
  const state = given ?? 'AVAILABLE';
  if (inUse(state)) return { kind: 'refused', refusal: refused(line, 'state', 'STATE_NOT_IMPORTED', state) };
  const fresh = { ...facts, agencyCode, state: 'AVAILABLE', odometerKm: odometerKm ?? 0, version: 1, absences: [] } as const;
  return { kind: 'added', unit: inState({ id: around.newId(), ...fresh }, state, around), line };
}

const facts = ['make', 'model', 'year', 'acriss', 'agencyCode', 'state', 'odometerKm'] as const;

type Why = Omit<RowRefusal, 'line'>;

function whyNot(before: KeptUnit, after: KeptUnit, worksThere: (agency: string) => boolean): Why | null {
  const { agencyCode, state, odometerKm } = before;
  if (!worksThere(agencyCode)) return { field: 'agency', code: 'NOT_YOUR_AGENCY', detail: agencyCode };
  if (after.odometerKm < odometerKm) return { field: 'odometerKm', code: 'ODOMETER_BACKWARDS', detail: String(odometerKm) };
  if (after.state !== state && inUse(after.state)) return { field: 'state', code: 'STATE_NOT_IMPORTED', detail: after.state };
  if (!inUse(state)) return null;
  // Where it is, how it is and what it is rented as, the rental says until it ends.
  const moved = (['state', 'agencyCode', 'acriss'] as const).find((fact) => after[fact] !== before[fact]);
  return moved ? { field: moved === 'agencyCode' ? 'agency' : moved, code: 'WRONG_STATE', detail: state } : null;
}

/** What becomes of a row: a new unit, a change of the one that has the plate (`kept`), nothing, or a refusal. */
export function decide(row: PlacedUnit, kept: KeptUnit | undefined, around: Surroundings): Decision {
  if (!kept) return decideNew(row, around);
  const { line, make, model, year, acriss, agency: agencyCode } = row;
  const odometerKm = row.odometerKm ?? kept.odometerKm;
  const wanted = { ...kept, make, model, year, acriss, agencyCode, state: row.state ?? kept.state, odometerKm };
  const refusal = whyNot(kept, wanted, around.worksThere);
  if (refusal) return { kind: 'refused', refusal: { line, ...refusal } };
  if (facts.every((fact) => kept[fact] === wanted[fact])) return { kind: 'unchanged', line };
  const standing = standingAt({ ...kept, make, model, year, acriss, odometerKm, version: kept.version + 1 }, agencyCode, around.now);
  try {
    return { kind: 'changed', before: kept, unit: inState(standing, wanted.state, around), line };
  } catch (error) {
    if (error instanceof Refusal) return { kind: 'refused', refusal: refused(line, 'state', 'WRONG_STATE', kept.state) };
    throw error;
  }
}
