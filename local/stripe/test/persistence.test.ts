import { appendFileSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import { BY_CARD, aSimulator, aStateFile, tidy } from './aSimulator.ts';

afterEach(tidy);

test('survives a restart, with objects, secrets, keys and journal, even where a crash cut the last line short', async () => {
  const stateFile = aStateFile();
  const before = await aSimulator({ stateFile });
  const customer = await before.stripe.customers.create({ email: 'é@example.com' }, { idempotencyKey: 'k' });
  const params = {
    amount: 5000,
    currency: 'eur',
    customer: customer.id,
    capture_method: 'manual',
    metadata: { a: 'b' },
    ...BY_CARD,
  } as const;
  const intent = await before.stripe.paymentIntents.create(params);
  const held = await before.stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
  const paid = await before.stripe.paymentIntents.create({
    ...params,
    capture_method: 'automatic',
    confirm: true,
    payment_method: 'pm_card_visa',
  });
  await before.stripe.refunds.create({ payment_intent: paid.id, amount: 100 });
  const totals = await before.get('/simulator/journal/totals');
  await before.stop();
  appendFileSync(stateFile, '["pi",0,{"amount":1');

  const after = await aSimulator({ stateFile });
  expect(await after.stripe.paymentIntents.retrieve(intent.id)).toEqual(held);
  expect(await after.get('/simulator/journal/totals')).toEqual(totals);
  const replayed = await after.stripe.customers.create({ email: 'é@example.com' }, { idempotencyKey: 'k' });
  expect(replayed).toEqual(customer);
  expect(await after.stripe.paymentIntents.capture(intent.id)).toMatchObject({ status: 'succeeded' });
  expect((await after.stripe.events.list({ limit: 1 })).data[0]).toMatchObject({
    type: 'payment_intent.succeeded',
    data: { object: { id: intent.id } },
  });
  await after.stop();

  const last = await aSimulator({ stateFile });
  expect(await last.stripe.paymentIntents.retrieve(intent.id)).toMatchObject({ status: 'succeeded', amount: 5000 });
});

test('gives each state its own ids, so that a reset never takes up an older id', async () => {
  const one = await aSimulator();
  const two = await aSimulator();
  const customer = await one.stripe.customers.create({});
  await two.stripe.customers.create({});
  await expect(two.stripe.customers.retrieve(customer.id)).rejects.toMatchObject({ code: 'resource_missing' });
});
