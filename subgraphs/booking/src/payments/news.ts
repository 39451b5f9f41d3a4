import Stripe from 'stripe';
import { answered, refusedState } from '../actions/attempt.ts';
import { depositNews, depositTaken } from '../actions/deposit.ts';
import { attempted, authorised, captureSettled, reinstated } from '../actions/pay.ts';
import { isUuid } from '../actions/quotes.ts';
import { setupNews } from '../actions/setup.ts';
import type { World } from '../actions/world.ts';
import { refundFailed, saveRefund } from '../data/refund.ts';
import { told, type Told } from './told.ts';

async function intentNews(world: World, type: string, intent: Told): Promise<void> {
  const { paymentId, kind } = intent.metadata;
  if (!paymentId || !isUuid(paymentId)) return;
  if (kind === 'DEPOSIT') await depositNews(world, paymentId, intent, type);
  else if (type === 'payment_intent.amount_capturable_updated') await authorised(world, paymentId, intent);
  else if (type === 'payment_intent.succeeded') await captureSettled(world, paymentId, intent.id);
  else if (type === 'payment_intent.payment_failed') {
    await answered(world, paymentId, { state: refusedState(intent.last_payment_error?.code), intent: intent.id });
  } else if (type === 'payment_intent.requires_action') await attempted(world, paymentId, 'REQUIRES_ACTION');
  else if (type === 'payment_intent.canceled') await attempted(world, paymentId, 'VOIDED');
}

async function refundNews(world: World, { id, status, metadata: { refundId } }: Told): Promise<void> {
  if (!refundId || !isUuid(refundId)) return;
  if (status === 'succeeded' || status === 'pending') {
    await saveRefund(world.sql, refundId, status === 'succeeded' ? 'SUCCEEDED' : 'PENDING', id);
  } else if (status === 'failed' || status === 'canceled') await refundFailed(world.sql, refundId);
}

/** Whether the bank has the money while a dispute stands so: an inquiry takes none, and what we won is here again. */
export const takesMoney = (status: string | null): boolean => status !== 'won' && !status?.startsWith('warning_');

/** The dispute as it stands; null where Stripe has none of that id for us, and never will. */
async function disputeAtStripe({ stripe }: World, id: string): Promise<Stripe.Dispute | null> {
  try {
    return await stripe.disputes.retrieve(id, { expand: ['payment_intent'] });
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing') return null;
    throw error;
  }
}

/** What became of a dispute is asked of Stripe, so that news of it may come in any order. */
async function disputeNews(world: World, { id }: Told): Promise<void> {
  const dispute = await disputeAtStripe(world, id);
  if (!dispute) return;
  const { status, payment_intent: intent, amount, currency } = dispute;
  if (intent === null || typeof intent === 'string') return;
  const { paymentId, kind } = told(intent).metadata;
  if (!paymentId || !isUuid(paymentId)) return;
  world.log.warn({ paymentId, dispute: id, status, amount, currency }, 'a payment is disputed');
  if (!takesMoney(status)) {
    await reinstated(world, paymentId);
    return;
  }
  // Only money that was taken is disputed, also where the news of that has not come yet.
  await (kind === 'DEPOSIT' ? depositTaken : captureSettled)(world, paymentId, intent.id);
  await attempted(world, paymentId, 'DISPUTED');
}

/** Acts on what Stripe tells. News may come late, twice or out of order: the state machines take only what moves them on. */
export async function actOn(world: World, { type, object }: { type: string; object: Told }): Promise<void> {
  if (type.startsWith('payment_intent.')) await intentNews(world, type, object);
  else if (type.startsWith('refund.')) await refundNews(world, object);
  else if (type === 'setup_intent.succeeded') await setupNews(world, object);
  else if (type.startsWith('charge.dispute.')) await disputeNews(world, object);
}

/** Whether an event is worth storing: about an object that may be ours, of a kind that we act on. */
export const concernsUs = ({ type, object: { metadata, payment_intent: intent } }: { type: string; object: Told }): boolean =>
  (type.startsWith('payment_intent.') && metadata.paymentId !== undefined) ||
  (type.startsWith('refund.') && metadata.refundId !== undefined) ||
  (type === 'setup_intent.succeeded' && metadata.bookingId !== undefined) ||
  (type.startsWith('charge.dispute.') && intent !== null);
