import type { Sql } from '@ycyw/service/sql';
import { amendmentsAwaiting, awaitingAmendment, type Amendment } from '../data/amendment.ts';
import { bookingsById, lockBooking, updateBooking, type Booking } from '../data/booking.ts';
import { lockStocks, take, type Stock } from '../data/ledger.ts';
import { markVoidDue } from '../data/payment.ts';
import { claimants, gapsOf, shortStocks, withRoomAgain } from '../data/shortfall.ts';
import { spanOf } from '../domain/journey.ts';
import { turnaroundMinutes, type Span } from '../domain/period.ts';
import { whoLeaves, type Claim } from '../domain/shortfall.ts';
import { isSameStock } from '../domain/supply.ts';
import { tell } from './events.ts';
import { dropAmendment, extraSpans, letGo, stockOf } from './expire.ts';
import type { World } from './world.ts';

type Claimant = Claim & { bookingId: string; amendment: Amendment | null };

/** What a booking holds of `stock`, and what its change that is not paid yet holds there; a rental under way is nobody's to give up. */
function claimsOn(stock: Stock, booking: Booking, amendment: Amendment | null): Claimant[] {
  const { id, id: bookingId, state, held } = booking;
  const confirmed = state === 'CONFIRMED';
  const standing = confirmed || state === 'HELD' || state === 'PENDING_PAYMENT';
  const own =
    standing && held && isSameStock(stockOf(booking), stock) ? [{ id, bookingId, confirmed, amendment: null, spans: [held] }] : [];
  if (!amendment || !isSameStock(stockOf(amendment), stock)) return own;
  const spans = extraSpans(booking, amendment);
  return spans.length > 0 ? [...own, { id: amendment.id, bookingId, confirmed: false, amendment, spans }] : own;
}

/** Unpaid holds end as if they had lapsed; whoever was confirmed waits for room, or for what else we can offer. The stocks must be locked. */
async function giveUp(tx: Sql, booking: Booking, amendment: Amendment | null, now: Date): Promise<void> {
  if (amendment) await dropAmendment(tx, booking, amendment, now);
  const left = await letGo(tx, booking);
  if (booking.state === 'CONFIRMED') {
    const waiting: Booking = { ...left, state: 'REACCOMMODATION' };
    await updateBooking(tx, waiting);
    await tell(tx, waiting, [{ type: 'booking.reaccommodation', payload: {} }], now);
    return;
  }
  const expired: Booking = { ...left, state: 'EXPIRED' };
  await updateBooking(tx, expired);
  await markVoidDue(tx, booking.id, null, now);
}

/** Makes room at `stock` by what one booking gives up, if it is still short there. */
async function evict(world: World, stock: Stock, { bookingId, amendment: change }: Claimant): Promise<void> {
  const now = world.clock.now();
  await world.sql.$transaction(async (tx) => {
    const booking = await lockBooking(tx, bookingId);
    if (!booking) return;
    const amendment = await awaitingAmendment(tx, booking.id);
    await lockStocks(tx, [stockOf(booking), ...(amendment ? [stockOf(amendment)] : [])]);
    const claims = claimsOn(stock, booking, amendment).filter((claim) => claim.amendment?.id === change?.id);
    if (whoLeaves(await gapsOf(tx, stock, now), claims).length === 0) return;
    if (change && amendment) await dropAmendment(tx, booking, amendment, now);
    else await giveUp(tx, booking, amendment, now);
  });
}

async function makeRoomAt(world: World, stock: Stock): Promise<void> {
  const now = world.clock.now();
  const ids = await claimants(world.sql, stock, now);
  const amendments = new Map((await amendmentsAwaiting(world.sql, ids)).map((amendment) => [amendment.bookingId, amendment]));
  const claims = (await bookingsById(world.sql, ids)).flatMap((booking) => claimsOn(stock, booking, amendments.get(booking.id) ?? null));
  for (const claim of whoLeaves(await gapsOf(world.sql, stock, now), claims)) await evict(world, stock, claim);
}

const batch = 100;

/**
 * Where more is sold than there is, those go who no longer fit, at a hundred stocks after `after`. A class that fails stops no
 * other. The stock to go on after, null when there are no more.
 */
export async function makeRoom(world: World, after: Stock | null = null): Promise<Stock | null> {
  const short = await shortStocks(world.sql, world.clock.now(), after, batch);
  for (const stock of short) {
    await makeRoomAt(world, stock).catch((error: unknown) => {
      world.log.error({ err: error, ...stock }, 'no room made where more is sold than there is, will be tried again');
    });
  }
  return short[batch - 1] ?? null;
}

/** What a booking would hold again at `now`; null when its time is over. */
function spanFrom(booking: Booking, now: Date): Span | null {
  const span = spanOf(booking.journey);
  if (booking.dropOffAt <= now) return null;
  return span.from > now ? span : { from: now, to: span.to };
}

async function confirmAgain(world: World, id: string): Promise<void> {
  const now = world.clock.now();
  await world.sql.$transaction(async (tx) => {
    const booking = await lockBooking(tx, id);
    const held = booking && spanFrom(booking, now);
    if (booking?.state !== 'REACCOMMODATION' || !held) return;
    if (!(await take(tx, stockOf(booking), [held]))) return;
    const confirmed: Booking = { ...booking, state: 'CONFIRMED', held };
    await updateBooking(tx, confirmed);
    await tell(tx, confirmed, [{ type: 'booking.confirmed', payload: { again: true } }], now);
  });
}

/** Bookings that lost their room stand again where there is some, oldest first; at one agency's class or at all. Fails nobody who made the room. */
export async function readmit(world: World, stock?: Stock): Promise<void> {
  const failed = (error: unknown): void => {
    world.log.error({ err: error }, 'a booking waits for its room though there may be some, next try in 2 s');
  };
  const ids = await withRoomAgain(world.sql, world.clock.now(), turnaroundMinutes, stock).catch((error: unknown) => {
    failed(error);
    return [];
  });
  for (const id of ids) await confirmAgain(world, id).catch(failed);
}
