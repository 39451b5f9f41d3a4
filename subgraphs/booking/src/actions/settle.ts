import Stripe from 'stripe';
import { voidSettled, voidsDue } from '../data/payment.ts';
import { refundsToSend, saveRefund } from '../data/refund.ts';
import type { World } from './world.ts';

/** Tells Stripe of refunds that it does not know yet. What fails stays and is tried again; the key makes a repeat harmless. */
export async function sendRefunds(world: World, only: readonly string[] | null = null): Promise<void> {
  if (only?.length === 0) return;
  for (const refund of await refundsToSend(world.sql, only)) {
    if (!refund.stripeIntent) continue;
    try {
      const sent = await world.stripe.refunds.create(
        {
          payment_intent: refund.stripeIntent,
          amount: refund.amountMinor,
          metadata: { refundId: refund.id, bookingId: refund.bookingId },
        },
        { idempotencyKey: `refund-${refund.id}` },
      );
      await saveRefund(world.sql, refund.id, sent.status === 'succeeded' ? 'SUCCEEDED' : 'PENDING', sent.id);
    } catch (error) {
      world.log.error({ err: error, refundId: refund.id }, 'refund not sent, will be tried again');
    }
  }
}

/** Lets go the cards of payments that will not be taken. */
export async function sendVoids(world: World): Promise<void> {
  for (const payment of await voidsDue(world.sql)) {
    try {
      if (payment.stripeIntent)
        await world.stripe.paymentIntents.cancel(payment.stripeIntent, {}, { idempotencyKey: `void-${payment.id}` });
      await voidSettled(world.sql, payment.id, true);
    } catch (error) {
      const raced = error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'payment_intent_unexpected_state';
      if (raced) await voidSettled(world.sql, payment.id, false);
      else world.log.error({ err: error, paymentId: payment.id }, 'void not sent, will be tried again');
    }
  }
}
