import { audit } from '@ycyw/service/audit';
import { requireStaff } from '@ycyw/service/viewer';
import { once } from '../data/idempotency.ts';
import { vehicleById, type Vehicle } from '../data/vehicle.ts';
import { received } from '../domain/unit.ts';
import type { FleetContext } from './context.ts';
import { lockUnitAt, requestOf, workOn } from './workplace.ts';

export function receiveVehicle(
  _: unknown,
  { vehicleId, odometerKm, idempotencyKey }: { vehicleId: string; odometerKm: number; idempotencyKey: string },
  { viewer: asker, db, clock }: FleetContext,
): Promise<Vehicle> {
  const viewer = requireStaff(asker);
  const now = clock.now();
  return db.$transaction(async (tx) => {
    const { unit, agency } = await lockUnitAt(
      tx,
      viewer,
      vehicleId,
      ({ absences, agencyCode }) => absences.find((absence) => absence.kind === 'TRANSFER')?.toAgencyCode ?? agencyCode,
    );
    await once(tx, requestOf(viewer, agency, idempotencyKey, 'receiveVehicle', vehicleId, odometerKm), now, async () => {
      await workOn(tx, unit, now, (each) => received(each, odometerKm, now));
      const detail = { from: unit.agencyCode, to: agency.code, odometerKm };
      await audit(tx, viewer, { action: 'fleet.vehicle.received', subjectKind: 'vehicle', subjectId: unit.id, detail }, now);
      return [unit.id];
    });
    return vehicleById(tx, unit.id);
  });
}
