import { afterEach, expect, test } from '@jest/globals';
import Stripe from 'stripe';
import { start } from '../simulator.ts';
import { BY_CARD, KEYS, aSimulator, refusalOf, tidy } from './aSimulator.ts';

afterEach(tidy);

type Simulated = Awaited<ReturnType<typeof aSimulator>>;

/** A customer whose card was saved for off-session use, with the cardholder there. */
async function aSavedCard({ stripe, post }: Simulated, card: string) {
  const { id: customer } = await stripe.customers.create({});
  const setup = await stripe.setupIntents.create({ customer, usage: 'off_session', confirm: true, payment_method: card, ...BY_CARD });
  if (setup.status === 'requires_action') {
    await post('/simulator/challenge', { client_secret: setup.client_secret ?? '', outcome: 'approve' });
  }
  const { payment_method } = await stripe.setupIntents.retrieve(setup.id);
  return { customer, payment_method: typeof payment_method === 'string' ? payment_method : '' };
}

const hold = { amount: 30_000, currency: 'eur', capture_method: 'manual', confirm: true, off_session: true, ...BY_CARD } as const;

test.each([
  ['pm_card_visa', 'requires_capture'],
  ['pm_card_authenticationRequiredOnSetup', 'requires_capture'],
])('a deposit is held off-session on %s once it was saved', async (card, status) => {
  const simulator = await aSimulator();
  const saved = await aSavedCard(simulator, card);
  const intent = await simulator.stripe.paymentIntents.create({ ...hold, ...saved, expand: ['latest_charge'] });
  expect(intent.status).toBe(status);
  const charge = intent.latest_charge as Stripe.Charge;
  expect(charge.payment_method_details?.card?.capture_before).toBe(charge.created + 7 * 24 * 3600);
});

test.each([
  ['pm_card_authenticationRequired', 'authentication_required', 'authentication_required'],
  ['pm_card_authenticationRequiredChargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
  ['pm_card_chargeCustomerFail', 'card_declined', 'generic_decline'],
])('%s is refused off-session: %s, %s, and its intent asks for another card', async (card, code, decline_code) => {
  const simulator = await aSimulator();
  const saved = await aSavedCard(simulator, card);
  const refusal = await refusalOf(simulator.stripe.paymentIntents.create({ ...hold, ...saved }));
  expect(refusal).toMatchObject({ statusCode: 402, type: 'StripeCardError', code, decline_code });
  const { payment_intent } = refusal as { payment_intent: Stripe.PaymentIntent };
  expect(payment_intent).toMatchObject({ status: 'requires_payment_method', last_payment_error: { code } });
  await simulator.stripe.paymentIntents.update(payment_intent.id, { setup_future_usage: 'off_session' });
  const again = await simulator.post(
    `/v1/payment_intents/${payment_intent.id}/confirm`,
    { client_secret: payment_intent.client_secret ?? '', payment_method: 'pm_card_visa' },
    { authorization: `Bearer ${KEYS.publishableKey}` },
  );
  expect(again.body).toMatchObject({ status: 'requires_capture' });
});

test('on a clock that has been moved, an authorisation that nobody captures ends after seven days', async () => {
  let now = Date.parse('2027-03-01T08:00:00Z');
  const { port, sweep, close } = await start(
    { port: 0, ...KEYS, webhookUrls: [], webhookEvents: null, stateFile: undefined, latencyMs: 0 },
    () => now,
  );
  try {
    const stripe = new Stripe(KEYS.secretKey, { host: '127.0.0.1', port, protocol: 'http', maxNetworkRetries: 0 });
    const { id } = await stripe.paymentIntents.create({
      ...{ amount: 100, currency: 'eur', capture_method: 'manual', confirm: true, payment_method: 'pm_card_visa' },
      ...BY_CARD,
    });
    now += 7 * 24 * 3_600_000 - 1000;
    sweep();
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('requires_capture');
    now += 1000;
    sweep();
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ status: 'canceled', cancellation_reason: 'automatic' });
    expect((await stripe.events.list()).data[0]?.type).toBe('payment_intent.canceled');
  } finally {
    await close();
  }
});

test('a refund that succeeded fails later on a card that was closed, and the money is here again', async () => {
  const { stripe, get } = await aSimulator();
  const { id } = await stripe.paymentIntents.create({
    ...{ amount: 100, currency: 'eur', confirm: true, payment_method: 'pm_card_refundFail' },
    ...BY_CARD,
  });
  const refund = await stripe.refunds.create({ payment_intent: id });
  expect(refund.status).toBe('succeeded');
  expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'failed', failure_reason: 'expired_or_canceled_card' });
  expect((await stripe.events.list({ type: 'refund.failed' })).data).toHaveLength(1);
  expect((await get('/simulator/journal/totals')).body).toMatchObject({ currencies: { eur: { captured: 100, refunded: 0, net: 100 } } });
});

test.each([
  ['winning_evidence', 'won', 100],
  ['losing_evidence', 'lost', 0],
])('a dispute answered with %s is %s', async (words, status, net) => {
  const { stripe, get } = await aSimulator();
  const { id } = await stripe.paymentIntents.create({
    ...{ amount: 100, currency: 'eur', confirm: true, payment_method: 'pm_card_createDispute' },
    ...BY_CARD,
  });
  const [dispute] = (await stripe.disputes.list({ payment_intent: id })).data;
  expect(dispute?.status).toBe('needs_response');
  expect((await stripe.disputes.update(dispute?.id ?? '', { evidence: { uncategorized_text: words } })).status).toBe(status);
  expect((await get('/simulator/journal/totals')).body).toMatchObject({ currencies: { eur: { net } } });
  expect((await stripe.events.list({ type: 'charge.dispute.closed' })).data).toHaveLength(1);
});
