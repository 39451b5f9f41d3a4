import { awaitingAmendment, lapsedAmendments, setAmendmentState, type Amendment } from '../data/amendment.ts';
import { lapsedIds, lockBooking, updateBooking, type Booking } from '../data/booking.ts';
import type { Sql } from '@ycyw/service/sql';
import { lockStock, release, type Stock } from '../data/ledger.ts';
import { markVoidDue } from '../data/payment.ts';
import { spanOf } from '../domain/journey.ts';
import { without, type Span } from '../domain/period.ts';
import { tell } from './events.ts';
import type { World } from './world.ts';

export const stockOf = ({ journey }: Pick<Booking, 'journey'>): Stock => ({ agency: journey.pickUp.agency, acriss: journey.acriss });

/** What an amendment needs of the ledger beyond what its booking holds already. */
export function extraSpans(booking: Booking, amendment: Pick<Amendment, 'journey'>): Span[] {
  const span = spanOf(amendment.journey);
  return amendment.journey.acriss === booking.journey.acriss && booking.held ? without(span, booking.held) : [span];
}

/** Gives back what the ledger holds for an amendment that will not be paid, and lets its card go. The booking must be locked. */
export async function dropAmendment(tx: Sql, booking: Booking, amendment: Amendment): Promise<void> {
  await lockStock(tx, stockOf(amendment));
  await release(tx, stockOf(amendment), extraSpans(booking, amendment));
  await setAmendmentState(tx, amendment.id, 'EXPIRED');
  await markVoidDue(tx, booking.id, amendment.id);
}

/** Gives back all that the ledger holds for the booking, from `from` on when only the rest is free. The booking must be locked. */
export async function letGo(tx: Sql, booking: Booking, from?: Date): Promise<Booking> {
  const { held } = booking;
  if (!held) return booking;
  const rest = { from: from && from > held.from ? from : held.from, to: held.to };
  if (rest.to && rest.from >= rest.to) return booking;
  await lockStock(tx, stockOf(booking));
  await release(tx, stockOf(booking), [rest]);
  return { ...booking, held: rest.from > held.from ? { from: held.from, to: rest.from } : null };
}

/** Ends a hold whose time to pay is over; true when this call did it. */
export async function expire(world: World, id: string): Promise<boolean> {
  const now = world.clock.now();
  return world.sql.$transaction(async (tx) => {
    const booking = await lockBooking(tx, id);
    if (!booking || !(booking.state === 'HELD' || booking.state === 'PENDING_PAYMENT')) return false;
    if (!booking.heldUntil || booking.heldUntil > now) return false;
    await updateBooking(tx, { ...(await letGo(tx, booking)), state: 'EXPIRED' });
    await markVoidDue(tx, id, null);
    await tell(tx, { ...booking, state: 'EXPIRED' }, booking.state, now);
    return true;
  });
}

async function expireAmendment(world: World, bookingId: string): Promise<boolean> {
  const now = world.clock.now();
  return world.sql.$transaction(async (tx) => {
    const booking = await lockBooking(tx, bookingId);
    const amendment = booking && (await awaitingAmendment(tx, bookingId));
    if (!booking || !amendment || amendment.expiresAt > now) return false;
    await dropAmendment(tx, booking, amendment);
    return true;
  });
}

/** Ends the lapsed holds that keep units of one agency's class; how many. */
export async function expireLapsedOf(world: World, stock: Stock): Promise<number> {
  const now = world.clock.now();
  let ended = 0;
  for (const id of await lapsedIds(world.sql, now, stock)) if (await expire(world, id)) ended += 1;
  for (const { bookingId } of await lapsedAmendments(world.sql, now)) if (await expireAmendment(world, bookingId)) ended += 1;
  return ended;
}

/** Ends all lapsed holds, oldest first, at most a hundred of each kind. */
export async function expireLapsed(world: World): Promise<void> {
  const now = world.clock.now();
  const ended = await Promise.allSettled([
    ...(await lapsedIds(world.sql, now)).map((id) => expire(world, id)),
    ...(await lapsedAmendments(world.sql, now)).map(({ bookingId }) => expireAmendment(world, bookingId)),
  ]);
  for (const each of ended)
    if (each.status === 'rejected') world.log.error({ err: each.reason as unknown }, 'a lapsed hold did not end, next try in 2 s');
}
