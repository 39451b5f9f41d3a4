import type { Sql } from '@ycyw/service/sql';
import type { Booking } from '../../data/booking.ts';
import { lookAtPlanned } from '../../data/delivery/attempt.ts';
import { legsOf } from '../../domain/journey.ts';

/** The booking stands: what is to be brought or fetched waits for it no more. No statement for a booking without. */
export async function lookAtDeliveries(tx: Sql, { id, journey }: Booking, now: Date): Promise<void> {
  if (legsOf(journey).length > 0) await lookAtPlanned(tx, id, now);
}
