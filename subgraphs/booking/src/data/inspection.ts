import type { Sql } from '@ycyw/service/sql';
import type { Reading } from '../domain/charge/reading.ts';

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

/** What was read as the unit went out or came back; null where it has not. */
export async function readingOf(tx: Sql, bookingId: string, kind: Inspection['kind']): Promise<Reading | null> {
  const rows = await tx.$queryRaw<{ odometerKm: number; fuelEighths: number; at: Date }[]>`
    SELECT odometer_km AS "odometerKm", fuel_eighths AS "fuelEighths", at FROM inspection WHERE booking_id = ${bookingId}::uuid AND kind = ${kind}`;
  const [row] = rows;
  return row ? { ...row, at: row.at.toISOString() } : null;
}
