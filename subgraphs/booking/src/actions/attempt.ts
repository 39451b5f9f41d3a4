import Stripe from 'stripe';
import { saveAnswer, takeAttempts, type Attempt } from '../data/attempt.ts';
import { saveCard, type SavedCard } from '../data/booking.ts';
import { letCardGo, lockWithBooking } from '../data/payment.ts';
import { wantsDeposit } from '../domain/bookingState.ts';
import { movesOn } from '../domain/paymentState.ts';
import { chargesRefused } from './charge/settled.ts';
import { tell } from './events.ts';
import { attempted, captureSettled } from './pay.ts';
import { mayHaveForgotten, sendVoids } from './settle.ts';
import { eachOf } from './workers.ts';
import type { World } from './world.ts';

interface Answer {
  state: 'AUTHORISED' | 'FAILED' | 'REQUIRES_ACTION';
  /** Null where Stripe could not even be asked: there is no card. */
  intent: string | null;
  captureBefore?: Date | null;
  card?: SavedCard | null;
}

/** How a card's refusal is read: a bank that asks for its cardholder is no refusal of the money. */
export const refusedState = (code: string | undefined): 'REQUIRES_ACTION' | 'FAILED' =>
  code === 'authentication_required' ? 'REQUIRES_ACTION' : 'FAILED';

/** Until when a held card can be charged, as its bank says. */
export function captureBeforeOf({ latest_charge: charge }: Stripe.PaymentIntent): Date | null {
  const seconds = typeof charge === 'object' ? charge?.payment_method_details?.card?.capture_before : undefined;
  return seconds === undefined ? null : new Date(seconds * 1000);
}

/**
 * Takes note of how asking for a deposit ended, or for money due where the card was refused. A deposit that nobody wants any
 * more is let go; one that takes another's place does so now; what the bank refused without the renter there is told to them.
 */
export async function answered(
  world: World,
  paymentId: string,
  { state, intent, captureBefore = null, card = null }: Answer,
): Promise<void> {
  const now = world.clock.now();
  const unwanted = await world.sql.$transaction(async (tx) => {
    const payment = await lockWithBooking(tx, paymentId);
    if (!payment) return null;
    const { booking } = payment;
    const stripeIntent = intent ?? payment.stripeIntent;
    const isOver = payment.voidDue || payment.state === 'VOIDED' || (payment.kind === 'DEPOSIT' && !wantsDeposit(booking.state));
    if (isOver) {
      if (payment.state === 'VOIDED' && !payment.voidDue && payment.stripeIntent !== null && state !== 'AUTHORISED') return null;
      await saveAnswer(tx, { ...payment, stripeIntent, voidDue: true });
      return booking.id;
    }
    if (!movesOn(payment.state, state)) return null;
    if (state !== 'AUTHORISED') {
      await saveAnswer(tx, { ...payment, state, stripeIntent });
      const isNews = payment.kind === 'DEPOSIT' && payment.offSession && payment.state === 'REQUIRES_PAYMENT';
      const told = { amountMinor: payment.amountMinor, currency: payment.currency };
      if (isNews) await tell(tx, booking, [{ type: 'booking.depositAction', payload: told }], now);
      if (payment.kind === 'CHARGE') await chargesRefused(tx, booking, payment, now);
      return null;
    }
    if (payment.renews) await letCardGo(tx, payment.renews);
    await saveAnswer(tx, { ...payment, state, stripeIntent, captureBefore, renews: null });
    if (card) await saveCard(tx, booking.id, card);
    return payment.renews ? booking.id : null;
  });
  if (unwanted) await sendVoids(world, unwanted);
}

/** Our clock and Stripe's are within it of each other. */
const clocksApartSeconds = 3600;

/** What came of an attempt that was asked so long ago that Stripe may have forgotten its key. A customer may have thousands of older payments. */
async function askedBefore(world: World, { id, createdAt }: Attempt, customer: string): Promise<Stripe.PaymentIntent | null> {
  if (!mayHaveForgotten(world, createdAt)) return null;
  const created = { gte: Math.floor(createdAt.getTime() / 1000) - clocksApartSeconds };
  for await (const intent of world.stripe.paymentIntents.list({ customer, created, limit: 100, expand: ['data.latest_charge'] })) {
    if (intent.metadata['paymentId'] === id) return intent;
  }
  return null;
}

async function noteIntent(world: World, { id, kind }: Attempt, intent: Stripe.PaymentIntent): Promise<void> {
  const { status, last_payment_error: error } = intent;
  if (status === 'canceled') await attempted(world, id, 'VOIDED');
  else if (status !== 'succeeded' && status !== 'requires_capture') {
    await answered(world, id, { state: refusedState(error?.code), intent: intent.id });
  } else if (kind === 'DEPOSIT') {
    await answered(world, id, { state: 'AUTHORISED', intent: intent.id, captureBefore: captureBeforeOf(intent) });
  } else await captureSettled(world, id, intent.id);
}

/**
 * Asks Stripe for a payment without the renter there. Safe to repeat: Stripe knows the payment's id, by its key for a day and by
 * the intent from then on.
 */
export async function ask(world: World, attempt: Attempt): Promise<void> {
  const { id, bookingId, reference, kind, customer, method } = attempt;
  if (!customer || !method) {
    await answered(world, id, { state: 'REQUIRES_ACTION', intent: null });
    return;
  }
  try {
    const before = await askedBefore(world, attempt, customer);
    if (before) {
      await noteIntent(world, attempt, before);
      return;
    }
    const intent = await world.stripe.paymentIntents.create(
      {
        amount: attempt.amountMinor,
        currency: attempt.currency.toLowerCase(),
        customer,
        payment_method: method,
        confirm: true,
        off_session: true,
        capture_method: kind === 'DEPOSIT' ? 'manual' : 'automatic',
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
        metadata: { paymentId: id, bookingId, reference, kind },
        expand: ['latest_charge'],
      },
      { idempotencyKey: `off-session-${id}` },
    );
    await noteIntent(world, attempt, intent);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeCardError) {
      await answered(world, id, { state: refusedState(error.code), intent: error.payment_intent?.id ?? null });
    } else if (error instanceof Stripe.errors.StripeInvalidRequestError) {
      // The saved card is gone at Stripe: the renter has to come with another one.
      await answered(world, id, { state: 'REQUIRES_ACTION', intent: null });
      world.log.warn({ err: error, paymentId: id }, 'the saved card cannot be asked');
    } else world.log.error({ err: error, paymentId: id }, 'card not asked, will be tried again');
  }
}

const batch = 200;

/** Asks Stripe for all that it has still to be asked for, a few at a time. One that fails stops no other. */
export async function askAll(world: World): Promise<void> {
  for (;;) {
    const attempts = await takeAttempts(world.sql, batch);
    await eachOf(attempts, (attempt) =>
      ask(world, attempt).catch((error: unknown) => {
        world.log.error({ err: error, paymentId: attempt.id }, 'card asked, its answer not noted: will be tried again');
      }),
    );
    if (attempts.length < batch) return;
  }
}
