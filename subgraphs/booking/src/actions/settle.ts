import Stripe from 'stripe';
import { giveUp, voidSettled, type Payment } from '../data/payment.ts';
import { postponeRefund, refundFailed, refundsToSend, saveRefund, type Refund } from '../data/refund.ts';
import { eachOf } from './workers.ts';
import type { World } from './world.ts';

const batch = 100;

/** Whether Stripe will say the same however often it is asked. */
const isFinal = (error: unknown): boolean => error instanceof Stripe.errors.StripeInvalidRequestError;

/** Whether the bank has taken the money back before us. */
const isDisputed = (error: unknown): boolean => error instanceof Stripe.errors.StripeError && error.code === 'charge_disputed';

const keyLivesMs = 12 * 3_600_000;

/** Whether Stripe, which keeps a key for a day, may have forgotten one first used at `since`. */
export const mayHaveForgotten = ({ clock }: World, since: Date): boolean => clock.now().getTime() - since.getTime() >= keyLivesMs;

/** The refund at Stripe where it was sent so long ago that Stripe may have forgotten its key. */
async function sentBefore(world: World, { id, createdAt }: Refund, stripeIntent: string): Promise<Stripe.Refund | null> {
  if (!mayHaveForgotten(world, createdAt)) return null;
  for await (const sent of world.stripe.refunds.list({ payment_intent: stripeIntent, limit: 100 })) {
    if (sent.metadata?.['refundId'] === id) return sent;
  }
  return null;
}

/**
 * Tells Stripe of refunds that it does not know yet, of `only` or of any. What Stripe refuses for good is FAILED and counts
 * as not given back; anything else is tried again, and the key makes a repeat harmless.
 */
export async function sendRefunds(world: World, only: readonly string[] | null = null): Promise<void> {
  if (only?.length === 0) return;
  for (const refund of await refundsToSend(world.sql, only)) {
    if (!refund.stripeIntent) continue;
    try {
      const sent =
        (await sentBefore(world, refund, refund.stripeIntent)) ??
        (await world.stripe.refunds.create(
          {
            payment_intent: refund.stripeIntent,
            amount: refund.amountMinor,
            metadata: { refundId: refund.id, bookingId: refund.bookingId },
          },
          { idempotencyKey: `refund-${refund.id}` },
        ));
      await saveRefund(world.sql, refund.id, sent.status === 'succeeded' ? 'SUCCEEDED' : 'PENDING', sent.id);
    } catch (error) {
      if (isFinal(error)) await refundFailed(world.sql, refund.id, isDisputed(error));
      else await postponeRefund(world.sql, refund.id);
      world.log.error(
        { err: error, refundId: refund.id },
        isDisputed(error)
          ? 'refund refused: the money is disputed, and given back if that is won'
          : isFinal(error)
            ? 'refund refused: give it back by hand'
            : 'refund not sent, will be tried again',
      );
    }
  }
}

/** Lets go the cards of payments that will not be taken, of one booking or of any. */
export async function sendVoids(world: World, bookingId: string | null): Promise<void> {
  for (;;) {
    const payments = await giveUp(world.sql, bookingId, batch);
    await eachOf(payments, (payment) => sendVoid(world, payment));
    if (payments.length < batch) return;
  }
}

async function sendVoid(world: World, payment: Pick<Payment, 'id' | 'stripeIntent'>): Promise<void> {
  try {
    if (payment.stripeIntent)
      await world.stripe.paymentIntents.cancel(payment.stripeIntent, {}, { idempotencyKey: `void-${payment.stripeIntent}` });
    await voidSettled(world.sql, payment);
  } catch (error) {
    // An intent that cannot be cancelled any more is cancelled already, or our capture overtook us: the news of that gives the money back.
    if (isFinal(error)) {
      await voidSettled(world.sql, payment);
      world.log.warn({ err: error, paymentId: payment.id }, 'void refused');
    } else world.log.error({ err: error, paymentId: payment.id }, 'void not sent, will be tried again');
  }
}
