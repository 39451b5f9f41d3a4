import { chargeView } from './charges.ts';
import { customerView } from './customers.ts';
import { disputeView } from './disputes.ts';
import { invalid } from './failure.ts';
import type { Form } from './form.ts';
import type { Kind } from './ids.ts';
import { list } from './list.ts';
import { integer, text, texts } from './params.ts';
import { paymentIntentView } from './paymentIntentView.ts';
import { paymentMethodView } from './paymentMethods.ts';
import { refundView } from './refunds.ts';
import { setupIntentView } from './setupIntents.ts';
import type { Table } from './table.ts';
import type { ListView, View } from './view.ts';
import type { World } from './world.ts';

type Named = { kind: Kind; noun: string; url: string };

function listTable<T extends { created: number }>(
  world: World,
  form: Form,
  { kind, noun, url }: Named,
  table: Table<T>,
  show: (world: World, place: number) => View,
  matches: (row: T) => boolean,
): ListView {
  return list(form, {
    url,
    length: table.rows.length,
    place: (id) => world.place(kind, table, noun, id),
    created: (place) => table.get(place).created,
    matches: (place) => matches(table.get(place)),
    show: (place) => show(world, place),
  });
}

/** The place a filter names; undefined when the filter is absent. */
function filter(form: Form, name: string, find: (id: string, param: string) => number): number | undefined {
  const id = text(form, name);
  return id === undefined ? undefined : find(id, name);
}

export const listCustomers = (world: World, form: Form) => {
  const email = text(form, 'email');
  return listTable(
    world,
    form,
    { kind: 'cus', noun: 'customer', url: '/v1/customers' },
    world.store.customers,
    customerView,
    (row) => email === undefined || row.email === email,
  );
};

export const listPaymentIntents = (world: World, form: Form) => {
  const customer = filter(form, 'customer', (id, param) => world.customer(id, param));
  return listTable(
    world,
    form,
    { kind: 'pi', noun: 'payment_intent', url: '/v1/payment_intents' },
    world.store.paymentIntents,
    paymentIntentView,
    (row) => customer === undefined || row.customer === customer,
  );
};

export const listSetupIntents = (world: World, form: Form) => {
  const customer = filter(form, 'customer', (id, param) => world.customer(id, param));
  return listTable(
    world,
    form,
    { kind: 'seti', noun: 'setupintent', url: '/v1/setup_intents' },
    world.store.setupIntents,
    setupIntentView,
    (row) => customer === undefined || row.customer === customer,
  );
};

/** Only of a customer: without one Stripe lists none of ours. */
export function listPaymentMethods(world: World, form: Form, customerId = text(form, 'customer')): ListView {
  if (customerId === undefined) throw invalid('Missing required param: customer.', 'customer', 'parameter_missing');
  const customer = world.customer(customerId, 'customer');
  const type = text(form, 'type') ?? 'card';
  return listTable(
    world,
    form,
    { kind: 'pm', noun: 'PaymentMethod', url: '/v1/payment_methods' },
    world.store.paymentMethods,
    paymentMethodView,
    (row) => row.customer === customer && type === 'card',
  );
}

export const listCharges = (world: World, form: Form) => {
  const intent = filter(form, 'payment_intent', (id, param) => world.paymentIntent(id, param));
  const customer = filter(form, 'customer', (id, param) => world.customer(id, param));
  return listTable(
    world,
    form,
    { kind: 'ch', noun: 'charge', url: '/v1/charges' },
    world.store.charges,
    chargeView,
    (row) =>
      (intent === undefined || row.intent === intent) &&
      (customer === undefined || world.store.paymentIntents.get(row.intent).customer === customer),
  );
};

function chargeFilter(world: World, form: Form): (row: { charge: number }) => boolean {
  const intent = filter(form, 'payment_intent', (id, param) => world.paymentIntent(id, param));
  const charge = filter(form, 'charge', (id, param) => world.charge(id, param));
  return (row) =>
    (charge === undefined || row.charge === charge) && (intent === undefined || world.store.charges.get(row.charge).intent === intent);
}

export const listRefunds = (world: World, form: Form) =>
  listTable(world, form, { kind: 're', noun: 'refund', url: '/v1/refunds' }, world.store.refunds, refundView, chargeFilter(world, form));

export const listDisputes = (world: World, form: Form) =>
  listTable(
    world,
    form,
    { kind: 'du', noun: 'dispute', url: '/v1/disputes' },
    world.store.disputes,
    disputeView,
    chargeFilter(world, form),
  );

export function eventPlace(world: World, id: string): number {
  return world.place('evt', { rows: { length: world.store.events.length } }, 'event', id);
}

export const eventView = (world: World, place: number): View => JSON.parse(world.store.events.body(place).toString()) as View;

export function listEvents(world: World, form: Form): ListView {
  const { events } = world.store;
  const types = new Set([...texts(form, 'types'), ...texts(form, 'type')]);
  return list(form, {
    url: '/v1/events',
    length: events.length,
    place: (id) => eventPlace(world, id),
    created: (place) => events.created(place),
    matches: (place) => types.size === 0 || types.has(events.type(place)),
    show: (place) => eventView(world, place),
  });
}

/** The journal, oldest first: `starting_after` is the last seq seen. */
export function listMovements(world: World, form: Form): View {
  const { journal, ids, charges } = world.store;
  const after = integer(form, 'starting_after') ?? 0;
  const limit = Math.min(Math.max(integer(form, 'limit') ?? 1000, 1), 1000);
  const data = journal.movements.slice(after, after + limit).map((movement, at) => ({
    seq: after + at + 1,
    at: new Date(movement.at * 1000).toISOString(),
    kind: movement.kind,
    paymentIntent: ids.of('pi', charges.get(movement.charge).intent),
    charge: ids.of('ch', movement.charge),
    amount: movement.amount,
    currency: journal.currency(movement),
    metadata: { ...charges.get(movement.charge).metadata, ...movement.own },
  }));
  return { data, has_more: after + data.length < journal.movements.length };
}

export const showTotals = (world: World): View => ({
  currencies: world.store.journal.totals,
  lastSeq: world.store.journal.movements.length,
});
