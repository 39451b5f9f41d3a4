import { append } from '@ycyw/service/outbox';
import type { Sql } from '@ycyw/service/sql';
import { isOpen, type Absence } from '../domain/absence.ts';
import { vehiclesChanged } from '../domain/events.ts';
import type { Transaction } from './database.ts';
import { openAbsences, saveAbsences } from './absence.ts';
import { saveUnitAbsences, updateUnits } from './importedVehicle.ts';
import { saveVehicle, type Vehicle } from './vehicle.ts';

/** A vehicle with its absences that are not over. */
export type StoredUnit = Vehicle & { absences: readonly Absence[] };

/** The units of these ids, in their order, locked until the transaction ends. */
export async function lockUnits(tx: Sql, ids: readonly string[]): Promise<StoredUnit[]> {
  const vehicles = await tx.$queryRaw<Vehicle[]>`
    SELECT id::text, country, plate, make, model, year, acriss, agency_code AS "agencyCode", state::text, odometer_km AS "odometerKm",
      version, updated_at AS "updatedAt"
    FROM vehicle WHERE id = ANY(${[...ids]}::uuid[]) ORDER BY vehicle.id FOR UPDATE`;
  const open = Map.groupBy(await openAbsences(tx, ids), (absence) => absence.vehicleId);
  return vehicles.map((vehicle) => ({ ...vehicle, absences: (open.get(vehicle.id) ?? []).map(({ vehicleId: _, ...absence }) => absence) }));
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
  await append(tx, vehiclesChanged([saved]), now);
  return saved;
}

/** The units for which something is due, after the unit `after`, at most `size`, in the order of their ids. */
export async function dueUnits(db: Sql, now: Date, after: string | null, size: number): Promise<string[]> {
  const due = await db.$queryRaw<{ id: string }[]>`
    SELECT id::text FROM (
      SELECT vehicle_id AS id FROM absence WHERE ends_at <= ${now} AND state IN ('PLANNED', 'UNDER_WAY')
      UNION SELECT vehicle_id FROM absence a JOIN vehicle still ON still.id = vehicle_id AND still.state NOT IN ('ASSIGNED', 'OUT')
      WHERE starts_at <= ${now} AND a.state = 'PLANNED') AS due
    WHERE ${after}::uuid IS NULL OR id > ${after}::uuid ORDER BY id LIMIT ${size}`;
  return due.map(({ id }) => id);
}

/** Writes what has become of locked units, each as its next version, however many in three statements; tells the other domains of those that are news. */
export async function saveUnits(
  tx: Sql,
  units: readonly { before: StoredUnit; after: StoredUnit }[],
  now: Date,
  isNews: (id: string) => boolean = () => true,
): Promise<void> {
  const changed = units
    .filter(({ before, after }) => after !== before)
    .map(({ before, after }) => ({ before, unit: { ...after, version: before.version + 1, updatedAt: now } }));
  const saved = changed.map(({ unit }) => unit);
  await saveUnitAbsences(tx, changed, now);
  await updateUnits(tx, saved, now);
  await append(tx, vehiclesChanged(saved.filter(({ id }) => isNews(id))), now);
}
