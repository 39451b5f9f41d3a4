import { append } from '@ycyw/service/outbox';
import type { Booking } from '../data/booking.ts';
import type { Sql } from '@ycyw/service/sql';
import type { BookingState } from '../domain/bookingState.ts';

/** Tells the other domains of a booking's new state, and of `more` in the same breath. */
export async function tell(
  tx: Sql,
  booking: Booking,
  previousState: BookingState | null,
  now: Date,
  more: { type: string; payload: Record<string, unknown> }[] = [],
): Promise<void> {
  const { id, reference, state, customerId, language } = booking;
  const payload = { bookingId: id, reference, customerId, locale: language, at: now.toISOString() };
  const agency = booking.journey.pickUp.agency;
  await append(
    tx,
    [
      { type: 'booking.changed', payload: { ...payload, state, previousState, agency } },
      ...more.map((event) => ({ type: event.type, payload: { ...payload, ...event.payload } })),
    ],
    now,
  );
}
