import type { Sql } from '@ycyw/service/sql';
import { amendmentsAwaiting, awaitingAmendment, type Amendment } from '../data/amendment.ts';
import { bookingsById, lockBooking, updateBooking, type Booking } from '../data/booking.ts';
import { lockStocks, take, type Stock } from '../data/ledger.ts';
import { markVoidDue } from '../data/payment.ts';
import { openSettlement, openSettlements, type Settlement } from '../data/settlement.ts';
import { claimants, gapsOf, shortStocks, withRoomAgain } from '../data/shortfall.ts';
import { spanOf } from '../domain/journey.ts';
import { turnaroundMinutes, type Span } from '../domain/period.ts';
import { whoLeaves, type Claim } from '../domain/shortfall.ts';
import { isSameStock } from '../domain/supply.ts';
import { lookAtDeliveries } from './delivery/confirmed.ts';
import { tell } from './events.ts';
import { dropAmendment, extraSpans, letGo, stockOf } from './expire.ts';
import { dropSettlement } from './settlement/drop.ts';
import type { World } from './world.ts';

type Claimant = Claim & { bookingId: string };

/** What is held for a booking besides its own: for a change that is not paid yet, or offered in its place. */
interface Besides {
  amendment: Amendment | null;
  settlement: Settlement | null;
}

/** What a booking holds of `stock`, and what is held there besides; a rental under way is nobody's to give up. */
function claimsOn(stock: Stock, booking: Booking, { amendment, settlement }: Besides): Claimant[] {
  const { id, id: bookingId, state, held } = booking;
  const confirmed = state === 'CONFIRMED';
  const standing = confirmed || state === 'HELD' || state === 'PENDING_PAYMENT';
  const own = standing && held && isSameStock(stockOf(booking), stock) ? [{ id, bookingId, confirmed, spans: [held] }] : [];
  const changing =
    amendment && isSameStock(stockOf(amendment), stock)
      ? [{ id: amendment.id, bookingId, confirmed: false, spans: extraSpans(booking, amendment) }]
      : [];
  const offered =
    settlement && isSameStock(settlement, stock) ? [{ id: settlement.id, bookingId, confirmed: false, spans: [settlement.held] }] : [];
  return [...own, ...changing, ...offered].filter(({ spans }) => spans.length > 0);
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
async function evict(world: World, stock: Stock, { bookingId, id }: Claimant): Promise<void> {
  const now = world.clock.now();
  await world.sql.$transaction(async (tx) => {
    const booking = await lockBooking(tx, bookingId);
    if (!booking) return;
    const [amendment, settlement] = await Promise.all([awaitingAmendment(tx, booking.id), openSettlement(tx, booking.id)]);
    await lockStocks(tx, [stockOf(booking), ...(amendment ? [stockOf(amendment)] : []), ...(settlement ? [settlement] : [])]);
    const claims = claimsOn(stock, booking, { amendment, settlement }).filter((claim) => claim.id === id);
    if (whoLeaves(await gapsOf(tx, stock, now), claims).length === 0) return;
    if (amendment?.id === id) await dropAmendment(tx, booking, amendment, now);
    else if (settlement?.id === id) await dropSettlement(tx, booking, settlement, 'CAR_GONE', now);
    else await giveUp(tx, booking, amendment, now);
  });
}

async function makeRoomAt(world: World, stock: Stock): Promise<void> {
  const now = world.clock.now();
  const ids = await claimants(world.sql, stock, now);
  const [bookings, changes, offers] = await Promise.all([
    bookingsById(world.sql, ids),
    amendmentsAwaiting(world.sql, ids),
    openSettlements(world.sql, ids),
  ]);
  const amendments = new Map(changes.map((amendment) => [amendment.bookingId, amendment]));
  const settlements = new Map(offers.map((settlement) => [settlement.bookingId, settlement]));
  const claims = bookings.flatMap((booking) =>
    claimsOn(stock, booking, { amendment: amendments.get(booking.id) ?? null, settlement: settlements.get(booking.id) ?? null }),
  );
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
export function spanFrom(booking: Booking, now: Date): Span | null {
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
    await lookAtDeliveries(tx, confirmed, now);
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
