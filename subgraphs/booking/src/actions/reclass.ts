import type { Sql } from '@ycyw/service/sql';
import { updateTerms, type Booking } from '../data/booking.ts';
import { freeUnits, lockStocks, shift } from '../data/ledger.ts';
import { holdShifts } from './overdue.ts';
import { stockOf } from './expire.ts';

/**
 * Moves what the ledger holds for the booking to another class of its pick-up agency, at no cost; null, and nothing changed, where a unit of
 * it is not free from `now` to the end. The booking must be locked, and units that are to be locked, too.
 */
export async function reclass(tx: Sql, booking: Booking, acriss: string, now: Date): Promise<Booking | null> {
  const { held, journey } = booking;
  const moved: Booking = { ...booking, journey: { ...journey, acriss } };
  await lockStocks(tx, [stockOf(booking), stockOf(moved)]);
  if (held) {
    const rest = { from: held.from > now ? held.from : now, to: held.to };
    if ((await freeUnits(tx, stockOf(moved), rest)) < 1) return null;
    await shift(tx, [...holdShifts(booking, held, null), ...holdShifts(moved, null, held)]);
  }
  await updateTerms(tx, moved);
  return moved;
}
