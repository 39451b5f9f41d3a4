import { Refusal } from '@ycyw/service/refusal';
import { requireStepUp, type Viewer } from '@ycyw/service/viewer';
import { awaitingAmendment } from '../data/amendment.ts';
import { findBooking, lockBooking, updateBooking, waitedInVain, type Booking } from '../data/booking.ts';
import { lockStocks } from '../data/ledger.ts';
import type { Sql } from '@ycyw/service/sql';
import { markVoidDue, paymentsOf } from '../data/payment.ts';
import { releaseUse } from '../data/promotion/use.ts';
import { openRefunds, oweIfWon, refundsOf, type Refund } from '../data/refund.ts';
import { openSettlement } from '../data/settlement.ts';
import { claim, requestKey, type RequestKey } from '../data/request.ts';
import { mayBecome } from '../domain/bookingState.ts';
import { disputedMinor, givenBack, isOurFault, paidMinor, refundable } from '../domain/cancellation.ts';
import { stepOf } from '../domain/market.ts';
import { callerOf, isRenter, requireManageable } from './access.ts';
import { acted, tell } from './events.ts';
import { dropAmendment, letGo, stockOf } from './expire.ts';
import { answerOnce } from './once.ts';
import { isUuid } from './quotes.ts';
import { readmit } from './reaccommodate.ts';
import { dropSettlement } from './settlement/drop.ts';
import { sendRefunds, sendVoids } from './settle.ts';
import { isPaidAtHandOver } from './setup.ts';
import type { World } from './world.ts';

export interface CancelInput {
  bookingId: string;
  guestToken?: string | null;
  idempotencyKey: string;
}

export interface Cancelled {
  booking: Booking;
  refund: Refund | null;
}

const reason = 'CANCELLATION';

/**
 * Cancels and gives back by the tier in force, or all where the plan is paid at hand-over; staff, who give back what is not
 * theirs, need a step-up. Refuses NOT_FOUND, and NOT_CANCELLABLE from pick-up on, unless it is us who have no car. Safe to repeat.
 */
export function cancelBooking(world: World, viewer: Viewer, input: CancelInput): Promise<Cancelled> {
  const request = requestKey('cancelBooking', callerOf(world, viewer, input.bookingId), input);
  const again = (id: string): Promise<Cancelled> => cancelled(world, id);
  return answerOnce(world, request, again, () => cancelNow(world, viewer, input, request));
}

/**
 * Ends a locked booking and gives back by the tier in force, or all where it is us who do not keep to it; what is disputed of that is
 * owed. `viewer` is who did it; null where nobody did.
 */
async function end(tx: Sql, world: World, booking: Booking, now: Date, viewer: Viewer | null): Promise<Refund[]> {
  const ours = isOurFault(booking);
  const { currency, totalMinor } = booking.price;
  const step = stepOf(world.tariff, currency);
  // What we cannot keep our word on is given back whole.
  const whole = ours || isPaidAtHandOver(world, booking);
  const backOf = (paid: number): number => {
    const base = refundable(paid, totalMinor);
    return whole ? base : givenBack(base, now, booking.earliestPickUpAt, step);
  };
  const [amendment, settlement, payments] = await Promise.all([
    awaitingAmendment(tx, booking.id),
    openSettlement(tx, booking.id),
    paymentsOf(tx, [booking.id]),
  ]);
  const paid = paidMinor(payments);
  const refundMinor = backOf(paid);
  const opened = await openRefunds(tx, booking.id, refundMinor, reason, now);
  await oweIfWon(tx, payments, backOf(paid + disputedMinor(payments)) - refundMinor);
  const news = { type: 'booking.cancelled', payload: { refundMinor, currency } };
  // Nobody is written to about a hold that was never paid.
  const told = booking.state === 'CONFIRMED' || ours ? [news] : [];
  const over: Booking = { ...booking, state: 'CANCELLED', held: null, heldUntil: null };
  if (amendment || settlement) {
    await lockStocks(tx, [stockOf(booking), ...(amendment ? [stockOf(amendment)] : []), ...(settlement ? [settlement] : [])]);
    if (amendment) await dropAmendment(tx, booking, amendment, now);
    if (settlement) await dropSettlement(tx, booking, settlement, 'BOOKING_CHANGED', now);
  }
  await Promise.all([
    updateBooking(tx, over),
    markVoidDue(tx, booking.id, null, now),
    tell(tx, over, told, now, viewer ? acted(viewer, booking, 'cancelled', news.payload) : []),
    // Last, and together: whoever wants the same class waits until this has committed.
    letGo(tx, booking),
  ]);
  // A booking that stood has had its promotion, whoever cancels it, unless it is us.
  if (booking.journey.promo !== null && (ours || booking.state !== 'CONFIRMED')) await releaseUse(tx, booking.id, now);
  return opened;
}

async function cancelNow(world: World, viewer: Viewer, input: CancelInput, request: RequestKey): Promise<Cancelled> {
  const now = world.clock.now();
  if (!isUuid(input.bookingId)) throw new Refusal('NOT_FOUND');
  const refunds = await world.sql.$transaction(async (tx) => {
    const booking = await requireManageable(world, viewer, await lockBooking(tx, input.bookingId), input.guestToken);
    if (!isRenter(world, viewer, booking, input.guestToken)) requireStepUp(viewer);
    await claim(tx, request, booking.id, now);
    const tooLate = now >= booking.pickUpAt && !isOurFault(booking);
    if (!mayBecome(booking.state, 'CANCELLED') || tooLate) throw new Refusal('NOT_CANCELLABLE');
    return end(tx, world, booking, now, viewer);
  });
  await sendRefunds(
    world,
    refunds.map(({ id }) => id),
  );
  if (refunds.length === 0) await sendVoids(world, input.bookingId);
  const left = await cancelled(world, input.bookingId);
  await readmit(world, stockOf(left.booking));
  return left;
}

async function endInVain(world: World, id: string): Promise<void> {
  const now = world.clock.now();
  const refunds = await world.sql.$transaction(async (tx) => {
    const booking = await lockBooking(tx, id);
    if (booking?.state !== 'REACCOMMODATION' || booking.dropOffAt > now) return [];
    return end(tx, world, booking, now, null);
  });
  await sendRefunds(
    world,
    refunds.map((refund) => refund.id),
  );
}

/** Cancels the bookings for which no car has come by their drop-off, and gives all of it back. At most a hundred; one that fails stops no other. */
export async function endWaiting(world: World): Promise<void> {
  for (const id of await waitedInVain(world.sql, world.clock.now())) {
    await endInVain(world, id).catch((error: unknown) => {
      world.log.error({ err: error, bookingId: id }, 'a booking that waited in vain did not end, next try in 2 s');
    });
  }
}

async function cancelled(world: World, id: string): Promise<Cancelled> {
  const booking = await findBooking(world.sql, id);
  if (!booking) throw new Refusal('NOT_FOUND');
  return { booking, refund: total((await refundsOf(world.sql, [booking.id])).filter((refund) => refund.reason === reason)) };
}

/** One refund as people see it, where it went back to several cards' payments. */
export function total(refunds: readonly Refund[]): Refund | null {
  const [first] = refunds;
  if (!first) return null;
  const state = refunds.find((refund) => refund.state !== 'SUCCEEDED')?.state ?? 'SUCCEEDED';
  return { ...first, state, amountMinor: refunds.reduce((sum, refund) => sum + refund.amountMinor, 0) };
}
