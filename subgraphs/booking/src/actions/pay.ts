import type Stripe from 'stripe';
import { findAmendment, setAmendmentState } from '../data/amendment.ts';
import { lockPaidBooking, updateBooking, type Booking } from '../data/booking.ts';
import type { Sql } from '@ycyw/service/sql';
import { lockStock, take } from '../data/ledger.ts';
import { lockPayment, markVoidDue, paymentState, savePayment, voidAgain, type Payment } from '../data/payment.ts';
import { openRefunds } from '../data/refund.ts';
import { mayBecome } from '../domain/bookingState.ts';
import { spanOf } from '../domain/journey.ts';
import { movesOn, type PaymentState } from '../domain/paymentState.ts';
import { addMinutes } from '../domain/period.ts';
import { applyAmendment } from './amend.ts';
import { tell } from './events.ts';
import { extraSpans, stockOf } from './expire.ts';
import { sendRefunds, sendVoids } from './settle.ts';
import type { World } from './world.ts';

/** Long enough for Stripe to answer and to repeat its webhook; the sweeper leaves a booking alone whose money is being taken. */
const takingMinutes = 60;

/** Keeps, or finds again, the room that the money pays for; false when it is gone. The booking must be locked. */
async function secure(tx: Sql, booking: Booking, payment: Payment, now: Date): Promise<boolean> {
  const until = addMinutes(now, takingMinutes);
  if (payment.amendmentId) {
    const amendment = await findAmendment(tx, payment.amendmentId);
    if (!amendment || booking.state !== 'CONFIRMED') return false;
    if (amendment.state === 'EXPIRED') {
      if (amendment.fromTotalMinor !== booking.price.totalMinor) return false;
      await lockStock(tx, stockOf(amendment));
      if (!(await take(tx, stockOf(amendment), extraSpans(booking, amendment)))) return false;
    }
    if (amendment.state === 'APPLIED') return true;
    await setAmendmentState(tx, amendment.id, 'PENDING_PAYMENT', until);
    return true;
  }
  if (booking.state === 'HELD' || booking.state === 'PENDING_PAYMENT') return true;
  if (!mayBecome(booking.state, 'PENDING_PAYMENT')) return booking.state === 'CONFIRMED';
  await lockStock(tx, stockOf(booking));
  if (!(await take(tx, stockOf(booking), [spanOf(booking.journey)]))) return false;
  await updateBooking(tx, { ...booking, state: 'PENDING_PAYMENT', held: spanOf(booking.journey), heldUntil: until });
  await tell(tx, { ...booking, state: 'PENDING_PAYMENT' }, booking.state, now);
  return true;
}

/** The card is authorised: take the money if the room is still there, else let the card go. */
export async function authorised(
  world: World,
  paymentId: string,
  intent: Pick<Stripe.PaymentIntent, 'id' | 'customer' | 'payment_method'>,
): Promise<void> {
  const now = world.clock.now();
  const verdict = await world.sql.$transaction(async (tx) => {
    const payment = await lockWithBooking(tx, paymentId);
    if (!payment) return null;
    const { booking } = payment;
    if (payment.state === 'AUTHORISED') return { room: true, bookingId: booking.id };
    if (payment.state === 'VOIDED') {
      await voidAgain(tx, payment.id);
      return { room: false, bookingId: booking.id };
    }
    if (!movesOn(payment.state, 'AUTHORISED')) return null;
    const waiting = !payment.amendmentId && (booking.state === 'HELD' || booking.state === 'PENDING_PAYMENT');
    const kept = waiting ? { state: booking.state, heldUntil: addMinutes(now, takingMinutes) } : undefined;
    await savePayment(tx, { ...payment, state: 'AUTHORISED', stripeIntent: intent.id }, kept);
    const room = await secure(tx, booking, payment, now);
    if (!room) await markVoidDue(tx, payment.bookingId, payment.amendmentId);
    return { room, bookingId: booking.id };
  });
  if (!verdict) return;
  if (!verdict.room) {
    await sendVoids(world, verdict.bookingId);
    return;
  }
  const captured = await world.stripe.paymentIntents.capture(intent.id, {}, { idempotencyKey: `capture-${paymentId}` });
  if (captured.status === 'succeeded') await captureSettled(world, paymentId);
}

/** The payment and its booking, the booking locked first. */
async function lockWithBooking(tx: Sql, paymentId: string): Promise<(Payment & { booking: Booking }) | null> {
  const booking = await lockPaidBooking(tx, paymentId);
  const payment = booking && (await lockPayment(tx, paymentId));
  return payment && { ...payment, booking };
}

/** The money has been taken: the booking (or its amendment) stands; where it no longer can, the money goes back. */
export async function captureSettled(world: World, paymentId: string): Promise<void> {
  const now = world.clock.now();
  const seen = await paymentState(world.sql, paymentId);
  if (!seen || !movesOn(seen, 'CAPTURED')) return;
  const refunds = await world.sql.$transaction(async (tx) => {
    const payment = await lockWithBooking(tx, paymentId);
    if (!payment || !movesOn(payment.state, 'CAPTURED')) return [];
    const { booking } = payment;
    const confirms = !payment.amendmentId && mayBecome(booking.state, 'CONFIRMED');
    const captured: Payment = { ...payment, state: 'CAPTURED', capturedMinor: payment.amountMinor };
    await savePayment(tx, captured, confirms ? { state: 'CONFIRMED', heldUntil: null } : undefined);
    const amendment = payment.amendmentId ? await findAmendment(tx, payment.amendmentId) : null;
    if (amendment?.state === 'PENDING_PAYMENT' && booking.state === 'CONFIRMED') {
      await applyAmendment(tx, booking, amendment, now);
      return [];
    }
    if (confirms) {
      await tell(tx, { ...booking, state: 'CONFIRMED' }, booking.state, now, [{ type: 'booking.confirmed', payload: {} }]);
      return [];
    }
    return openRefunds(tx, booking.id, payment.amountMinor, 'NO_ROOM', now);
  });
  await sendRefunds(
    world,
    refunds.map(({ id }) => id),
  );
}

/** News of an attempt that changes nothing but the payment's own state: declined, authentication asked for, voided. */
export async function attempted(
  world: World,
  paymentId: string,
  state: Extract<PaymentState, 'FAILED' | 'REQUIRES_ACTION' | 'VOIDED' | 'DISPUTED'>,
): Promise<void> {
  await world.sql.$transaction(async (tx) => {
    const payment = await lockWithBooking(tx, paymentId);
    if (payment && movesOn(payment.state, state)) await savePayment(tx, { ...payment, state });
  });
}
