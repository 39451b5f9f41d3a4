import type { Language } from '@ycyw/service/language';
import { audit } from '@ycyw/service/audit';
import { append } from '@ycyw/service/outbox';
import { Refusal } from '@ycyw/service/refusal';
import { requireRole } from '@ycyw/service/viewer';
import { lockClass, saveClass, type VehicleClass } from '../data/vehicleClass.ts';
import { parseAcriss } from '@ycyw/service/acriss';
import { vehicleClassChanged } from '../domain/events.ts';
import { splitModel } from '../domain/model.ts';
import type { FleetContext } from './context.ts';

interface Change {
  name?: string | null;
  exampleModel?: string | null;
  seats?: number | null;
  doors?: number | null;
  bags?: number | null;
}

function within(value: number, least: number, most: number, field: string): number {
  if (value < least || value > most) throw new Refusal('BAD_INPUT', `${field} ${String(least)}…${String(most)}`);
  return value;
}

function changed(before: VehicleClass, change: Change, language: Language): VehicleClass {
  const name = change.name?.trim();
  if (name === '' || (name && name.length > 80)) throw new Refusal('BAD_INPUT', 'name');
  const example = change.exampleModel === undefined || change.exampleModel === null ? undefined : splitModel(change.exampleModel);
  if (example === null) throw new Refusal('BAD_INPUT', 'exampleModel');
  return {
    ...before,
    ...(name && (language === 'fr' ? { nameFr: name } : { nameEn: name })),
    ...(example && { exampleMake: example.make, exampleModel: example.model }),
    seats: within(change.seats ?? before.seats, 1, 20, 'seats'),
    doors: within(change.doors ?? before.doors, 0, 7, 'doors'),
    bags: within(change.bags ?? before.bags, 0, 20, 'bags'),
  };
}

export async function changeVehicleClass(
  _: unknown,
  { acriss, input }: { acriss: string; input: Change },
  { viewer, db, clock, language }: FleetContext,
): Promise<VehicleClass> {
  requireRole(viewer, 'MANAGER', 'ADMIN');
  const code = parseAcriss(acriss);
  const now = clock.now();
  return db.$transaction(async (tx) => {
    const before = await lockClass(tx, code);
    if (!before) throw new Refusal('NOT_FOUND');
    const after = changed(before, input, language);
    if (JSON.stringify(after) === JSON.stringify(before)) return before;
    const saved = await saveClass(tx, after, now);
    await append(tx, [vehicleClassChanged(saved)], now);
    await audit(tx, viewer, { action: 'fleet.vehicleClass.changed', subjectKind: 'vehicleClass', subjectId: code }, now);
    return saved;
  });
}
