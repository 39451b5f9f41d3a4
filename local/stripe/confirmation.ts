import { enteredCard } from './cardEntry.ts';
import { authorise } from './authorisation.ts';
import { invalid, refused } from './failure.ts';
import type { Form } from './form.ts';
import { paymentIntentView } from './paymentIntentView.ts';
import { choice, flag, group, text } from './params.ts';
import { addCard, checkUsable, paymentMethod } from './paymentMethods.ts';
import type { View } from './view.ts';
import type { World } from './world.ts';

export const CONFIRM_PARAMS = [
  'payment_method',
  'payment_method_data',
  'payment_method_options',
  'payment_method_types',
  'return_url',
  'setup_future_usage',
  'off_session',
  'error_on_requires_action',
  'mandate_data',
  'receipt_email',
  'capture_method',
  'use_stripe_sdk',
  'shipping',
];

/** Stripe asks servers for a return_url wherever the intent may use payment methods that redirect. */
export function requireReturnUrl(redirects: 'always' | 'never' | null, form: Form): void {
  if (redirects !== 'always' || text(form, 'return_url') !== undefined || flag(form, 'use_stripe_sdk')) return;
  throw invalid(
    "This PaymentIntent is configured to accept payment methods that might redirect your customer off of your page, so you must provide a `return_url`. If you don't want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating it.",
    'return_url',
  );
}

/** The payment method the form names or holds, or the one the intent already has. */
export function chosenMethod(world: World, form: Form, customer: number | null, before: number | null, server: boolean): number | null {
  const data = group(form, 'payment_method_data');
  if (data !== undefined) {
    if (server)
      throw invalid(
        'Sending credit card numbers directly to the API is unsafe: use a test payment method such as pm_card_visa.',
        'payment_method_data',
      );
    return addCard(world, enteredCard(data, new Date()));
  }
  const id = text(form, 'payment_method');
  if (id === undefined) return before;
  const method = paymentMethod(world, id);
  checkUsable(world, method, customer);
  return method;
}

/** `server`: called with the secret key; a browser holds the client secret. */
export function confirmPaymentIntent(world: World, place: number, form: Form, server: boolean): View {
  const { paymentIntents } = world.store;
  const intent = paymentIntents.get(place);
  if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status)) {
    const message =
      intent.status === 'canceled'
        ? 'You cannot confirm this PaymentIntent because it has a status of canceled.'
        : 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.';
    throw refused('payment_intent_unexpected_state', message, { payment_intent: paymentIntentView(world, place) });
  }
  if (server) requireReturnUrl(intent.redirects, form);
  const method = chosenMethod(world, form, intent.customer, intent.paymentMethod, server);
  if (method === null) {
    throw invalid("You cannot confirm this PaymentIntent because it's missing a payment method.", 'payment_method');
  }
  const usage = choice(form, 'setup_future_usage', ['off_session', 'on_session'] as const) ?? intent.usage;
  paymentIntents.change(place, { paymentMethod: method, usage, receiptEmail: text(form, 'receipt_email') ?? intent.receiptEmail });
  authorise(world, place, {
    offSession: 'off_session' in form && form['off_session'] !== 'false',
    authenticated: false,
    refuseAction: flag(form, 'error_on_requires_action'),
    returnUrl: flag(form, 'use_stripe_sdk') ? null : (text(form, 'return_url') ?? null),
  });
  return paymentIntentView(world, place);
}
