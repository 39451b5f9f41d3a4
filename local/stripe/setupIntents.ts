import { needsAuthentication } from './authorisation.ts';
import { keptCard } from './cards.ts';
import { chosenMethod, requireReturnUrl } from './confirmation.ts';
import { cardFailure, invalid, refused } from './failure.ts';
import type { Form } from './form.ts';
import { choice, flag, metadata, text } from './params.ts';
import { allowedRedirects } from './paymentIntents.ts';
import { checkUsable, keepForCustomer, paymentMethod } from './paymentMethods.ts';
import type { Trouble } from './records.ts';
import { nextAction, troubleView } from './troubleView.ts';
import type { View } from './view.ts';
import type { World } from './world.ts';

export const SETUP_UPDATE_PARAMS = [
  'customer',
  'payment_method',
  'payment_method_types',
  'payment_method_options',
  'description',
  'metadata',
];
export const SETUP_CREATE_PARAMS = [
  ...SETUP_UPDATE_PARAMS,
  'automatic_payment_methods',
  'confirm',
  'usage',
  'return_url',
  'mandate_data',
  'use_stripe_sdk',
  'payment_method_data',
];
export const SETUP_CONFIRM_PARAMS = [
  'payment_method',
  'payment_method_data',
  'payment_method_options',
  'return_url',
  'mandate_data',
  'use_stripe_sdk',
];

export function createSetupIntent(world: World, form: Form): View {
  const customerId = text(form, 'customer');
  const customer = customerId === undefined ? null : world.customer(customerId, 'customer');
  const redirects = allowedRedirects(form);
  const confirm = flag(form, 'confirm');
  const methodId = text(form, 'payment_method');
  if (confirm) {
    if (methodId === undefined)
      throw invalid("You cannot confirm this SetupIntent because it's missing a payment method.", 'payment_method');
    requireReturnUrl(redirects, form);
  }
  const method = methodId === undefined ? null : paymentMethod(world, methodId);
  if (method !== null) checkUsable(world, method, customer);
  const place = world.store.setupIntents.add({
    created: world.now(),
    status: method === null ? 'requires_payment_method' : 'requires_confirmation',
    customer,
    paymentMethod: method,
    usage: choice(form, 'usage', ['off_session', 'on_session'] as const) ?? 'off_session',
    redirects,
    description: text(form, 'description') ?? null,
    metadata: metadata(form),
    trouble: null,
    returnUrl: null,
    cancelReason: null,
  });
  world.publish('setup_intent.created', setupIntentView(world, place));
  return confirm ? confirmSetupIntent(world, place, { ...form, payment_method: '' }, true) : setupIntentView(world, place);
}

export function updateSetupIntent(world: World, id: string, form: Form): View {
  const place = world.setupIntent(id);
  const { setupIntents } = world.store;
  const before = setupIntents.get(place);
  const customerId = text(form, 'customer');
  const customer = customerId === undefined ? before.customer : world.customer(customerId, 'customer');
  const methodId = text(form, 'payment_method');
  if (methodId !== undefined) requireOpen(world, place, 'update');
  const method = methodId === undefined ? before.paymentMethod : paymentMethod(world, methodId);
  if (methodId !== undefined && method !== null) checkUsable(world, method, customer);
  setupIntents.change(place, {
    customer,
    paymentMethod: method,
    status: methodId === undefined ? before.status : 'requires_confirmation',
    description: text(form, 'description') ?? before.description,
    metadata: metadata(form, before.metadata),
  });
  return setupIntentView(world, place);
}

function requireOpen(world: World, place: number, verb: string): void {
  const { status } = world.store.setupIntents.get(place);
  if (status !== 'succeeded' && status !== 'canceled') return;
  throw refused('setup_intent_unexpected_state', `You cannot ${verb} this SetupIntent because it has a status of ${status}.`, {
    setup_intent: setupIntentView(world, place),
  });
}

export function confirmSetupIntent(world: World, place: number, form: Form, server: boolean): View {
  requireOpen(world, place, 'confirm');
  const { setupIntents, paymentMethods } = world.store;
  const intent = setupIntents.get(place);
  if (server) requireReturnUrl(intent.redirects, form);
  const methodPlace = chosenMethod(world, form, intent.customer, intent.paymentMethod, server);
  if (methodPlace === null) throw invalid("You cannot confirm this SetupIntent because it's missing a payment method.", 'payment_method');
  setupIntents.change(place, { paymentMethod: methodPlace });
  const method = paymentMethods.get(methodPlace);
  const card = keptCard(method.card);
  if (card.decline !== null && !card.saves) {
    failSetup(world, place, { type: 'card_error', ...card.decline, paymentMethod: methodPlace, charge: null });
    throw cardFailure({
      code: card.decline.code,
      message: card.decline.message,
      ...(card.decline.decline && { decline_code: card.decline.decline }),
      setup_intent: setupIntentView(world, place),
    });
  }
  if (needsAuthentication(card, method)) {
    const returnUrl = flag(form, 'use_stripe_sdk') ? null : (text(form, 'return_url') ?? null);
    setupIntents.change(place, { status: 'requires_action', trouble: null, returnUrl });
    world.publish('setup_intent.requires_action', setupIntentView(world, place));
  } else completeSetup(world, place);
  return setupIntentView(world, place);
}

export function completeSetup(world: World, place: number): void {
  const { setupIntents } = world.store;
  const intent = setupIntents.change(place, { status: 'succeeded', trouble: null, returnUrl: null });
  if (intent.paymentMethod !== null && intent.customer !== null) {
    keepForCustomer(world, intent.paymentMethod, intent.customer, intent.usage === 'off_session');
  }
  world.publish('setup_intent.succeeded', setupIntentView(world, place));
}

export function failSetup(world: World, place: number, trouble: Trouble): void {
  world.store.setupIntents.change(place, { status: 'requires_payment_method', paymentMethod: null, trouble, returnUrl: null });
  world.publish('setup_intent.setup_failed', setupIntentView(world, place));
}

export function cancelSetupIntent(world: World, place: number, form: Form): View {
  requireOpen(world, place, 'cancel');
  const cancelReason = choice(form, 'cancellation_reason', ['abandoned', 'duplicate', 'requested_by_customer']) ?? null;
  world.store.setupIntents.change(place, { status: 'canceled', cancelReason, returnUrl: null });
  const view = setupIntentView(world, place);
  world.publish('setup_intent.canceled', view);
  return view;
}

export function setupIntentView(world: World, place: number): View {
  const { ids, setupIntents } = world.store;
  const intent = setupIntents.get(place);
  const id = ids.of('seti', place);
  const clientSecret = ids.clientSecret(id);
  return {
    id,
    object: 'setup_intent',
    application: null,
    automatic_payment_methods: intent.redirects === null ? null : { allow_redirects: intent.redirects, enabled: true },
    cancellation_reason: intent.cancelReason,
    client_secret: clientSecret,
    created: intent.created,
    customer: ids.maybe('cus', intent.customer),
    customer_account: null,
    description: intent.description,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: intent.trouble === null ? null : troubleView(world, intent.trouble),
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: intent.metadata,
    next_action: nextAction(world.origin, clientSecret, intent.status, intent.returnUrl),
    on_behalf_of: null,
    payment_method: ids.maybe('pm', intent.paymentMethod),
    payment_method_configuration_details: null,
    payment_method_options: { card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: intent.status,
    usage: intent.usage,
  };
}
