import type Stripe from 'stripe';
import { findAmendment, setAmendmentState } from '../data/amendment.ts';
import { updateBooking, type Booking } from '../data/booking.ts';
import { detachCharges, isAskedFor } from '../data/charge/collection.ts';
import type { Sql } from '@ycyw/service/sql';
import { take } from '../data/ledger.ts';
import { letCardGo, lockWithBooking, markVoidDue, paymentsOf, savePayment, type Payment } from '../data/payment.ts';
import { openRefunds, refundOwed, type Refund } from '../data/refund.ts';
import { mayBecome } from '../domain/bookingState.ts';
import { dueMinor, isStanding, paymentTime } from '../domain/due.ts';
import { spanOf } from '../domain/journey.ts';
import { movesOn, type PaymentState } from '../domain/paymentState.ts';
import { addMinutes } from '../domain/period.ts';
import { chargesPaid, chargesRefused } from './charge/settled.ts';
import { applyAmendment } from './amend.ts';
import { savedCard } from './card.ts';
import { reserveFor, spendFor } from './cashback/spend.ts';
import { lookAtDeliveries } from './delivery/confirmed.ts';
import { tell } from './events.ts';
import { extraSpans, holdAgain, stockOf } from './expire.ts';
import { sendRefunds, sendVoids } from './settle.ts';
import type { World } from './world.ts';

/** Long enough for Stripe to answer and to repeat its webhook; the sweeper leaves a booking alone whose money is being taken. */
const takingMinutes = 60;

/** Keeps, or finds again, the room or the charges that the money pays for; false when they are gone. The booking must be locked. */
async function secure(tx: Sql, booking: Booking, payment: Payment, now: Date): Promise<boolean> {
  if (payment.kind === 'CHARGE') return isAskedFor(tx, payment.id);
  const until = addMinutes(now, takingMinutes);
  if (payment.amendmentId) {
    const amendment = await findAmendment(tx, payment.amendmentId);
    if (!amendment || booking.state !== 'CONFIRMED') return false;
    if (amendment.state === 'EXPIRED') {
      if (amendment.fromTotalMinor !== booking.price.totalMinor || new Date(amendment.journey.pickUp.at) <= now) return false;
      if (!(await take(tx, stockOf(amendment), extraSpans(booking, amendment)))) return false;
    }
    if (amendment.state === 'APPLIED') return true;
    await setAmendmentState(tx, amendment.id, 'PENDING_PAYMENT', until);
    return true;
  }
  if (booking.state === 'HELD' || booking.state === 'PENDING_PAYMENT') return true;
  if (!mayBecome(booking.state, 'PENDING_PAYMENT')) return booking.state === 'CONFIRMED';
  if (booking.pickUpAt <= now) return false;
  if (!(await reserveFor(tx, booking, now))) return false;
  if (!(await holdAgain(tx, booking))) return false;
  await updateBooking(tx, { ...booking, state: 'PENDING_PAYMENT', held: spanOf(booking.journey), heldUntil: until });
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
    if (payment.state === 'AUTHORISED') return { room: !payment.voidDue, bookingId: booking.id };
    if (payment.state === 'VOIDED') {
      await letCardGo(tx, payment.id);
      return { room: false, bookingId: booking.id };
    }
    if (!movesOn(payment.state, 'AUTHORISED')) return null;
    const waiting = !payment.amendmentId && (booking.state === 'HELD' || booking.state === 'PENDING_PAYMENT');
    const kept = waiting ? { state: booking.state, heldUntil: addMinutes(now, takingMinutes) } : undefined;
    await savePayment(tx, { ...payment, state: 'AUTHORISED', stripeIntent: intent.id }, kept, savedCard(intent));
    const room = await secure(tx, booking, payment, now);
    if (!room) {
      if (payment.kind === 'CHARGE') await letCardGo(tx, payment.id);
      else await markVoidDue(tx, payment.bookingId, payment.amendmentId, now);
      if (booking.state === 'EXPIRED') await tell(tx, booking, [{ type: 'booking.holdLost', payload: {} }], now);
    }
    return { room, bookingId: booking.id };
  });
  if (!verdict) return;
  if (!verdict.room) {
    await sendVoids(world, verdict.bookingId);
    return;
  }
  const captured = await world.stripe.paymentIntents.capture(intent.id, {}, { idempotencyKey: `capture-${paymentId}` });
  if (captured.status === 'succeeded') await settleOnce(world, paymentId, intent.id);
}

/** What of money that came for a standing booking was not due any more, paid by other means meanwhile: it goes back. */
async function refundExcess(tx: Sql, world: World, booking: Booking, payment: Payment, now: Date): Promise<Refund[]> {
  const others = (await paymentsOf(tx, [booking.id])).filter(({ id }) => id !== payment.id);
  const due = dueMinor(booking.state, paymentTime(world.tariff.plans, booking.journey.ratePlan), booking.price.totalMinor, others);
  return openRefunds(tx, booking.id, Math.max(0, payment.amountMinor - due), 'PAID_TWICE', now, payment.id);
}

/** What this process is settling: news of a capture mostly comes while its answer is being noted, or the other way round. */
const settling = new Map<string, Promise<void>>();

/** The money has been taken: the booking (or its amendment) stands; where it no longer can, the money goes back. */
export async function captureSettled(world: World, paymentId: string, stripeIntent: string): Promise<void> {
  await settling.get(paymentId)?.catch(() => undefined);
  const seen = await world.paymentStates.load(paymentId);
  if (seen && movesOn(seen, 'CAPTURED')) await settleOnce(world, paymentId, stripeIntent);
}

async function settleOnce(world: World, paymentId: string, stripeIntent: string): Promise<void> {
  const work = settleCapture(world, paymentId, stripeIntent).finally(() => settling.delete(paymentId));
  settling.set(paymentId, work);
  await work;
}

async function settleCapture(world: World, paymentId: string, stripeIntent: string): Promise<void> {
  const now = world.clock.now();
  const refunds = await world.sql.$transaction(async (tx) => {
    const payment = await lockWithBooking(tx, paymentId);
    if (!payment || payment.capturedMinor > 0 || !movesOn(payment.state, 'CAPTURED')) return [];
    const { booking } = payment;
    const confirms =
      payment.kind === 'RENTAL' && !payment.amendmentId && mayBecome(booking.state, 'CONFIRMED') && booking.state !== 'REACCOMMODATION';
    const captured: Payment = { ...payment, state: 'CAPTURED', capturedMinor: payment.amountMinor, stripeIntent };
    const saved = savePayment(tx, captured, confirms ? { state: 'CONFIRMED', heldUntil: null } : undefined);
    if (confirms) {
      const news = tell(tx, booking, [{ type: 'booking.confirmed', payload: {} }], now);
      await Promise.all([saved, spendFor(tx, booking, now), news, lookAtDeliveries(tx, booking, now)]);
      return [];
    }
    await saved;
    if (payment.kind === 'CHARGE') return chargesPaid(world, tx, booking, payment, now);
    const amendment = payment.amendmentId ? await findAmendment(tx, payment.amendmentId) : null;
    if (amendment?.state === 'PENDING_PAYMENT' && booking.state === 'CONFIRMED') {
      await applyAmendment(tx, booking, amendment, now);
      return [];
    }
    if (!payment.amendmentId && isStanding(booking.state)) return refundExcess(tx, world, booking, payment, now);
    if (booking.state === 'EXPIRED') await tell(tx, booking, [{ type: 'booking.holdLost', payload: {} }], now);
    return openRefunds(tx, booking.id, payment.amountMinor, 'NO_ROOM', now, payment.id);
  });
  await sendRefunds(
    world,
    refunds.map(({ id }) => id),
  );
}

/**
 * News of an attempt that changes nothing but the payment's own state: declined, authentication asked for, voided, disputed.
 * The booking's id where it did.
 */
export async function attempted(
  world: World,
  paymentId: string,
  state: Extract<PaymentState, 'FAILED' | 'REQUIRES_ACTION' | 'VOIDED' | 'DISPUTED'>,
): Promise<string | null> {
  // Most of it is the echo of what we did ourselves.
  const seen = await world.paymentStates.load(paymentId);
  if (!seen || !movesOn(seen, state)) return null;
  return world.sql.$transaction(async (tx) => {
    const payment = await lockWithBooking(tx, paymentId);
    if (!payment || !movesOn(payment.state, state)) return null;
    await savePayment(tx, { ...payment, state });
    if (payment.kind === 'CHARGE' && state === 'VOIDED') await detachCharges(tx, payment.id, world.clock.now());
    else if (payment.kind === 'CHARGE' && state !== 'DISPUTED') await chargesRefused(tx, payment.booking, payment, world.clock.now());
    return payment.bookingId;
  });
}

/** A dispute was decided for us: the money is here again, less what had been given back before and what we owed of it. */
export async function reinstated(world: World, paymentId: string): Promise<void> {
  const now = world.clock.now();
  const refunds = await world.sql.$transaction(async (tx) => {
    const payment = await lockWithBooking(tx, paymentId);
    if (!payment || (payment.state !== 'DISPUTED' && payment.owedMinor === 0)) return [];
    const { capturedMinor, refundedMinor } = payment;
    await savePayment(tx, {
      ...payment,
      state: refundedMinor === 0 ? 'CAPTURED' : refundedMinor === capturedMinor ? 'REFUNDED' : 'PART_REFUNDED',
    });
    return refundOwed(tx, payment, now);
  });
  await sendRefunds(
    world,
    refunds.map(({ id }) => id),
  );
}
