import { Refusal } from '@ycyw/service/refusal';
import { plateOf } from './plate.ts';
import type { VehicleState } from './vehicleState.ts';

interface VehicleFacts {
  plate: string;
  make: string;
  model: string;
  year: number;
  acriss: string;
  odometerKm: number;
}

export type VehicleChange = { readonly [Field in keyof VehicleFacts]?: VehicleFacts[Field] | null };

const longestName = 40;

/** A make or a model as it is kept; BAD_INPUT when it is none. */
export function nameOf(text: string, field: string): string {
  const name = text.trim();
  if (name === '' || name.length > longestName) throw new Refusal('BAD_INPUT', field);
  return name;
}

/** A model year; BAD_INPUT before 1990 and after next year's. */
export function yearOf(year: number, now: Date): number {
  if (year < 1990 || year > now.getUTCFullYear() + 1) throw new Refusal('BAD_INPUT', 'year');
  return year;
}

/** The vehicle with what is given changed, itself where nothing is; WRONG_STATE once it is retired, BAD_INPUT names what is wrong. */
export function changedVehicle<V extends VehicleFacts & { state: VehicleState }>(before: V, change: VehicleChange, now: Date): V {
  const after: V = {
    ...before,
    plate: typeof change.plate === 'string' ? plateOf(change.plate) : before.plate,
    make: nameOf(change.make ?? before.make, 'make'),
    model: nameOf(change.model ?? before.model, 'model'),
    year: yearOf(change.year ?? before.year, now),
    acriss: change.acriss ?? before.acriss,
    odometerKm: change.odometerKm ?? before.odometerKm,
  };
  if (after.odometerKm < before.odometerKm) throw new Refusal('BAD_INPUT', `odometerKm >= ${String(before.odometerKm)}`);
  const fields = ['plate', 'make', 'model', 'year', 'acriss', 'odometerKm'] as const;
  if (fields.every((field) => after[field] === before[field])) return before;
  if (before.state === 'RETIRED') throw new Refusal('WRONG_STATE');
  return after;
}
