import { audit } from '@ycyw/service/audit';
import { requireStaff } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { once } from '../data/idempotency.ts';
import { vehicleById, type Vehicle } from '../data/vehicle.ts';
import { put } from '../domain/unit.ts';
import type { VehicleState } from '../domain/vehicleState.ts';
import type { FleetContext } from './context.ts';
import { lockUnitAt, requestOf, workOn } from './workplace.ts';

export function setVehicleState(
  _: unknown,
  { id, state, idempotencyKey }: { id: string; state: VehicleState; idempotencyKey: string },
  { viewer: asker, db, clock }: FleetContext,
): Promise<Vehicle> {
  const viewer = requireStaff(asker);
  const now = clock.now();
  return db.$transaction(async (tx) => {
    const { unit, agency } = await lockUnitAt(tx, viewer, id);
    await once(tx, requestOf(viewer, agency, idempotencyKey, 'setVehicleState', id, state), now, async () => {
      const detail = { from: unit.state, to: state };
      if (await workOn(tx, unit, now, (each) => put(each, state, now, uuidv7({ msecs: now.getTime() }))))
        await audit(tx, viewer, { action: 'fleet.vehicle.stateSet', subjectKind: 'vehicle', subjectId: unit.id, detail }, now);
      return [unit.id];
    });
    return vehicleById(tx, unit.id);
  });
}
