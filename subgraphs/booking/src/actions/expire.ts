import { awaitingAmendment, lapsedAmendments, setAmendmentState, type Amendment } from '../data/amendment.ts';
import { lapsedIds, lockBooking, updateBooking, type Booking } from '../data/booking.ts';
import type { Sql } from '@ycyw/service/sql';
import { lockStock, release, take, type Stock } from '../data/ledger.ts';
import { markVoidDue } from '../data/payment.ts';
import { reclaimUse, releaseUse } from '../data/promotion/use.ts';
import { lapsedSettlements } from '../data/settlement.ts';
import { spanOf } from '../domain/journey.ts';
import { without, type Span } from '../domain/period.ts';
import { lapseSettlement } from './settlement/drop.ts';
import type { World } from './world.ts';

export const stockOf = ({ journey }: Pick<Booking, 'journey'>): Stock => ({ agency: journey.pickUp.agency, acriss: journey.acriss });

/** What an amendment needs of the ledger beyond what its booking holds already. */
export function extraSpans(booking: Booking, amendment: Pick<Amendment, 'journey'>): Span[] {
  const span = spanOf(amendment.journey);
  return amendment.journey.acriss === booking.journey.acriss && booking.held ? without(span, booking.held) : [span];
}

/** Gives back what the ledger holds for an amendment that will not be paid, and lets its card go. The booking must be locked. */
export async function dropAmendment(tx: Sql, booking: Booking, amendment: Amendment, now: Date): Promise<void> {
  await Promise.all([
    setAmendmentState(tx, amendment.id, 'EXPIRED'),
    markVoidDue(tx, booking.id, amendment.id, now),
    lockStock(tx, stockOf(amendment)),
    release(tx, stockOf(amendment), extraSpans(booking, amendment)),
  ]);
}

/** Gives back all that the ledger holds for the booking, from `from` on when only the rest is free. The booking must be locked. */
export async function letGo(tx: Sql, booking: Booking, from?: Date): Promise<Booking> {
  const { held } = booking;
  if (!held) return booking;
  const rest = { from: from && from > held.from ? from : held.from, to: held.to };
  if (rest.to && rest.from >= rest.to) return booking;
  await Promise.all([lockStock(tx, stockOf(booking)), release(tx, stockOf(booking), [rest])]);
  return { ...booking, held: rest.from > held.from ? { from: held.from, to: rest.from } : null };
}

/** Ends a hold whose time to pay is over. */
async function expire(world: World, id: string): Promise<void> {
  const now = world.clock.now();
  await world.sql.$transaction(async (tx) => {
    const booking = await lockBooking(tx, id);
    if (!booking || !(booking.state === 'HELD' || booking.state === 'PENDING_PAYMENT')) return;
    if (!booking.heldUntil || booking.heldUntil > now) return;
    await updateBooking(tx, { ...(await letGo(tx, booking)), state: 'EXPIRED' });
    await markVoidDue(tx, id, null, now);
    if (booking.journey.promo !== null) await releaseUse(tx, id, now);
  });
}

/** Ends a booking's change that was not paid in time. */
export async function expireAmendment(world: World, bookingId: string): Promise<void> {
  const now = world.clock.now();
  await world.sql.$transaction(async (tx) => {
    const booking = await lockBooking(tx, bookingId);
    const amendment = booking && (await awaitingAmendment(tx, bookingId));
    if (booking && amendment && amendment.expiresAt <= now) await dropAmendment(tx, booking, amendment, now);
  });
}

/** Ends the lapsed holds, of one agency's class or all, oldest first, at most a hundred of each kind. One that fails stops no other. */
export async function expireLapsed(world: World, stock?: Stock): Promise<void> {
  const now = world.clock.now();
  const end = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => {
      world.log.error({ err: error }, 'a lapsed hold did not end, next try in 2 s');
    });
  for (const id of await lapsedIds(world.sql, now, stock)) await end(expire(world, id));
  for (const id of await lapsedAmendments(world.sql, now, stock)) await end(expireAmendment(world, id));
  for (const id of await lapsedSettlements(world.sql, now, stock)) await end(lapseSettlement(world, id));
}

/** Holds a lapsed booking's class again, and its promotion; false, and nothing taken, where either is gone. The booking must be locked. */
export async function holdAgain(tx: Sql, booking: Booking): Promise<boolean> {
  const spans = [spanOf(booking.journey)];
  if (!(await take(tx, stockOf(booking), spans))) return false;
  if (booking.journey.promo === null || (await reclaimUse(tx, booking.id))) return true;
  await release(tx, stockOf(booking), spans);
  return false;
}

export class NoneLeft extends Error {}

/** What `work` comes to; null when it throws NoneLeft also after the lapsed holds of `stock` have ended, swept by us or by somebody else. */
export async function unlessSoldOut<Result>(world: World, stock: Stock, work: () => Promise<Result>): Promise<Result | null> {
  const nullWhenNoneLeft = (error: unknown): null => {
    if (error instanceof NoneLeft) return null;
    throw error;
  };
  const first = await work().catch(nullWhenNoneLeft);
  if (first !== null) return first;
  await expireLapsed(world, stock);
  return work().catch(nullWhenNoneLeft);
}
