import { afterEach, expect, test } from '@jest/globals';
import Stripe from 'stripe';
import { BY_CARD, KEYS, aSimulator, aStateFile, anEndpoint, refusalOf, tidy, until } from './aSimulator.ts';

afterEach(tidy);

const { constructEvent } = Stripe.webhooks;
const verified = ({ headers, body }: { headers: Record<string, string | string[] | undefined>; body: string }) =>
  Stripe.webhooks.constructEvent(body, String(headers['stripe-signature']), KEYS.webhookSecret);

test('signs every event so that the SDK verifies it, and tells the whole story', async () => {
  const endpoint = await anEndpoint();
  const { stripe } = await aSimulator({ webhookUrls: [endpoint.url] });
  const customer = await stripe.customers.create({});
  const { id } = await stripe.paymentIntents.create({
    amount: 5000,
    currency: 'eur',
    customer: customer.id,
    capture_method: 'manual',
    metadata: { booking: 'b1' },
    ...BY_CARD,
  });
  await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' }, { idempotencyKey: 'confirm-b1' });
  await stripe.paymentIntents.capture(id);
  await stripe.refunds.create({ payment_intent: id, amount: 1000 });
  const cancelled = await stripe.paymentIntents.create({ amount: 5000, currency: 'eur', ...BY_CARD });
  await stripe.paymentIntents.cancel(cancelled.id);
  await refusalOf(
    stripe.paymentIntents.create({ amount: 5000, currency: 'eur', confirm: true, payment_method: 'pm_card_chargeDeclined', ...BY_CARD }),
  );
  await stripe.paymentIntents.create({
    amount: 5000,
    currency: 'eur',
    confirm: true,
    payment_method: 'pm_card_authenticationRequired',
    ...BY_CARD,
  });
  await stripe.paymentIntents.create({ amount: 5000, currency: 'eur', confirm: true, payment_method: 'pm_card_createDispute', ...BY_CARD });
  await stripe.setupIntents.create({ customer: customer.id, confirm: true, payment_method: 'pm_card_visa', ...BY_CARD });

  const wanted = [
    ...[
      'customer.created',
      'payment_intent.created',
      'payment_intent.amount_capturable_updated',
      'payment_intent.succeeded',
      'charge.captured',
    ],
    ...['refund.created', 'charge.refunded', 'payment_intent.canceled', 'payment_intent.payment_failed', 'payment_intent.requires_action'],
    ...['charge.dispute.created', 'setup_intent.succeeded'],
  ];
  const seen = () => new Set(endpoint.received.map((delivery) => verified(delivery).type as string));
  await until(() => wanted.every((type) => seen().has(type)));

  const held = endpoint.received.map(verified).find(({ type }) => type === 'payment_intent.amount_capturable_updated');
  expect(held).toMatchObject({
    object: 'event',
    request: { idempotency_key: 'confirm-b1' },
    data: { object: { id, status: 'requires_capture', metadata: { booking: 'b1' } } },
  });
  expect(await stripe.events.retrieve(held?.id ?? '')).toEqual(held);
  expect((await stripe.events.list({ type: 'payment_intent.canceled' })).data).toHaveLength(1);

  const [first] = endpoint.received;
  if (first === undefined) throw new Error('nothing received');
  expect(() =>
    constructEvent.call(Stripe.webhooks, `${first.body} `, String(first.headers['stripe-signature']), KEYS.webhookSecret),
  ).toThrow(/signature/i);
});

test('delivers again after a failure, until the endpoint takes the event', async () => {
  const endpoint = await anEndpoint((n) => (n === 0 ? 500 : 200));
  const { stripe } = await aSimulator({ webhookUrls: [endpoint.url] });
  const started = Date.now();
  await stripe.customers.create({});
  await until(() => endpoint.received.length === 2);
  expect(Date.now() - started).toBeGreaterThanOrEqual(950);
  const [first, second] = endpoint.received.map(verified);
  expect(second?.id).toBe(first?.id);
});

test('delivers only the types the endpoint asks for, to every endpoint', async () => {
  const one = await anEndpoint();
  const two = await anEndpoint();
  const { stripe } = await aSimulator({ webhookUrls: [one.url, two.url], webhookEvents: new Set(['payment_intent.succeeded']) });
  await stripe.paymentIntents.create({ amount: 5000, currency: 'eur', confirm: true, payment_method: 'pm_card_visa', ...BY_CARD });
  await until(() => one.received.length > 0 && two.received.length > 0);
  expect([...one.received, ...two.received].map((delivery) => verified(delivery).type)).toEqual([
    'payment_intent.succeeded',
    'payment_intent.succeeded',
  ]);
});

test('delivers after a restart what was not taken before it, once', async () => {
  const stateFile = aStateFile();
  let up = false;
  const endpoint = await anEndpoint(() => (up ? 200 : 503));
  const before = await aSimulator({ stateFile, webhookUrls: [endpoint.url] });
  await before.stripe.customers.create({});
  await until(() => endpoint.received.length === 1);
  await before.stop();
  up = true;
  const after = await aSimulator({ stateFile, webhookUrls: [endpoint.url] });
  await until(() => endpoint.received.length === 2);
  await after.stop();
  const again = await aSimulator({ stateFile, webhookUrls: [endpoint.url] });
  await again.stripe.customers.create({});
  await until(() => endpoint.received.length > 2);
  expect(new Set(endpoint.received.map((delivery) => verified(delivery).id)).size).toBe(2);
  expect(endpoint.received).toHaveLength(3);
});
