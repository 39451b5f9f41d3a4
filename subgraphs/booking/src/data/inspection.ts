import type { Sql } from '@ycyw/service/sql';

export interface Inspection {
  bookingId: string;
  kind: 'HAND_OVER' | 'TAKE_BACK';
  vehicleId: string;
  odometerKm: number;
  fuelEighths: number;
  notes: string | null;
  byUser: string;
  at: Date;
}

export async function insertInspection(tx: Sql, inspection: Inspection): Promise<void> {
  const { bookingId, kind, vehicleId, odometerKm, fuelEighths, notes, byUser, at } = inspection;
  await tx.$executeRaw`
    INSERT INTO inspection (booking_id, region, kind, vehicle_id, odometer_km, fuel_eighths, notes, by_user, at)
    SELECT id, region, ${kind}, ${vehicleId}::uuid, ${odometerKm}::integer, ${fuelEighths}::integer, ${notes}::text, ${byUser}::uuid, ${at}::timestamptz
    FROM booking WHERE id = ${bookingId}::uuid`;
}

/** Kilometres on the clock when the unit went out. */
export async function handOverOdometer(tx: Sql, bookingId: string): Promise<number> {
  const rows = await tx.$queryRaw<{ odometer_km: number }[]>`
    SELECT odometer_km FROM inspection WHERE booking_id = ${bookingId} AND kind = 'HAND_OVER'`;
  return rows[0]?.odometer_km ?? 0;
}

/** When the unit came back; null while it has not. */
export async function takenBackAt(sql: Sql, bookingId: string): Promise<Date | null> {
  const [row] = await sql.$queryRaw<{ at: Date }[]>`SELECT at FROM inspection WHERE booking_id = ${bookingId}::uuid AND kind = 'TAKE_BACK'`;
  return row?.at ?? null;
}
