import { parseAcriss } from '@ycyw/service/acriss';
import { audit } from '@ycyw/service/audit';
import { Refusal } from '@ycyw/service/refusal';
import { requireRole } from '@ycyw/service/viewer';
import { isTaken, vehicleById, type Vehicle } from '../data/vehicle.ts';
import { classesByCode } from '../data/vehicleClass.ts';
import { changedVehicle, type VehicleChange } from '../domain/vehicle.ts';
import type { FleetContext } from './context.ts';
import { lockUnitAt, workOn } from './workplace.ts';

export async function changeVehicle(
  _: unknown,
  { id, input }: { id: string; input: VehicleChange },
  { viewer: asker, db, clock }: FleetContext,
): Promise<Vehicle> {
  const viewer = requireRole(asker, 'MANAGER', 'ADMIN');
  const now = clock.now();
  const acriss = input.acriss ? parseAcriss(input.acriss) : null;
  const changing = db.$transaction(async (tx) => {
    const { unit } = await lockUnitAt(tx, viewer, id);
    if (acriss && (await classesByCode(tx, [acriss])).length === 0) throw new Refusal('NOT_FOUND');
    if (await workOn(tx, unit, now, (each) => changedVehicle(each, { ...input, acriss }, now)))
      await audit(tx, viewer, { action: 'fleet.vehicle.changed', subjectKind: 'vehicle', subjectId: unit.id }, now);
    return vehicleById(tx, unit.id);
  });
  return changing.catch((error: unknown) => {
    throw isTaken(error) ? new Refusal('BAD_INPUT', 'plate') : error;
  });
}
