import { afterEach, expect, test } from '@jest/globals';
import { BY_CARD, KEYS, aSimulator, refusalOf, tidy } from './aSimulator.ts';

afterEach(tidy);

const authorization = `Bearer ${KEYS.secretKey}`;

test('answers the same key and parameters with the stored answer, whatever happened since', async () => {
  const { stripe } = await aSimulator();
  const params = { amount: 5000, currency: 'eur', metadata: { a: '1' }, ...BY_CARD };
  const first = await stripe.paymentIntents.create(params, { idempotencyKey: 'k' });
  await stripe.paymentIntents.cancel(first.id);
  const again = await stripe.paymentIntents.create(params, { idempotencyKey: 'k' });
  expect(again).toEqual(first);
  expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
  expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
});

test('refuses the same key for another request', async () => {
  const { stripe } = await aSimulator();
  await stripe.customers.create({ email: 'a@example.com' }, { idempotencyKey: 'k' });
  expect(await refusalOf(stripe.customers.create({ email: 'b@example.com' }, { idempotencyKey: 'k' }))).toMatchObject({
    type: 'StripeIdempotencyError',
    statusCode: 400,
  });
  expect(await refusalOf(stripe.paymentIntents.create({ amount: 100, currency: 'eur' }, { idempotencyKey: 'k' }))).toMatchObject({
    type: 'StripeIdempotencyError',
  });
});

test('remembers a decline, but not a request that never began', async () => {
  const { stripe } = await aSimulator();
  const declined = { amount: 5000, currency: 'eur', confirm: true, payment_method: 'pm_card_chargeDeclined', ...BY_CARD };
  const first = await refusalOf(stripe.paymentIntents.create(declined, { idempotencyKey: 'k' }));
  const again = await refusalOf(stripe.paymentIntents.create(declined, { idempotencyKey: 'k' }));
  expect(again.payment_intent?.id).toBe(first.payment_intent?.id);
  await refusalOf(stripe.paymentIntents.create({ amount: 1, currency: 'eur' }, { idempotencyKey: 'm' }));
  expect(await stripe.paymentIntents.create({ amount: 100, currency: 'eur' }, { idempotencyKey: 'm' })).toMatchObject({ amount: 100 });
});

test('refuses with 409 while the first request is under way, and does it once', async () => {
  const { stripe, post } = await aSimulator({ latencyMs: 150 });
  const send = () => post('/v1/refunds', { payment_intent: id }, { authorization, 'idempotency-key': 'once' });
  const { id } = await stripe.paymentIntents.create({
    amount: 5000,
    currency: 'eur',
    confirm: true,
    payment_method: 'pm_card_visa',
    ...BY_CARD,
  });
  const answers = await Promise.all([send(), send(), send()]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  expect(answers.find(({ status }) => status === 409)?.body.error).toMatchObject({
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
  });
  expect((await send()).headers.get('idempotent-replayed')).toBe('true');
  expect((await stripe.refunds.list({ payment_intent: id })).data).toHaveLength(1);
});
