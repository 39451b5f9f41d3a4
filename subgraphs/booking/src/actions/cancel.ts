import { Refusal } from '@ycyw/service/refusal';
import { requireStepUp, type Viewer } from '@ycyw/service/viewer';
import { awaitingAmendment } from '../data/amendment.ts';
import { findBooking, lockBooking, updateBooking, type Booking } from '../data/booking.ts';
import { lockStocks } from '../data/ledger.ts';
import { markVoidDue, paymentsOf } from '../data/payment.ts';
import { openRefunds, refundsOf, type Refund } from '../data/refund.ts';
import { claim, requestKey, type RequestKey } from '../data/request.ts';
import { mayBecome } from '../domain/bookingState.ts';
import { givenBack, isOurFault, paidMinor, refundable } from '../domain/cancellation.ts';
import { stepOf } from '../domain/market.ts';
import { callerOf, isRenter, requireManageable } from './access.ts';
import { acted, tell } from './events.ts';
import { dropAmendment, letGo, stockOf } from './expire.ts';
import { answerOnce } from './once.ts';
import { isUuid } from './quotes.ts';
import { readmit } from './reaccommodate.ts';
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

async function cancelNow(world: World, viewer: Viewer, input: CancelInput, request: RequestKey): Promise<Cancelled> {
  const now = world.clock.now();
  if (!isUuid(input.bookingId)) throw new Refusal('NOT_FOUND');
  const refunds = await world.sql.$transaction(async (tx) => {
    const booking = await requireManageable(world, viewer, await lockBooking(tx, input.bookingId), input.guestToken);
    if (!isRenter(world, viewer, booking, input.guestToken)) requireStepUp(viewer);
    await claim(tx, request, booking.id, now);
    const ours = isOurFault(booking);
    if (!mayBecome(booking.state, 'CANCELLED') || (!ours && now >= booking.pickUpAt)) throw new Refusal('NOT_CANCELLABLE');
    const amendment = await awaitingAmendment(tx, booking.id);
    await lockStocks(tx, [stockOf(booking), ...(amendment ? [stockOf(amendment)] : [])]);
    if (amendment) await dropAmendment(tx, booking, amendment);
    await updateBooking(tx, { ...(await letGo(tx, booking)), state: 'CANCELLED', heldUntil: null });
    await markVoidDue(tx, booking.id, null);
    const paid = refundable(paidMinor(await paymentsOf(tx, [booking.id])), booking.price.totalMinor);
    // What we cannot keep our word on is given back whole.
    const step = stepOf(world.tariff, booking.price.currency);
    const refundMinor = ours || isPaidAtHandOver(world, booking) ? paid : givenBack(paid, now, booking.earliestPickUpAt, step);
    const opened = await openRefunds(tx, booking.id, refundMinor, reason, now);
    const news = { type: 'booking.cancelled', payload: { refundMinor, currency: booking.price.currency } };
    // Nobody is written to about a hold that was never paid.
    await tell(
      tx,
      { ...booking, state: 'CANCELLED' },
      booking.state,
      now,
      booking.state === 'CONFIRMED' || ours ? [news] : [],
      acted(viewer, booking, 'cancelled', news.payload),
    );
    return opened;
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
