import type { Sql } from '@ycyw/service/sql';
import type { AngledPhoto, Mark } from '../domain/inspection.ts';
import { endedBefore } from './booking.ts';

export interface Inspection {
  bookingId: string;
  kind: 'HAND_OVER' | 'TAKE_BACK';
  vehicleId: string;
  odometerKm: number;
  fuelEighths: number;
  /** Null where it was not read, or nothing is charged. */
  chargePercent: number | null;
  notes: string | null;
  /** All damage on the car at that moment. */
  marks: readonly Mark[];
  photos: readonly AngledPhoto[];
  signatureId: string | null;
  agentSignatureId: string | null;
  byUser: string;
  at: Date;
  /** When the keys were dropped, before the desk looked at the car; null where it did at once. */
  returnedAt: Date | null;
  /** They were dropped while the desk was closed. */
  outOfHours: boolean;
  /** The class that was reserved, where a better car went out. */
  upgradedFrom: string | null;
  /** What the odometer was first read as, where a manager has corrected it since. */
  misreadKm: number | null;
}

/** Writes it, and in the same breath what the next one of the unit begins with. The unit must be locked. */
export async function insertInspection(tx: Sql, inspection: Inspection): Promise<void> {
  const { bookingId, kind, vehicleId, odometerKm, fuelEighths, chargePercent, notes, marks, photos, byUser, at } = inspection;
  const { signatureId, agentSignatureId, returnedAt, outOfHours, upgradedFrom } = inspection;
  const damage = JSON.stringify(marks);
  await tx.$executeRaw`
    WITH found AS (UPDATE vehicle SET odometer_km = ${odometerKm}::integer, marks = ${damage}::jsonb WHERE id = ${vehicleId}::uuid)
    INSERT INTO inspection (booking_id, region, kind, vehicle_id, odometer_km, fuel_eighths, charge_percent, notes, marks, photos,
      signature_id, agent_signature_id, by_user, at, returned_at, out_of_hours, upgraded_from)
    SELECT id, region, ${kind}, ${vehicleId}::uuid, ${odometerKm}::integer, ${fuelEighths}::integer, ${chargePercent}::integer, ${notes}::text,
      ${damage}::jsonb, ${JSON.stringify(photos)}::jsonb, ${signatureId}::uuid, ${agentSignatureId}::uuid, ${byUser}::uuid,
      ${at}::timestamptz, ${returnedAt}::timestamptz, ${outOfHours}::boolean, ${upgradedFrom}::bpchar
    FROM booking WHERE id = ${bookingId}::uuid`;
}

/** The inspections of these bookings, each one's hand-over first. */
export const inspectionsOf = async (sql: Sql, bookingIds: readonly string[]): Promise<Inspection[]> =>
  sql.$queryRaw<Inspection[]>`
    SELECT booking_id::text AS "bookingId", kind, vehicle_id::text AS "vehicleId", odometer_km AS "odometerKm", fuel_eighths AS "fuelEighths",
      charge_percent AS "chargePercent", notes, marks, photos, signature_id::text AS "signatureId", agent_signature_id::text AS "agentSignatureId",
      by_user::text AS "byUser", at, returned_at AS "returnedAt", out_of_hours AS "outOfHours", upgraded_from::text AS "upgradedFrom",
      misread_km AS "misreadKm"
    FROM inspection WHERE booking_id = ANY(${[...bookingIds]}::uuid[]) ORDER BY booking_id, kind`;

/** Writes what an odometer stood at, where it was misread. The unit's own reading follows that of its last return. */
export async function correctOdometer(tx: Sql, bookingId: string, kind: Inspection['kind'], odometerKm: number): Promise<void> {
  await tx.$executeRaw`
    WITH misread AS (
      SELECT vehicle_id, odometer_km FROM inspection WHERE booking_id = ${bookingId}::uuid AND kind = ${kind} AND kind = 'TAKE_BACK'),
    unit AS (
      UPDATE vehicle SET odometer_km = ${odometerKm}::integer FROM misread
      WHERE vehicle.id = misread.vehicle_id AND vehicle.odometer_km = misread.odometer_km)
    UPDATE inspection SET misread_km = coalesce(misread_km, odometer_km), odometer_km = ${odometerKm}::integer
    WHERE booking_id = ${bookingId}::uuid AND kind = ${kind}`;
}

/** How the unit went out. */
export async function handOverOf(
  tx: Sql,
  bookingId: string,
): Promise<Pick<Inspection, 'odometerKm' | 'fuelEighths' | 'chargePercent' | 'marks' | 'at' | 'returnedAt'>> {
  const [found] = await inspectionsOf(tx, [bookingId]);
  return found ?? { odometerKm: 0, fuelEighths: 0, chargePercent: null, marks: [], at: new Date(0), returnedAt: null };
}

/** When the unit came back; null while it has not. */
export async function takenBackAt(sql: Sql, bookingId: string): Promise<Date | null> {
  const [row] = await sql.$queryRaw<{ at: Date }[]>`SELECT at FROM inspection WHERE booking_id = ${bookingId}::uuid AND kind = 'TAKE_BACK'`;
  return row?.at ?? null;
}

/** Forgets what was noted at bookings that ended before `before`, at most `size`; at how many. */
export const forgetOldNotes = (tx: Sql, before: Date, size: number): PromiseLike<number> =>
  tx.$executeRaw`
    UPDATE inspection SET notes = NULL WHERE (booking_id, kind) IN (
      SELECT i.booking_id, i.kind FROM inspection i JOIN booking b ON b.id = i.booking_id
      WHERE i.notes IS NOT NULL AND i.at < ${before}::timestamptz AND ${endedBefore(before)} ORDER BY i.at LIMIT ${size})`;
