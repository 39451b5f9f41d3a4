import type { Sql } from '@ycyw/service/sql';

export interface BookingPhoto {
  id: string;
  /** E.g. HAND_OVER or TAKE_BACK. */
  purpose: string;
}

/** Those of these photos that are of the booking. */
export async function photosOf(tx: Sql, bookingId: string, ids: readonly string[]): Promise<BookingPhoto[]> {
  if (ids.length === 0) return [];
  return tx.$queryRaw<BookingPhoto[]>`
    SELECT id::text, purpose FROM photo WHERE booking_id = ${bookingId}::uuid AND id = ANY(${[...ids]}::uuid[])`;
}
