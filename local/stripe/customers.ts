import type { Form } from './form.ts';
import { metadata, text, texts } from './params.ts';
import type { Customer } from './records.ts';
import type { View } from './view.ts';
import type { World } from './world.ts';

export const CUSTOMER_PARAMS = ['email', 'name', 'phone', 'description', 'preferred_locales', 'address', 'metadata'];

function fields(form: Form, before?: Customer) {
  const given = (name: 'email' | 'name' | 'phone' | 'description') =>
    name in form ? (text(form, name) ?? null) : (before?.[name] ?? null);
  const locales = texts(form, 'preferred_locales');
  return {
    email: given('email'),
    name: given('name'),
    phone: given('phone'),
    description: given('description'),
    locales: locales.length > 0 ? locales : (before?.locales ?? null),
    metadata: metadata(form, before?.metadata),
  };
}

export function createCustomer(world: World, form: Form): View {
  const place = world.store.customers.add({ created: world.now(), ...fields(form) });
  const view = customerView(world, place);
  world.publish('customer.created', view);
  return view;
}

export function updateCustomer(world: World, id: string, form: Form): View {
  const place = world.customer(id);
  world.store.customers.change(place, fields(form, world.store.customers.get(place)));
  const view = customerView(world, place);
  world.publish('customer.updated', view);
  return view;
}

/** Its cards go with it; its payments stay. */
export function deleteCustomer(world: World, id: string): View {
  const place = world.customer(id);
  const { customers, paymentMethods } = world.store;
  for (const [method, { customer }] of paymentMethods.rows.entries()) {
    if (customer === place) paymentMethods.change(method, { customer: null, used: true });
  }
  world.publish('customer.deleted', customerView(world, place));
  customers.change(place, { email: null, name: null, phone: null, description: null, locales: null, metadata: {}, deleted: true });
  return customerView(world, place);
}

export function customerView(world: World, place: number): View {
  const customer = world.store.customers.get(place);
  if (customer.deleted) return { id: world.store.ids.of('cus', place), object: 'customer', deleted: true };
  return {
    id: world.store.ids.of('cus', place),
    object: 'customer',
    address: null,
    balance: 0,
    created: customer.created,
    currency: null,
    default_source: null,
    delinquent: false,
    description: customer.description,
    discount: null,
    email: customer.email,
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: customer.metadata,
    name: customer.name,
    phone: customer.phone,
    preferred_locales: customer.locales ?? [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
}
