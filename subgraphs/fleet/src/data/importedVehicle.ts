import type { Sql } from '@ycyw/service/sql';
import type { KeptUnit } from '../domain/importDecision.ts';
import { openAbsences, saveAbsences } from './absence.ts';
import type { Transaction } from './database.ts';

/** Parts of files are taken one after another: two of them would wait for each other's units in circles. */
export async function lockImports(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('imports of fleets'))`;
}

type Row = Omit<KeptUnit, 'absences'>;

/** The units that have these plates, with their absences that are not over, locked until the transaction ends, by `country plate`. */
export async function lockUnitsByPlate(
  tx: Transaction,
  marks: readonly { country: string; plate: string }[],
): Promise<Map<string, KeptUnit>> {
  const keys = marks.map(({ country, plate }) => ({ country, plate }));
  const rows = await tx.$queryRaw<Row[]>`
    SELECT v.id::text, v.country, v.plate, v.make, v.model, v.year, v.acriss, v.agency_code AS "agencyCode", v.state::text AS state,
      v.odometer_km AS "odometerKm", v.version
    FROM vehicle v JOIN jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) AS k(country text, plate text) USING (country, plate)
    ORDER BY v.country, v.plate FOR UPDATE OF v`;
  const ids = rows.map(({ id }) => id);
  const open = Map.groupBy(await openAbsences(tx, ids), (absence) => absence.vehicleId);
  const absencesOf = (id: string) => (open.get(id) ?? []).map(({ vehicleId: _, ...absence }) => absence);
  return new Map(rows.map((unit) => [`${unit.country} ${unit.plate}`, { ...unit, absences: absencesOf(unit.id) }]));
}

/** Adds units whose plates are free, in one statement; the ids of those added. */
export async function insertUnits(tx: Transaction, units: readonly Row[], now: Date): Promise<Set<string>> {
  if (units.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO vehicle (id, country, plate, make, model, year, acriss, agency_code, state, odometer_km, version, updated_at)
    SELECT id, country, plate, make, model, year, acriss, "agencyCode", state, "odometerKm", version, ${now}
    FROM jsonb_to_recordset(${JSON.stringify(units)}::jsonb) AS u(id uuid, country text, plate text, make text, model text,
      year smallint, acriss text, "agencyCode" text, state vehicle_state, "odometerKm" int, version int)
    ON CONFLICT DO NOTHING RETURNING id::text`;
  return new Set(rows.map(({ id }) => id));
}

/** Writes units that are locked, in one statement. */
export async function updateUnits(tx: Sql, units: readonly Row[], now: Date): Promise<void> {
  if (units.length === 0) return;
  await tx.$executeRaw`
    UPDATE vehicle SET make = u.make, model = u.model, year = u.year, acriss = u.acriss, agency_code = u."agencyCode",
      state = u.state, odometer_km = u."odometerKm", version = u.version, updated_at = ${now}
    FROM jsonb_to_recordset(${JSON.stringify(units)}::jsonb) AS u(id uuid, make text, model text, year smallint, acriss text,
      "agencyCode" text, state vehicle_state, "odometerKm" int, version int)
    WHERE vehicle.id = u.id`;
}

/** Writes what has come or gone of the absences of units that are there, in one statement. */
export const saveUnitAbsences = (
  tx: Sql,
  units: readonly { before: Pick<KeptUnit, 'absences'> | null; unit: KeptUnit }[],
  now: Date,
): Promise<void> =>
  saveAbsences(
    tx,
    units.flatMap(({ before, unit }) =>
      unit.absences.filter((absence) => !before?.absences.includes(absence)).map((absence) => ({ ...absence, vehicleId: unit.id })),
    ),
    now,
  );
