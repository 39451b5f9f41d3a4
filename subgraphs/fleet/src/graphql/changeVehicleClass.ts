import type { Language } from '@ycyw/service/language';
import { audit } from '@ycyw/service/audit';
import { append } from '@ycyw/service/outbox';
import { Refusal } from '@ycyw/service/refusal';
import { requireRole } from '@ycyw/service/viewer';
import { lockClass, saveClass, type VehicleClass } from '../data/vehicleClass.ts';
import { parseAcriss } from '@ycyw/service/acriss';
import { vehicleClassChanged } from '../domain/events.ts';
import { checkedClass, exampleOf } from '../domain/vehicleClass.ts';
import type { FleetContext } from './context.ts';

interface Change {
  name?: string | null;
  exampleModel?: string | null;
  seats?: number | null;
  doors?: number | null;
  bags?: number | null;
}

function changed(before: VehicleClass, { name, exampleModel, ...change }: Change, language: Language): VehicleClass {
  return checkedClass({
    ...before,
    ...(typeof name === 'string' && (language === 'fr' ? { nameFr: name } : { nameEn: name })),
    ...(typeof exampleModel === 'string' && exampleOf(exampleModel)),
    seats: change.seats ?? before.seats,
    doors: change.doors ?? before.doors,
    bags: change.bags ?? before.bags,
  });
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
