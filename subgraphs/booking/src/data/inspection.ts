import type { Tx } from './database.ts';

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

export async function insertInspection(tx: Tx, inspection: Inspection): Promise<void> {
  await tx.inspection.create({ data: inspection, select: { bookingId: true } });
}

export async function handOverOdometer(tx: Tx, bookingId: string): Promise<number> {
  const row = await tx.inspection.findUnique({ where: { bookingId_kind: { bookingId, kind: 'HAND_OVER' } }, select: { odometerKm: true } });
  return row?.odometerKm ?? 0;
}
