import { append } from '@ycyw/service/outbox';
import { isOpen, type Absence } from '../domain/absence.ts';
import { vehiclesChanged } from '../domain/events.ts';
import type { Database, Transaction } from './database.ts';
import { openAbsences, saveAbsences } from './absence.ts';
import { saveVehicle, vehiclesById, type Vehicle } from './vehicle.ts';

/** A vehicle with its absences that are not over. */
export type StoredUnit = Vehicle & { absences: readonly Absence[] };

async function unitsOf(tx: Transaction, ids: readonly string[]): Promise<StoredUnit[]> {
  const vehicles = await vehiclesById(tx, ids);
  const open = Map.groupBy(await openAbsences(tx, ids), (absence) => absence.vehicleId);
  return vehicles.map((vehicle) => ({ ...vehicle, absences: (open.get(vehicle.id) ?? []).map(({ vehicleId: _, ...absence }) => absence) }));
}

/** The unit, locked until the transaction ends. */
export async function lockUnit(tx: Transaction, id: string): Promise<StoredUnit | null> {
  await tx.$queryRaw`SELECT 1 FROM vehicle WHERE id = ${id}::uuid FOR UPDATE`;
  const [unit] = await unitsOf(tx, [id]);
  return unit ?? null;
}

/** Writes what has become of a locked unit as its next version, and tells the other domains; nothing where nothing has. */
export async function saveUnit(tx: Transaction, before: StoredUnit, after: StoredUnit, now: Date): Promise<StoredUnit> {
  if (after === before) return before;
  await saveAbsences(
    tx,
    after.absences.filter((absence) => !before.absences.includes(absence)).map((absence) => ({ ...absence, vehicleId: after.id })),
    now,
  );
  const { absences, ...vehicle } = after;
  const saved = { ...(await saveVehicle(tx, vehicle, now)), absences: absences.filter(isOpen) };
  await append(tx, vehiclesChanged(saved.agencyCode, [saved]), now);
  return saved;
}

/** The units for which something is due, after the unit `after`, at most `size`, in the order of their ids. */
export async function dueUnits(db: Database, now: Date, after: string | null, size: number): Promise<string[]> {
  const due = await db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM (
      SELECT vehicle_id AS id FROM absence WHERE ends_at <= ${now} AND state IN ('PLANNED', 'UNDER_WAY')
      UNION SELECT vehicle_id FROM absence a JOIN vehicle still ON still.id = vehicle_id AND still.state NOT IN ('ASSIGNED', 'OUT')
      WHERE starts_at <= ${now} AND a.state = 'PLANNED') AS due
    WHERE ${after}::uuid IS NULL OR id > ${after}::uuid ORDER BY id LIMIT ${size}`;
  return due.map(({ id }) => id);
}
