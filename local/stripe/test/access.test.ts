import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import Stripe from 'stripe';
import { BY_CARD, KEYS, aSimulator, refusalOf, tidy } from './aSimulator.ts';

afterEach(tidy);

test('lets the holder of a client secret see and confirm the intent, and do nothing else', async () => {
  const { stripe, port, post, base } = await aSimulator();
  const customer = await stripe.customers.create({});
  const intent = await stripe.paymentIntents.create({
    amount: 5000,
    currency: 'eur',
    customer: customer.id,
    capture_method: 'manual',
    metadata: { secret: 'yes' },
  });
  const client_secret = intent.client_secret ?? '';
  const browser = { key: KEYS.publishableKey, client_secret };
  const card = {
    'payment_method_data[type]': 'card',
    'payment_method_data[card][number]': '4242424242424242',
    'payment_method_data[card][exp_month]': '12',
  };

  const confirmed = await post(`/v1/payment_intents/${intent.id}/confirm`, {
    ...{ ...browser, ...card, 'payment_method_data[card][exp_year]': '2040', 'payment_method_data[card][cvc]': '123' },
  });
  expect(confirmed).toMatchObject({ status: 200, body: { status: 'requires_capture' } });
  const seen: unknown = await (await fetch(`${base}/v1/payment_intents/${intent.id}?${new URLSearchParams(browser).toString()}`)).json();
  expect(seen).toMatchObject({ id: intent.id, amount: 5000 });
  for (const hidden of ['metadata', 'customer', 'latest_charge']) expect(seen).not.toHaveProperty(hidden);

  const publishable = new Stripe(KEYS.publishableKey, { host: '127.0.0.1', port, protocol: 'http' });
  expect(await refusalOf(publishable.paymentIntents.capture(intent.id))).toMatchObject({ statusCode: 403, code: 'secret_key_required' });
  expect((await post(`/v1/payment_intents/${intent.id}/cancel`, browser)).status).toBe(403);
  expect((await post('/v1/refunds', { ...browser, payment_intent: intent.id })).status).toBe(403);
  const other = await stripe.paymentIntents.create({ amount: 5000, currency: 'eur' });
  expect((await post(`/v1/payment_intents/${other.id}/confirm`, { ...browser, payment_method: 'pm_card_visa' })).status).toBe(400);
  expect((await fetch(`${base}/simulator/journal`, { headers: { authorization: `Bearer ${KEYS.publishableKey}` } })).status).toBe(403);
});

test.each([
  ['4242424242424241', '12', '2040', '123', 'incorrect_number'],
  ['4000000000000002', '12', '2040', '123', 'card_declined'],
  ['4000000000009995', '12', '2040', '123', 'card_declined'],
  ['4242424242424242', '13', '2040', '123', 'invalid_expiry_month'],
  ['4242424242424242', '12', '2020', '123', 'invalid_expiry_year'],
  ['4242424242424242', '12', '2040', '12', 'invalid_cvc'],
  ['4111111111111111', '12', '2040', '123', 'card_declined'],
])('refuses card %s, %s/%s, %s with %s', async (number, month, year, cvc, code) => {
  const { stripe, post } = await aSimulator();
  const { id, client_secret } = await stripe.paymentIntents.create({ amount: 5000, currency: 'eur' });
  const { status, body } = await post(`/v1/payment_intents/${id}/confirm`, {
    key: KEYS.publishableKey,
    client_secret: client_secret ?? '',
    'payment_method_data[type]': 'card',
    'payment_method_data[card][number]': number,
    'payment_method_data[card][exp_month]': month,
    'payment_method_data[card][exp_year]': year,
    'payment_method_data[card][cvc]': cvc,
  });
  expect({ status, error: body.error }).toMatchObject({ status: 402, error: { type: 'card_error', code } });
});

test('refuses a wrong key, raw card numbers from a server, and a body past its limit', async () => {
  const { port, stripe, base } = await aSimulator();
  const wrong = new Stripe('sk_test_wrong', { host: '127.0.0.1', port, protocol: 'http' });
  expect(await refusalOf(wrong.customers.create({}))).toMatchObject({ statusCode: 401 });
  const raw = { amount: 5000, currency: 'eur', ...BY_CARD };
  const { id } = await stripe.paymentIntents.create(raw);
  const data = { type: 'card', card: { number: '4242424242424242', exp_month: 12, exp_year: 2040, cvc: '123' } };
  expect(await refusalOf(stripe.paymentIntents.confirm(id, { payment_method_data: data }))).toMatchObject({
    param: 'payment_method_data',
  });
  const huge = await fetch(`${base}/v1/customers`, {
    method: 'POST',
    body: 'x'.repeat(300_000),
    headers: { authorization: `Bearer ${KEYS.secretKey}` },
  });
  expect(huge.status).toBe(413);
});

test('answers to localhost only, and lets only local pages read its answers', async () => {
  const { port, base } = await aSimulator();
  const status = await new Promise<number | undefined>((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: '/v3/', headers: { host: 'evil.example' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(421);
  const allowed = async (origin: string) =>
    (await fetch(`${base}/v3/`, { headers: { origin } })).headers.get('access-control-allow-origin');
  expect(await allowed('http://localhost:4000')).toBe('http://localhost:4000');
  expect(await allowed('https://evil.example')).toBeNull();
  expect(await allowed('http://localhost:4000.evil.example')).toBeNull();
});

function run(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../main.ts', import.meta.url))], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) =>
    child.on('exit', (code) => {
      resolve({ code, output });
    }),
  );
}

test('does not start outside the local start, nor with a real key', async () => {
  const keys = {
    STRIPE_SECRET_KEY: KEYS.secretKey,
    STRIPE_PUBLISHABLE_KEY: KEYS.publishableKey,
    STRIPE_WEBHOOK_SECRET: KEYS.webhookSecret,
  };
  expect(await run(keys)).toMatchObject({ code: 1, output: expect.stringContaining('LOCAL=1') });
  expect(await run({ ...keys, LOCAL: '1', STRIPE_SECRET_KEY: 'sk_live_x' })).toMatchObject({
    code: 1,
    output: expect.stringContaining('sk_test_'),
  });
});
