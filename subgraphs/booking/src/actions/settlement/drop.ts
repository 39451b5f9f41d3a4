import type { Sql } from '@ycyw/service/sql';
import { lockBooking, type Booking } from '../../data/booking.ts';
import { lockStock, release } from '../../data/ledger.ts';
import { endSettlement, openSettlement, type Settlement } from '../../data/settlement.ts';
import { tell } from '../events.ts';
import type { World } from '../world.ts';

/** Why nobody can accept it any more. */
type Cause = 'LAPSED' | 'CAR_GONE' | 'BOOKING_CHANGED';

/** Takes back an open settlement and gives back what the ledger holds for it; who was told of it is told. The booking must be locked. */
export async function dropSettlement(tx: Sql, booking: Booking, settlement: Settlement, cause: Cause, now: Date): Promise<void> {
  const news = { type: 'booking.settlementExpired', payload: { settlementId: settlement.id, cause } };
  await Promise.all([
    endSettlement(tx, settlement.id, 'EXPIRED', now),
    lockStock(tx, settlement),
    release(tx, settlement, [settlement.held]),
    settlement.offeredAt ? tell(tx, booking, [news], now) : null,
  ]);
}

/** Ends a booking's settlement that nobody answered in time, or whose booking went on without it. */
export async function lapseSettlement(world: World, bookingId: string): Promise<void> {
  const now = world.clock.now();
  await world.sql.$transaction(async (tx) => {
    const booking = await lockBooking(tx, bookingId);
    const settlement = booking && (await openSettlement(tx, bookingId));
    if (!booking || !settlement) return;
    const waits = booking.state === 'CONFIRMED' || booking.state === 'REACCOMMODATION';
    if (settlement.expiresAt <= now || !waits) await dropSettlement(tx, booking, settlement, waits ? 'LAPSED' : 'BOOKING_CHANGED', now);
  });
}
