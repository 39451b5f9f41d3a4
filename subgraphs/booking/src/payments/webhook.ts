import type { Route } from '@ycyw/service/serve';
import { BodyTooLarge, readBody } from '@ycyw/service/body';
import type Stripe from 'stripe';
import { answered, refusedState } from '../actions/attempt.ts';
import { depositNews } from '../actions/deposit.ts';
import { attempted, authorised, captureSettled, reinstated } from '../actions/pay.ts';
import { setupNews } from '../actions/setup.ts';
import type { World } from '../actions/world.ts';
import { refundFailed, saveRefund } from '../data/refund.ts';
import { isUuid } from '../actions/quotes.ts';

const bodyLimit = 500_000;

async function intentNews(world: World, intent: Stripe.PaymentIntent, type: string): Promise<void> {
  const paymentId = intent.metadata['paymentId'];
  if (!paymentId || !isUuid(paymentId)) return;
  if (intent.metadata['kind'] === 'DEPOSIT') await depositNews(world, paymentId, intent, type);
  else if (type === 'payment_intent.amount_capturable_updated') await authorised(world, paymentId, intent);
  else if (type === 'payment_intent.succeeded') await captureSettled(world, paymentId, intent.id);
  else if (type === 'payment_intent.payment_failed') {
    await answered(world, paymentId, { state: refusedState(intent.last_payment_error?.code), intent: intent.id });
  } else if (type === 'payment_intent.requires_action') await attempted(world, paymentId, 'REQUIRES_ACTION');
  else if (type === 'payment_intent.canceled') await attempted(world, paymentId, 'VOIDED');
}

async function refundNews(world: World, refund: Stripe.Refund): Promise<void> {
  const refundId = refund.metadata?.['refundId'];
  if (!refundId || !isUuid(refundId)) return;
  if (refund.status === 'succeeded') await saveRefund(world.sql, refundId, 'SUCCEEDED', refund.id);
  if (refund.status === 'failed' || refund.status === 'canceled') await refundFailed(world.sql, refundId);
}

/** What became of a dispute is asked of Stripe, so that news of it may come in any order. */
async function disputeNews(world: World, { id }: Stripe.Dispute): Promise<void> {
  const { status, payment_intent: intent, amount, currency } = await world.stripe.disputes.retrieve(id, { expand: ['payment_intent'] });
  if (intent === null || typeof intent === 'string') return;
  const paymentId = intent.metadata['paymentId'];
  if (!paymentId || !isUuid(paymentId)) return;
  world.log.warn({ paymentId, dispute: id, status, amount, currency }, 'a payment is disputed');
  // Only captured money is disputed, also where news of the capture is still to come.
  await captureSettled(world, paymentId, intent.id);
  if (status === 'won' || status === 'warning_closed') await reinstated(world, paymentId);
  else await attempted(world, paymentId, 'DISPUTED');
}

/** What Stripe tells. Each kind of news may come late, twice or out of order: the state machines take only what moves them on. */
async function react(world: World, event: Stripe.Event): Promise<void> {
  if (event.type.startsWith('payment_intent.')) await intentNews(world, event.data.object as Stripe.PaymentIntent, event.type);
  else if (event.type.startsWith('refund.')) await refundNews(world, event.data.object as Stripe.Refund);
  else if (event.type === 'setup_intent.succeeded') await setupNews(world, event.data.object);
  else if (event.type === 'charge.dispute.created' || event.type === 'charge.dispute.closed') await disputeNews(world, event.data.object);
}

/** POST /webhooks/stripe: only what Stripe signed (five minutes' tolerance on real time) is believed; 500 asks Stripe to tell again. */
export const stripeWebhook =
  (world: World, secret: string): Route =>
  async (request, response) => {
    const answer = (status: number, text: string): void => {
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(JSON.stringify({ [status === 200 ? 'received' : 'error']: text }));
    };
    let event: Stripe.Event;
    try {
      const body = await readBody(request, bodyLimit);
      event = world.stripe.webhooks.constructEvent(body, String(request.headers['stripe-signature'] ?? ''), secret);
    } catch (error) {
      if (error instanceof BodyTooLarge) throw error;
      answer(400, 'signature');
      return;
    }
    try {
      await react(world, event);
      answer(200, event.id);
    } catch (error) {
      world.log.error({ err: error, eventId: event.id, type: event.type }, 'webhook failed, Stripe will repeat it');
      answer(500, 'try again');
    }
  };
