import { confirmPaymentIntent, requireReturnUrl } from './confirmation.ts';
import { invalid, refused } from './failure.ts';
import type { Form } from './form.ts';
import { paymentIntentView } from './paymentIntentView.ts';
import { choice, flag, group, integer, metadata, required, text, texts } from './params.ts';
import { checkUsable, paymentMethod } from './paymentMethods.ts';
import type { PaymentIntent } from './records.ts';
import type { View } from './view.ts';
import type { World } from './world.ts';

export const UPDATE_PARAMS = [
  'amount',
  'currency',
  'customer',
  'payment_method',
  'payment_method_types',
  'payment_method_options',
  'setup_future_usage',
  'description',
  'receipt_email',
  'metadata',
  'shipping',
  'statement_descriptor',
  'statement_descriptor_suffix',
  'transfer_group',
];
export const CREATE_PARAMS = [
  ...UPDATE_PARAMS,
  'automatic_payment_methods',
  'capture_method',
  'confirm',
  'confirmation_method',
  'error_on_requires_action',
  'mandate_data',
  'off_session',
  'payment_method_data',
  'return_url',
  'use_stripe_sdk',
];

/** Smallest charge by currency, https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts. */
const MINIMUM: Record<string, number> = {
  ...{ usd: 50, eur: 50, gbp: 30, chf: 50, cad: 50, aud: 50, jpy: 50 },
  ...{ pln: 200, sek: 300, dkk: 250, nok: 300, czk: 1500, huf: 17500, ron: 200, bgn: 100 },
};
const MAXIMUM = 99_999_999;
const USAGES = ['off_session', 'on_session'] as const;

function checkedAmount(amount: number | undefined, currency: string): number {
  if (amount === undefined) throw invalid('Missing required param: amount.', 'amount', 'parameter_missing');
  if (amount < (MINIMUM[currency] ?? 1)) {
    throw invalid(`Amount must be at least ${MINIMUM[currency] ?? 1} in the smallest unit of ${currency}.`, 'amount', 'amount_too_small');
  }
  if (amount > MAXIMUM)
    throw invalid(`Amount must be no more than ${MAXIMUM} in the smallest unit of ${currency}.`, 'amount', 'amount_too_large');
  return amount;
}

function checkedCurrency(given: string): string {
  const currency = given.toLowerCase();
  if (!/^[a-z]{3}$/.test(currency)) throw invalid(`Invalid currency: ${given}.`, 'currency');
  return currency;
}

/** Which redirects the intent allows: null where the caller names the payment method types (cards are all we have). */
export function allowedRedirects(form: Form): 'always' | 'never' | null {
  const types = texts(form, 'payment_method_types');
  if (types.some((type) => type !== 'card')) throw invalid('The simulator takes cards only.', 'payment_method_types');
  const automatic = group(form, 'automatic_payment_methods');
  if (types.length > 0) {
    if (automatic && flag(automatic, 'enabled')) {
      throw invalid(
        'You may only specify one of these parameters: automatic_payment_methods, payment_method_types.',
        'payment_method_types',
      );
    }
    return null;
  }
  if (automatic === undefined) return 'always';
  return flag(automatic, 'enabled') ? (choice(automatic, 'allow_redirects', ['always', 'never']) ?? 'always') : null;
}

export function createPaymentIntent(world: World, form: Form): View {
  const currency = checkedCurrency(required(form, 'currency'));
  const amount = checkedAmount(integer(form, 'amount'), currency);
  const customerId = text(form, 'customer');
  const customer = customerId === undefined ? null : world.customer(customerId, 'customer');
  const confirm = flag(form, 'confirm');
  if ('off_session' in form && form['off_session'] !== 'false' && !confirm) {
    throw invalid('off_session can only be used when confirm is true.', 'off_session');
  }
  const redirects = allowedRedirects(form);
  const methodId = text(form, 'payment_method');
  if (confirm) {
    if (methodId === undefined)
      throw invalid("You cannot confirm this PaymentIntent because it's missing a payment method.", 'payment_method');
    requireReturnUrl(redirects, form);
  }
  const intent: PaymentIntent = {
    created: world.now(),
    amount,
    currency,
    status: 'requires_payment_method',
    capture: choice(form, 'capture_method', ['automatic', 'automatic_async', 'manual']) ?? 'automatic_async',
    capturable: 0,
    received: 0,
    customer,
    paymentMethod: null,
    charge: null,
    usage: choice(form, 'setup_future_usage', USAGES) ?? null,
    redirects,
    description: text(form, 'description') ?? null,
    receiptEmail: text(form, 'receipt_email') ?? null,
    metadata: metadata(form),
    trouble: null,
    returnUrl: null,
    canceledAt: null,
    cancelReason: null,
  };
  const method = methodId === undefined ? null : paymentMethod(world, methodId);
  if (method !== null) {
    checkUsable(world, method, customer);
    intent.paymentMethod = method;
    intent.status = 'requires_confirmation';
  }
  const place = world.store.paymentIntents.add(intent);
  world.publish('payment_intent.created', paymentIntentView(world, place));
  return confirm ? confirmPaymentIntent(world, place, { ...form, payment_method: '' }, true) : paymentIntentView(world, place);
}

const OPEN: readonly string[] = ['requires_payment_method', 'requires_confirmation', 'requires_action'];

export function updatePaymentIntent(world: World, id: string, form: Form): View {
  const place = world.paymentIntent(id);
  const { paymentIntents } = world.store;
  const before = paymentIntents.get(place);
  const changesPayment = ['amount', 'currency', 'customer', 'payment_method', 'setup_future_usage'].some((name) => name in form);
  if (changesPayment && !OPEN.includes(before.status)) {
    throw refused(
      'payment_intent_unexpected_state',
      `This PaymentIntent's amount, currency, customer or payment method could not be updated because it has a status of ${before.status}.`,
      { payment_intent: paymentIntentView(world, place) },
    );
  }
  const currencyGiven = text(form, 'currency');
  const currency = currencyGiven === undefined ? before.currency : checkedCurrency(currencyGiven);
  const customerId = text(form, 'customer');
  const customer = customerId === undefined ? before.customer : world.customer(customerId, 'customer');
  const methodId = text(form, 'payment_method');
  const method = methodId === undefined ? before.paymentMethod : paymentMethod(world, methodId);
  if (methodId !== undefined && method !== null) checkUsable(world, method, customer);
  paymentIntents.change(place, {
    amount: checkedAmount(integer(form, 'amount') ?? before.amount, currency),
    currency,
    customer,
    paymentMethod: method,
    status: methodId === undefined ? before.status : 'requires_confirmation',
    usage: choice(form, 'setup_future_usage', USAGES) ?? before.usage,
    description: text(form, 'description') ?? before.description,
    receiptEmail: text(form, 'receipt_email') ?? before.receiptEmail,
    metadata: metadata(form, before.metadata),
  });
  return paymentIntentView(world, place);
}
