import { part, type Sql } from '@ycyw/service/sql';
import type { Mark } from '../domain/inspection.ts';
import type { Span } from '../domain/period.ts';
import type { Presence, Unit } from '../domain/supply.ts';

/** A unit as fleet tells of it; `absences` are all that are not over. */
export interface VehicleFacts {
  id: string;
  acriss: string;
  agency: string;
  version: number;
  absences: readonly Span[];
  /** Null where it does not say. */
  odometerKm: number | null;
}

export interface Vehicle extends Unit {
  id: string;
  version: number;
  /** Where and when the ledger counts it; null: at its agency, always. */
  counted: readonly Presence[] | null;
  /** Where a one-way rental took it, until fleet says the same. */
  movedTo: string | null;
  /** As the last inspection left it, or more where fleet has read more since; null where nobody has read it. */
  odometerKm: number | null;
  marks: readonly Mark[];
}

interface Told {
  from: string;
  to: string | null;
}

type Row = Omit<Vehicle, 'absences' | 'counted'> & { absences: Told[]; counted: (Told & { agency: string; acriss: string })[] | null };

const span = <Each extends Told>(told: Each) => ({ ...told, from: new Date(told.from), to: told.to === null ? null : new Date(told.to) });
const vehicleOf = (row: Row): Vehicle => ({ ...row, absences: row.absences.map(span), counted: row.counted?.map(span) ?? null });

const vehicles = part`SELECT id::text, acriss::text, agency, version, absences, counted, moved_to AS "movedTo", ready_at AS "readyAt",
  odometer_km AS "odometerKm", marks FROM vehicle`;

/** Takes over the units that are new, counted nowhere yet; returns their ids. */
export async function addVehicles(tx: Sql, vehicles: readonly VehicleFacts[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO vehicle (id, acriss, agency, version, absences, counted, odometer_km)
    SELECT id, acriss, agency, version, absences, '[]', "odometerKm"
    FROM jsonb_to_recordset(${JSON.stringify(vehicles)}::jsonb)
      AS v(id uuid, acriss text, agency text, version int, absences jsonb, "odometerKm" int)
    ORDER BY id ON CONFLICT (id) DO NOTHING RETURNING id::text`;
  return rows.map(({ id }) => id);
}

/** The units of these ids, locked, always in the same order. Bookings are locked before, stocks after. */
export async function lockVehicles(tx: Sql, ids: readonly string[]): Promise<Vehicle[]> {
  const rows = await tx.$queryRaw<Row[]>`${vehicles} WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`;
  return rows.map(vehicleOf);
}

/** The units of an agency that are with no renter. */
export async function vehiclesIn(sql: Sql, agency: string): Promise<Vehicle[]> {
  const rows = await sql.$queryRaw<Row[]>`
    ${vehicles} WHERE agency = ${agency} AND NOT EXISTS (SELECT FROM booking b WHERE b.vehicle_id = vehicle.id AND b.state = 'IN_PROGRESS')`;
  return rows.map(vehicleOf);
}

/** Notes what fleet has read where that is more than we know. */
export async function raiseOdometers(tx: Sql, told: readonly Pick<VehicleFacts, 'id' | 'odometerKm'>[]): Promise<void> {
  const read = told.flatMap(({ id, odometerKm }) => (odometerKm === null ? [] : [{ id, odometerKm }]));
  if (read.length === 0) return;
  await tx.$executeRaw`
    UPDATE vehicle SET odometer_km = v."odometerKm" FROM jsonb_to_recordset(${JSON.stringify(read)}::jsonb) AS v(id uuid, "odometerKm" int)
    WHERE vehicle.id = v.id AND v."odometerKm" > coalesce(vehicle.odometer_km, -1)`;
}

/** All but what inspections find. */
export async function saveVehicles(tx: Sql, vehicles: readonly Vehicle[]): Promise<void> {
  if (vehicles.length === 0) return;
  await tx.$executeRaw`
    UPDATE vehicle SET acriss = v.acriss, agency = v.agency, version = v.version, absences = v.absences, counted = v.counted,
      moved_to = v."movedTo", ready_at = v."readyAt"
    FROM jsonb_to_recordset(${JSON.stringify(vehicles)}::jsonb)
      AS v(id uuid, acriss text, agency text, version int, absences jsonb, counted jsonb, "movedTo" text, "readyAt" timestamptz)
    WHERE vehicle.id = v.id`;
}
