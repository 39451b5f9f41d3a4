import type { EnteredCard } from './cardEntry.ts';
import { type Card, cardNamed, keptCard, lastFour } from './cards.ts';
import { absent, cardFailure, invalid, refused } from './failure.ts';
import type { Form } from './form.ts';
import { required } from './params.ts';
import type { View } from './view.ts';
import type { World } from './world.ts';

export function addCard(world: World, { card, expMonth, expYear, name }: EnteredCard): number {
  return world.store.paymentMethods.add({
    created: world.now(),
    card: card.name,
    expMonth,
    expYear,
    name,
    customer: null,
    setUp: false,
    used: false,
  });
}

const fromTestCard = (world: World, card: Card) =>
  addCard(world, { card, expMonth: 12, expYear: new Date().getUTCFullYear() + 3, name: null });

/** A test card's own name (pm_card_visa) stands for a new payment method each time. */
export function paymentMethod(world: World, id: string, param = 'payment_method'): number {
  const card = id.startsWith('pm_card_') ? cardNamed(id.slice('pm_'.length)) : undefined;
  if (card !== undefined) return fromTestCard(world, card);
  const { ids, paymentMethods } = world.store;
  const place = ids.place('pm', id);
  if (place === undefined || place >= paymentMethods.rows.length) throw absent('PaymentMethod', id, param);
  return place;
}

/** Throws where the method is another customer's, or was spent without having one. */
export function checkUsable(world: World, place: number, customer: number | null): void {
  const method = world.store.paymentMethods.get(place);
  if (method.customer !== null && customer === null) {
    throw invalid(
      'The payment method you provided is attached to a customer so for security purposes you must provide the customer in the request.',
      'customer',
    );
  }
  if (method.customer !== null && method.customer !== customer) {
    throw invalid('The provided PaymentMethod does not belong to the Customer of this intent.', 'payment_method');
  }
  if (method.customer === null && method.used) {
    throw invalid(
      'The provided PaymentMethod was previously used without being attached to a Customer or was detached from one, and may not be used again. To use it several times, attach it to a Customer first.',
      'payment_method',
    );
  }
}

export function keepForCustomer(world: World, place: number, customer: number, setUp: boolean): void {
  const { paymentMethods } = world.store;
  const before = paymentMethods.get(place);
  const attached = before.customer === customer;
  if (attached && (before.setUp || !setUp)) return;
  paymentMethods.change(place, { customer, setUp: before.setUp || setUp });
  if (!attached) world.publish('payment_method.attached', paymentMethodView(world, place));
}

export function attachPaymentMethod(world: World, id: string, form: Form): View {
  const customer = world.customer(required(form, 'customer'), 'customer');
  const place = paymentMethod(world, id);
  const method = world.store.paymentMethods.get(place);
  const card = keptCard(method.card);
  if (card.decline !== null && !card.saves) {
    const { code, decline, message } = card.decline;
    throw cardFailure({ code, message, ...(decline && { decline_code: decline }) });
  }
  if (method.customer !== null && method.customer !== customer) {
    throw refused('payment_method_unexpected_state', 'The payment method you provided has already been attached to a customer.');
  }
  if (method.customer === null && method.used) checkUsable(world, place, customer);
  keepForCustomer(world, place, customer, false);
  return paymentMethodView(world, place);
}

export function detachPaymentMethod(world: World, id: string): View {
  const place = paymentMethod(world, id);
  if (world.store.paymentMethods.get(place).customer === null) {
    throw refused(
      'payment_method_unexpected_state',
      'The payment method you provided is not attached to a customer so detachment is impossible.',
    );
  }
  world.store.paymentMethods.change(place, { customer: null, used: true });
  const view = paymentMethodView(world, place);
  world.publish('payment_method.detached', view);
  return view;
}

export function cardFacts(card: Card, expMonth: number, expYear: number) {
  const last4 = lastFour(card);
  return {
    brand: card.brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: card.country,
    exp_month: expMonth,
    exp_year: expYear,
    fingerprint: `local${card.brand}${last4}`,
    funding: card.funding,
    last4,
    wallet: null,
  };
}

export function paymentMethodView(world: World, place: number): View {
  const { ids, paymentMethods } = world.store;
  const method = paymentMethods.get(place);
  const card = keptCard(method.card);
  return {
    id: ids.of('pm', place),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: {
      address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
      email: null,
      name: method.name,
      phone: null,
      tax_id: null,
    },
    card: {
      ...cardFacts(card, method.expMonth, method.expYear),
      display_brand: card.brand,
      generated_from: null,
      networks: { available: [card.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
    },
    created: method.created,
    customer: ids.maybe('cus', method.customer),
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  };
}
