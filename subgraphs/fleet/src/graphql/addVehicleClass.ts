import { parseAcriss } from '@ycyw/service/acriss';
import { audit } from '@ycyw/service/audit';
import { append } from '@ycyw/service/outbox';
import { Refusal } from '@ycyw/service/refusal';
import { requireRole } from '@ycyw/service/viewer';
import { classesByCode, insertClasses, type VehicleClass } from '../data/vehicleClass.ts';
import { vehicleClassChanged } from '../domain/events.ts';
import { checkedClass, exampleOf } from '../domain/vehicleClass.ts';
import type { FleetContext } from './context.ts';

interface Input {
  acriss: string;
  nameFr: string;
  nameEn: string;
  exampleModel: string;
  seats: number;
  doors: number;
  bags: number;
}

export function addVehicleClass(
  _: unknown,
  { input: { exampleModel, ...input } }: { input: Input },
  { viewer, db, clock }: FleetContext,
): Promise<VehicleClass> {
  requireRole(viewer, 'ADMIN');
  const now = clock.now();
  const wanted = checkedClass({ ...input, acriss: parseAcriss(input.acriss), ...exampleOf(exampleModel) });
  return db.$transaction(async (tx) => {
    const added = await insertClasses(tx, [wanted], now);
    const [saved] = await classesByCode(tx, [wanted.acriss]);
    const fields = ['nameFr', 'nameEn', 'exampleMake', 'exampleModel', 'seats', 'doors', 'bags'] as const;
    if (!saved || fields.some((field) => saved[field] !== wanted[field])) throw new Refusal('IDEMPOTENCY_CONFLICT');
    if (added > 0) {
      await append(tx, [vehicleClassChanged(saved)], now);
      await audit(tx, viewer, { action: 'fleet.vehicleClass.added', subjectKind: 'vehicleClass', subjectId: saved.acriss }, now);
    }
    return saved;
  });
}
