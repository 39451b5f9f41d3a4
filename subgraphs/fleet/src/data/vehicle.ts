import { Prisma } from '../generated/prisma/client.ts';
import type { VehicleModel } from '../generated/prisma/models.ts';
import type { VehicleState } from '../domain/vehicleState.ts';
import type { Database, Transaction } from './database.ts';

export type Vehicle = VehicleModel;
export type NewVehicle = Omit<VehicleModel, 'state' | 'version' | 'updatedAt'>;

export interface VehicleFilter {
  agency: string | null;
  state: VehicleState | null;
  /** Exact codes; null for any class. */
  acriss: readonly string[] | null;
  /** What the plate's letters and digits contain; blank for any plate. */
  marks: string;
}

function matching({ agency, state, acriss, marks }: VehicleFilter): Prisma.Sql {
  const all = [Prisma.sql`true`];
  if (agency !== null) all.push(Prisma.sql`agency_code = ${agency}`);
  if (state !== null) all.push(Prisma.sql`state = ${state}::vehicle_state`);
  if (acriss !== null) all.push(Prisma.sql`acriss = ANY(${acriss})`);
  if (marks !== '') all.push(Prisma.sql`translate(plate, ' .·-', '') LIKE ${`%${marks}%`}`);
  return Prisma.join(all, ' AND ');
}

/** Up to `limit` vehicles, newest change first, past the one that changed at `after.at` and has `after.id`. */
export const vehiclePage = (
  db: Database,
  filter: VehicleFilter,
  limit: number,
  after: { at: Date; id: string } | null,
): Promise<Vehicle[]> =>
  db.$queryRaw<Vehicle[]>`
    SELECT id::text, country, plate, make, model, year, acriss, agency_code AS "agencyCode", state::text, odometer_km AS "odometerKm", version,
      updated_at AS "updatedAt"
    FROM vehicle WHERE ${matching(filter)} ${after ? Prisma.sql`AND (updated_at, id) < (${after.at}::timestamptz, ${after.id}::uuid)` : Prisma.empty}
    ORDER BY updated_at DESC, id DESC LIMIT ${limit}`;

export async function countVehicles(db: Database, filter: VehicleFilter): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM vehicle WHERE ${matching(filter)}`;
  return row?.count ?? 0;
}

export const vehiclesById = (db: Database | Transaction, ids: readonly string[]): Promise<Vehicle[]> =>
  db.vehicle.findMany({ where: { id: { in: [...ids] } }, orderBy: { id: 'asc' } });

export const vehicleById = (tx: Transaction, id: string): Promise<Vehicle> => tx.vehicle.findUniqueOrThrow({ where: { id } });

/** Whether a write failed because another vehicle has the plate. */
export const isTaken = (error: unknown): boolean => error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';

/** Writes the vehicle as its next version. */
export const saveVehicle = (tx: Transaction, { id, version, ...vehicle }: Vehicle, now: Date): Promise<Vehicle> =>
  tx.vehicle.update({ where: { id }, data: { ...vehicle, version: version + 1, updatedAt: now } });

/** Adds vehicles that are AVAILABLE where they stand, in one statement. */
export async function insertVehicles(tx: Transaction, vehicles: readonly NewVehicle[], now: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO vehicle (id, country, plate, make, model, year, acriss, agency_code, state, odometer_km, updated_at)
    SELECT id, country, plate, make, model, year, acriss, "agencyCode", 'AVAILABLE', "odometerKm", ${now}
    FROM jsonb_to_recordset(${JSON.stringify(vehicles)}::jsonb)
      AS v(id uuid, country text, plate text, make text, model text, year smallint, acriss text, "agencyCode" text, "odometerKm" int)`;
}

/** Takes `count` numbers that no plate was made of yet. */
export async function takePlateSerials(tx: Transaction, count: number): Promise<number[]> {
  const rows = await tx.$queryRaw<
    { serial: number }[]
  >`SELECT nextval('plate_serial')::int AS serial FROM generate_series(1, ${count}::int)`;
  return rows.map(({ serial }) => serial);
}
