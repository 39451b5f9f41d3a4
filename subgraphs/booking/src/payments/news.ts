import type Stripe from 'stripe';
import { attempted, authorised, captureSettled } from '../actions/pay.ts';
import { isUuid } from '../actions/quotes.ts';
import type { World } from '../actions/world.ts';
import { paymentOfIntent } from '../data/payment.ts';
import { refundFailed, saveRefund } from '../data/refund.ts';
import type { Facts, StripeEvent } from '../data/stripeEvent.ts';

/** An object that Stripe's events and lists are about. */
export type Told = Stripe.PaymentIntent | Stripe.Refund | Stripe.Dispute;

const idOf = (reference: string | { id: string } | null): string | undefined => (typeof reference === 'string' ? reference : reference?.id);

/** What of Stripe's object is worth keeping: nothing of the card, of its holder or of anybody's name. */
export function factsOf(told: Told): Facts {
  const { paymentId, refundId } = told.metadata ?? {};
  const intent = told.object === 'payment_intent' ? told.id : idOf(told.payment_intent);
  return {
    ...(paymentId && isUuid(paymentId) && { paymentId }),
    ...(refundId && isUuid(refundId) && { refundId }),
    ...(intent && { intent }),
    ...(told.status && { status: told.status }),
  };
}

async function intentNews(world: World, type: string, { paymentId, intent }: Facts): Promise<void> {
  if (!paymentId || !intent) return;
  if (type === 'payment_intent.amount_capturable_updated') await authorised(world, paymentId, intent);
  else if (type === 'payment_intent.succeeded') await captureSettled(world, paymentId);
  else if (type === 'payment_intent.payment_failed') await attempted(world, paymentId, 'FAILED');
  else if (type === 'payment_intent.requires_action') await attempted(world, paymentId, 'REQUIRES_ACTION');
  else if (type === 'payment_intent.canceled') await attempted(world, paymentId, 'VOIDED');
}

async function refundNews(world: World, objectId: string, { refundId, status }: Facts): Promise<void> {
  if (!refundId) return;
  if (status === 'succeeded' || status === 'pending')
    await saveRefund(world.sql, refundId, status === 'succeeded' ? 'SUCCEEDED' : 'PENDING', objectId);
  else if (status === 'failed' || status === 'canceled') await refundFailed(world.sql, refundId);
}

async function disputeNews(world: World, { intent }: Facts): Promise<void> {
  const paymentId = intent ? await paymentOfIntent(world.sql, intent) : null;
  if (!paymentId) return;
  // Only money that was taken is disputed, also where the news of that has not come yet.
  await captureSettled(world, paymentId);
  await attempted(world, paymentId, 'DISPUTED');
}

/** Acts on what Stripe tells. News may come late, twice or out of order: the state machines take only what moves them on. */
export async function actOn(world: World, { type, objectId, facts }: Pick<StripeEvent, 'type' | 'objectId' | 'facts'>): Promise<void> {
  if (type.startsWith('payment_intent.')) await intentNews(world, type, facts);
  else if (type.startsWith('refund.')) await refundNews(world, objectId, facts);
  else if (type.startsWith('charge.dispute.')) await disputeNews(world, facts);
}

/** Whether an event is worth storing: of a kind that we act on, and about an object that may be ours. */
export const concernsUs = ({ type, facts }: StripeEvent): boolean =>
  (type.startsWith('payment_intent.') && facts.paymentId !== undefined) ||
  (type.startsWith('refund.') && facts.refundId !== undefined) ||
  (type === 'charge.dispute.created' && facts.intent !== undefined);
