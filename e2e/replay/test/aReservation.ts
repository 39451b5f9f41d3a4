import type { Reservation } from '../trace.ts';

/** Kept, booked on day 100 for day 120, three nights. */
export const aReservation = (changed: Partial<Reservation> = {}): Reservation => ({
  row: 4,
  bookedOn: 100,
  startsOn: 120,
  nights: 3,
  reservedClass: 'A',
  changes: 0,
  outcome: 'KEPT',
  outcomeOn: 123,
  ...changed,
});
