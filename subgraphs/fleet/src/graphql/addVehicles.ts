import { audit } from '@ycyw/service/audit';
import { append } from '@ycyw/service/outbox';
import { Refusal } from '@ycyw/service/refusal';
import { requireRole, type SignedIn } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { agenciesByCode, type Agency } from '../data/agency.ts';
import type { Transaction } from '../data/database.ts';
import { once } from '../data/idempotency.ts';
import { insertVehicles, takePlateSerials, vehiclesById, type Vehicle } from '../data/vehicle.ts';
import { classesByCode, type VehicleClass } from '../data/vehicleClass.ts';
import { parseAcriss } from '@ycyw/service/acriss';
import { vehiclesChanged } from '../domain/events.ts';
import { plate } from '../domain/plate.ts';
import { nameOf, yearOf } from '../domain/vehicle.ts';
import type { FleetContext } from './context.ts';
import { requestOf, requireAt } from './workplace.ts';

interface Input {
  agency: string;
  acriss: string;
  count: number;
  make?: string | null;
  model?: string | null;
  year?: number | null;
  idempotencyKey: string;
}

const most = 500;

/** The make and model asked for, or the class's example where neither is given. */
function modelOf(input: Input, { exampleMake, exampleModel }: VehicleClass): { make: string; model: string } {
  const [make = '', model = ''] = [input.make?.trim(), input.model?.trim()];
  if (make === '' && model === '') return { make: exampleMake, model: exampleModel };
  return { make: nameOf(make, 'make'), model: nameOf(model, 'model') };
}

function check({ count, year }: Input, now: Date): void {
  if (count < 1 || count > most) throw new Refusal('BAD_INPUT', `count 1…${String(most)}`);
  if (year) yearOf(year, now);
}

async function addUnits(tx: Transaction, viewer: SignedIn, agency: Agency, input: Input, now: Date): Promise<string[]> {
  const [vehicleClass] = await classesByCode(tx, [parseAcriss(input.acriss)]);
  if (!vehicleClass) throw new Refusal('NOT_FOUND');
  const model = modelOf(input, vehicleClass);
  const serials = await takePlateSerials(tx, input.count);
  const units = serials.map((serial) => ({
    id: uuidv7({ msecs: now.getTime() }),
    country: agency.country,
    plate: plate(agency.country, serial),
    ...model,
    year: input.year ?? now.getUTCFullYear(),
    acriss: vehicleClass.acriss,
    agencyCode: agency.code,
    odometerKm: 0,
  }));
  await insertVehicles(tx, units, now);
  await append(tx, vehiclesChanged(units.map((unit) => ({ ...unit, state: 'AVAILABLE', version: 1, updatedAt: now, absences: [] }))), now);
  const detail = { acriss: vehicleClass.acriss, count: units.length };
  await audit(tx, viewer, { action: 'fleet.vehicles.added', subjectKind: 'agency', subjectId: agency.code, detail }, now);
  return units.map((unit) => unit.id);
}

export async function addVehicles(_: unknown, { input }: { input: Input }, { viewer: asker, db, clock }: FleetContext): Promise<Vehicle[]> {
  const viewer = requireRole(asker, 'MANAGER', 'ADMIN');
  const now = clock.now();
  check(input, now);
  const { idempotencyKey, ...asked } = input;
  return db.$transaction(async (tx) => {
    const [at] = await agenciesByCode(tx, [input.agency.toUpperCase()]);
    const agency = requireAt(viewer, at?.active ? at : null);
    const ids = await once(tx, requestOf(viewer, agency, idempotencyKey, 'addVehicles', asked), now, () =>
      addUnits(tx, viewer, agency, input, now),
    );
    return vehiclesById(tx, ids);
  });
}
