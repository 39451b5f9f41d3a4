import { afterEach, expect, test } from '@jest/globals';
import { BY_CARD, aSimulator, refusalOf, tidy } from './aSimulator.ts';

afterEach(tidy);

test('gives back in parts, never more than was captured', async () => {
  const { stripe } = await aSimulator();
  const { id } = await stripe.paymentIntents.create({
    amount: 10000,
    currency: 'eur',
    capture_method: 'manual',
    confirm: true,
    payment_method: 'pm_card_visa',
    ...BY_CARD,
  });
  expect(await refusalOf(stripe.refunds.create({ payment_intent: id }))).toMatchObject({
    statusCode: 400,
    code: 'payment_intent_unexpected_state',
  });
  await stripe.paymentIntents.capture(id, { amount_to_capture: 8000 });

  const refund = await stripe.refunds.create({
    payment_intent: id,
    amount: 3000,
    reason: 'requested_by_customer',
    metadata: { refundId: 'r1' },
    expand: ['charge'],
  });
  expect(refund).toMatchObject({ amount: 3000, status: 'succeeded', currency: 'eur', charge: { amount_refunded: 3000, refunded: false } });
  expect(await refusalOf(stripe.refunds.create({ payment_intent: id, amount: 5001 }))).toMatchObject({
    code: 'amount_too_large',
    param: 'amount',
  });
  expect(await stripe.refunds.create({ payment_intent: id })).toMatchObject({ amount: 5000 });
  expect(await refusalOf(stripe.refunds.create({ payment_intent: id, amount: 1 }))).toMatchObject({ code: 'charge_already_refunded' });

  expect((await stripe.refunds.list({ payment_intent: id })).data.map(({ amount }) => amount)).toEqual([5000, 3000]);
  expect(await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge.refunds'] })).toMatchObject({
    latest_charge: { refunded: true, amount_refunded: 8000, refunds: { data: [{ amount: 5000 }, { amount: 3000 }] } },
  });
});
