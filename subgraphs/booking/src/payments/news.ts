import { attempted, authorised, captureSettled } from '../actions/pay.ts';
import { isUuid } from '../actions/quotes.ts';
import type { World } from '../actions/world.ts';
import { paymentOfIntent } from '../data/payment.ts';
import { refundFailed, saveRefund } from '../data/refund.ts';
import type { Told } from './told.ts';

async function intentNews(world: World, type: string, intent: Told): Promise<void> {
  const { paymentId } = intent.metadata;
  if (!paymentId || !isUuid(paymentId)) return;
  if (type === 'payment_intent.amount_capturable_updated') await authorised(world, paymentId, intent);
  else if (type === 'payment_intent.succeeded') await captureSettled(world, paymentId);
  else if (type === 'payment_intent.payment_failed') await attempted(world, paymentId, 'FAILED');
  else if (type === 'payment_intent.requires_action') await attempted(world, paymentId, 'REQUIRES_ACTION');
  else if (type === 'payment_intent.canceled') await attempted(world, paymentId, 'VOIDED');
}

async function refundNews(world: World, { id, status, metadata: { refundId } }: Told): Promise<void> {
  if (!refundId || !isUuid(refundId)) return;
  if (status === 'succeeded' || status === 'pending') {
    await saveRefund(world.sql, refundId, status === 'succeeded' ? 'SUCCEEDED' : 'PENDING', id);
  } else if (status === 'failed' || status === 'canceled') await refundFailed(world.sql, refundId);
}

async function disputeNews(world: World, { payment_intent: intent }: Told): Promise<void> {
  const paymentId = intent === null ? null : await paymentOfIntent(world.sql, intent);
  if (!paymentId) return;
  // Only money that was taken is disputed, also where the news of that has not come yet.
  await captureSettled(world, paymentId);
  await attempted(world, paymentId, 'DISPUTED');
}

/** Acts on what Stripe tells. News may come late, twice or out of order: the state machines take only what moves them on. */
export async function actOn(world: World, { type, object }: { type: string; object: Told }): Promise<void> {
  if (type.startsWith('payment_intent.')) await intentNews(world, type, object);
  else if (type.startsWith('refund.')) await refundNews(world, object);
  else if (type.startsWith('charge.dispute.')) await disputeNews(world, object);
}

/** Whether an event is worth storing: about an object that may be ours, of a kind that we act on. */
export const concernsUs = ({ type, object: { metadata, payment_intent: intent } }: { type: string; object: Told }): boolean =>
  (type.startsWith('payment_intent.') && metadata.paymentId !== undefined) ||
  (type.startsWith('refund.') && metadata.refundId !== undefined) ||
  (type.startsWith('setup_intent.') && metadata.bookingId !== undefined) ||
  (type.startsWith('charge.dispute.') && intent !== null);
