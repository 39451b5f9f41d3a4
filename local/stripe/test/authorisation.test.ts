import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { BY_CARD, aSimulator, refusalOf, tidy } from './aSimulator.ts';

let simulator: Awaited<ReturnType<typeof aSimulator>>;
let stripe: Stripe;
beforeEach(async () => {
  simulator = await aSimulator();
  stripe = simulator.stripe;
});
afterEach(tidy);

const WEEK = 7 * 24 * 3600;

describe('manual capture', () => {
  test('holds the amount for seven days and takes it when captured', async () => {
    const created = await stripe.paymentIntents.create({
      amount: 18740,
      currency: 'eur',
      capture_method: 'manual',
      metadata: { bookingId: 'b1' },
      ...BY_CARD,
    });
    expect(created).toMatchObject({
      status: 'requires_payment_method',
      amount_capturable: 0,
      latest_charge: null,
      metadata: { bookingId: 'b1' },
    });

    const asked = Math.floor(Date.now() / 1000);
    const held = await stripe.paymentIntents.confirm(created.id, {
      payment_method: 'pm_card_visa',
      expand: ['latest_charge.payment_intent', 'payment_method'],
    });
    expect(held).toMatchObject({
      status: 'requires_capture',
      amount_capturable: 18740,
      amount_received: 0,
      payment_method: { type: 'card', card: { last4: '4242' } },
    });
    const charge = held.latest_charge as Stripe.Charge;
    expect(charge).toMatchObject({ captured: false, paid: true, payment_intent: { id: created.id } });
    const before = charge.payment_method_details?.card?.capture_before ?? 0;
    expect(before).toBeGreaterThanOrEqual(asked + WEEK);
    expect(before).toBeLessThanOrEqual(Date.now() / 1000 + WEEK);

    expect(await stripe.paymentIntents.capture(created.id)).toMatchObject({
      status: 'succeeded',
      amount_received: 18740,
      amount_capturable: 0,
    });
    expect(await stripe.charges.retrieve(charge.id)).toMatchObject({ captured: true, amount_captured: 18740, refunded: false });
  });

  test('takes a part and gives up the rest', async () => {
    const { id } = await stripe.paymentIntents.create({
      amount: 10000,
      currency: 'eur',
      capture_method: 'manual',
      confirm: true,
      payment_method: 'pm_card_mastercard',
      ...BY_CARD,
    });
    expect(await refusalOf(stripe.paymentIntents.capture(id, { amount_to_capture: 10001 }))).toMatchObject({
      statusCode: 400,
      code: 'amount_too_large',
      param: 'amount_to_capture',
    });
    expect(await stripe.paymentIntents.capture(id, { amount_to_capture: 2500 })).toMatchObject({
      status: 'succeeded',
      amount_received: 2500,
    });
    expect(await refusalOf(stripe.paymentIntents.capture(id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
      payment_intent: { status: 'succeeded' },
    });
  });

  test('cancels a hold without moving money, and nothing after a capture', async () => {
    const { id } = await stripe.paymentIntents.create({
      amount: 5000,
      currency: 'gbp',
      capture_method: 'manual',
      confirm: true,
      payment_method: 'pm_card_visa',
      ...BY_CARD,
    });
    const cancelled = await stripe.paymentIntents.cancel(id, { cancellation_reason: 'requested_by_customer', expand: ['latest_charge'] });
    expect(cancelled).toMatchObject({ status: 'canceled', amount_received: 0, latest_charge: { captured: false, refunded: true } });
    expect(await refusalOf(stripe.paymentIntents.capture(id))).toMatchObject({ code: 'payment_intent_unexpected_state' });
    expect((await simulator.get('/simulator/journal')).body).toEqual({ data: [], has_more: false });
  });
});

describe('test cards', () => {
  const declines = [
    ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', ''],
  ] as const;
  test.each(declines)('%s is declined and the intent asks for another card', async (payment_method, code, declineCode) => {
    const { id } = await stripe.paymentIntents.create({ amount: 5000, currency: 'eur', ...BY_CARD });
    const refusal = await refusalOf(stripe.paymentIntents.confirm(id, { payment_method }));
    expect(refusal).toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      code,
      payment_intent: { id, status: 'requires_payment_method' },
    });
    expect(refusal.decline_code).toBe(declineCode);
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({ last_payment_error: { code, type: 'card_error' } });
    expect(await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' })).toMatchObject({
      status: 'succeeded',
      last_payment_error: null,
    });
  });

  test('pm_card_authenticationRequired goes through the challenge, approved or refused', async () => {
    const { id } = await stripe.paymentIntents.create({ amount: 5000, currency: 'eur', capture_method: 'manual', ...BY_CARD });
    const asked = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_authenticationRequired' });
    expect(asked).toMatchObject({ status: 'requires_action', next_action: { type: 'use_stripe_sdk' } });
    const answer = (outcome: string) => simulator.post('/simulator/challenge', { client_secret: asked.client_secret ?? '', outcome });

    expect(await answer('refuse')).toMatchObject({ status: 200, body: { intent: { status: 'requires_payment_method' } } });
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    });
    await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_authenticationRequired' });
    expect(await answer('approve')).toMatchObject({ body: { intent: { status: 'requires_capture' } } });
    expect((await answer('approve')).status).toBe(400);
  });

  test('sends a caller with a return_url to the challenge page and back', async () => {
    const asked = await stripe.paymentIntents.create({
      ...{ amount: 5000, currency: 'eur', confirm: true, payment_method: 'pm_card_authenticationRequired' },
      return_url: 'http://localhost:4000/back?x=1',
    });
    expect(asked.next_action).toMatchObject({
      type: 'redirect_to_url',
      redirect_to_url: { url: expect.stringContaining('/v3/challenge?client_secret=') },
    });
    const { body } = await simulator.post('/simulator/challenge', { client_secret: asked.client_secret ?? '', outcome: 'approve' });
    expect(body['return_url']).toBe(
      `http://localhost:4000/back?x=1&payment_intent=${asked.id}&payment_intent_client_secret=${asked.client_secret}&redirect_status=succeeded`,
    );
  });

  test('pm_card_createDispute takes the money back after the capture, and it cannot be refunded', async () => {
    const { id } = await stripe.paymentIntents.create({
      amount: 5000,
      currency: 'eur',
      capture_method: 'manual',
      confirm: true,
      payment_method: 'pm_card_createDispute',
      ...BY_CARD,
    });
    expect((await stripe.disputes.list({ payment_intent: id })).data).toHaveLength(0);
    await stripe.paymentIntents.capture(id, { amount_to_capture: 4000 });
    const [dispute] = (await stripe.disputes.list({ payment_intent: id })).data;
    expect(dispute).toMatchObject({ amount: 4000, status: 'needs_response', reason: 'fraudulent' });
    expect(await stripe.disputes.retrieve(dispute?.id ?? '', { expand: ['charge'] })).toMatchObject({ charge: { disputed: true } });
    expect(await refusalOf(stripe.refunds.create({ payment_intent: id }))).toMatchObject({ code: 'charge_disputed' });
  });
});

describe('a saved card', () => {
  test('is charged off-session, and belongs to its customer only', async () => {
    const customer = await stripe.customers.create({ email: 'claire@example.com' });
    const booking = await stripe.paymentIntents.create({
      amount: 5000,
      currency: 'eur',
      customer: customer.id,
      setup_future_usage: 'off_session',
      ...BY_CARD,
    });
    await stripe.paymentIntents.confirm(booking.id, { payment_method: 'pm_card_visa' });
    const [saved] = (await stripe.customers.listPaymentMethods(customer.id)).data;
    expect((await stripe.paymentMethods.list({ customer: customer.id })).data).toEqual([saved]);

    const payment_method = saved?.id ?? '';
    const deposit = {
      amount: 30000,
      currency: 'eur',
      capture_method: 'manual',
      confirm: true,
      off_session: true,
      payment_method,
      ...BY_CARD,
    } as const;
    expect(await stripe.paymentIntents.create({ ...deposit, customer: customer.id })).toMatchObject({
      status: 'requires_capture',
      payment_method,
    });
    expect(await refusalOf(stripe.paymentIntents.create(deposit))).toMatchObject({ statusCode: 400, param: 'customer' });
    const other = await stripe.customers.create({});
    expect(await refusalOf(stripe.paymentIntents.create({ ...deposit, customer: other.id }))).toMatchObject({ statusCode: 400 });
  });

  test('that always asks for authentication is refused off-session with authentication_required', async () => {
    const customer = await stripe.customers.create({});
    const method = await stripe.paymentMethods.attach('pm_card_authenticationRequired', { customer: customer.id });
    const refusal = await refusalOf(
      stripe.paymentIntents.create({
        amount: 5000,
        currency: 'eur',
        customer: customer.id,
        confirm: true,
        off_session: true,
        payment_method: method.id,
        ...BY_CARD,
      }),
    );
    expect(refusal).toMatchObject({
      statusCode: 402,
      code: 'authentication_required',
      payment_intent: { status: 'requires_payment_method' },
      payment_method: { id: method.id },
    });
    const onSession = await stripe.paymentIntents.confirm(refusal.payment_intent?.id ?? '', { payment_method: method.id });
    expect(onSession.status).toBe('requires_action');
  });

  test('authenticated once when set up is not asked again off-session', async () => {
    const customer = await stripe.customers.create({});
    const setup = await stripe.setupIntents.create({
      customer: customer.id,
      payment_method: 'pm_card_authenticationRequiredOnSetup',
      confirm: true,
      ...BY_CARD,
    });
    expect(setup.status).toBe('requires_action');
    await simulator.post('/simulator/challenge', { client_secret: setup.client_secret ?? '', outcome: 'approve' });
    const done = await stripe.setupIntents.retrieve(setup.id);
    expect(done.status).toBe('succeeded');
    const paid = await stripe.paymentIntents.create({
      ...{
        amount: 5000,
        currency: 'eur',
        customer: customer.id,
        confirm: true,
        off_session: true,
        payment_method: done.payment_method as string,
      },
      ...BY_CARD,
    });
    expect(paid.status).toBe('succeeded');
  });
});

describe('malformed requests', () => {
  test('are refused the way Stripe refuses them', async () => {
    expect(await refusalOf(stripe.paymentIntents.create({ amount: 10, currency: 'eur' }))).toMatchObject({
      code: 'amount_too_small',
      param: 'amount',
    });
    expect(await refusalOf(stripe.paymentIntents.create({ amount: 100, currency: 'euro' }))).toMatchObject({ param: 'currency' });
    expect(await refusalOf(stripe.paymentIntents.create({ amount: 1.5, currency: 'eur' }))).toMatchObject({
      code: 'parameter_invalid_integer',
    });
    const misspelt = { amount: 100, currency: 'eur', captureMethod: 'manual' };
    expect(await refusalOf(stripe.paymentIntents.create(misspelt))).toMatchObject({ code: 'parameter_unknown', param: 'captureMethod' });
    expect(
      await refusalOf(stripe.paymentIntents.create({ amount: 100, currency: 'eur', confirm: true, payment_method: 'pm_card_visa' })),
    ).toMatchObject({ param: 'return_url' });
    expect(await refusalOf(stripe.paymentIntents.retrieve('pi_unknown'))).toMatchObject({ statusCode: 404, code: 'resource_missing' });
    expect((await stripe.paymentIntents.list()).data).toHaveLength(0);
  });
});
