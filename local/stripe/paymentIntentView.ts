import { nextAction, troubleView } from './troubleView.ts';
import type { View } from './view.ts';
import type { World } from './world.ts';

export function paymentIntentView(world: World, place: number): View {
  const { ids, paymentIntents } = world.store;
  const intent = paymentIntents.get(place);
  const id = ids.of('pi', place);
  const clientSecret = ids.clientSecret(id);
  return {
    id,
    object: 'payment_intent',
    amount: intent.amount,
    amount_capturable: intent.capturable,
    amount_details: { tip: {} },
    amount_received: intent.received,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: intent.redirects === null ? null : { allow_redirects: intent.redirects, enabled: true },
    canceled_at: intent.canceledAt,
    cancellation_reason: intent.cancelReason,
    capture_method: intent.capture,
    client_secret: clientSecret,
    confirmation_method: 'automatic',
    created: intent.created,
    currency: intent.currency,
    customer: ids.maybe('cus', intent.customer),
    customer_account: null,
    description: intent.description,
    excluded_payment_method_types: null,
    last_payment_error: intent.trouble === null ? null : troubleView(world, intent.trouble),
    latest_charge: ids.maybe('ch', intent.charge),
    livemode: false,
    metadata: intent.metadata,
    next_action: nextAction(world.origin, clientSecret, intent.status, intent.returnUrl),
    on_behalf_of: null,
    payment_method: ids.maybe('pm', intent.paymentMethod),
    payment_method_configuration_details: null,
    payment_method_options: { card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    processing: null,
    receipt_email: intent.receiptEmail,
    review: null,
    setup_future_usage: intent.usage,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: intent.status,
    transfer_data: null,
    transfer_group: null,
  };
}

const FOR_BROWSERS = [
  'id',
  'object',
  'amount',
  'automatic_payment_methods',
  'canceled_at',
  'cancellation_reason',
  'capture_method',
  'client_secret',
  'confirmation_method',
  'created',
  'currency',
  'description',
  'last_payment_error',
  'last_setup_error',
  'livemode',
  'next_action',
  'payment_method',
  'payment_method_types',
  'receipt_email',
  'setup_future_usage',
  'shipping',
  'source',
  'status',
  'usage',
];

/** What a holder of the client secret may see of an intent: no customer, no metadata, no charge. */
export const browserView = (view: View): View =>
  Object.fromEntries(FOR_BROWSERS.flatMap((name) => (name in view ? [[name, view[name]]] : [])));
