import { lockBooking, overdueIds, updateBooking, type Booking } from '../data/booking.ts';
import { recount } from '../data/supply.ts';
import { lockVehicles } from '../data/vehicle.ts';
import { addMinutes, heldWhileOut, overdueGraceMinutes, turnaroundMinutes, without, type Span } from '../domain/period.ts';
import type { Shift } from '../domain/supply.ts';
import { stockOf } from './expire.ts';
import type { World } from './world.ts';

/** What changes in the ledger when a booking that held `before` holds `after`, whether or not there is room. */
export function holdShifts(booking: Booking, before: Span | null, after: Span | null): Shift[] {
  const beyond = (span: Span | null, taken: Span | null): Span[] => (span && taken ? without(span, taken) : span ? [span] : []);
  const shifts = (spans: Span[], sold: number): Shift[] => spans.map((span) => ({ ...stockOf(booking), ...span, supply: 0, sold }));
  return [...shifts(beyond(after, before), 1), ...shifts(beyond(before, after), -1)];
}

async function extend(world: World, id: string): Promise<void> {
  const now = world.clock.now();
  await world.sql.$transaction(async (tx) => {
    const booking = await lockBooking(tx, id);
    if (booking?.state !== 'IN_PROGRESS' || !booking.held || !booking.vehicleId) return;
    const held = heldWhileOut(booking.held, now);
    if (held === booking.held) return;
    await updateBooking(tx, { ...booking, held });
    const units = await lockVehicles(tx, [booking.vehicleId]);
    await recount(tx, units, units, now, holdShifts(booking, booking.held, held));
  });
}

/** Units that have not come back are not there for others: their holds go on. At most a hundred; one that fails stops no other. */
export async function extendOverdue(world: World): Promise<void> {
  const horizon = addMinutes(world.clock.now(), turnaroundMinutes - overdueGraceMinutes);
  for (const id of await overdueIds(world.sql, horizon)) {
    await extend(world, id).catch((error: unknown) => {
      world.log.error({ err: error, bookingId: id }, 'the hold of an overdue unit was not extended, next try in 2 s');
    });
  }
}
