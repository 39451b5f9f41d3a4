import { keptCard } from './cards.ts';
import { cardFacts } from './paymentMethods.ts';
import type { Charge } from './records.ts';
import type { View } from './view.ts';
import type { World } from './world.ts';

const OUTCOME = {
  advice_code: null,
  network_advice_code: null,
  network_decline_code: null,
  risk_level: 'normal',
  risk_score: 20,
  rule: null,
};

function outcome(charge: Charge) {
  if (charge.trouble === null) {
    return { ...OUTCOME, network_status: 'approved_by_network', reason: null, seller_message: 'Payment complete.', type: 'authorized' };
  }
  const { code, decline } = charge.trouble;
  return {
    ...OUTCOME,
    network_status: 'declined_by_network',
    reason: decline ?? code,
    seller_message: 'The bank did not return any further details with this decline.',
    type: 'issuer_declined',
  };
}

/** An authorisation that is given up shows as refunded, though no money moved: Stripe's way, so ours. */
export function chargeView(world: World, place: number): View {
  const { ids, charges, paymentIntents, paymentMethods } = world.store;
  const charge = charges.get(place);
  const intent = paymentIntents.get(charge.intent);
  const method = paymentMethods.get(charge.paymentMethod);
  const card = keptCard(method.card);
  return {
    id: ids.of('ch', place),
    object: 'charge',
    amount: charge.amount,
    amount_captured: charge.amountCaptured,
    amount_refunded: charge.released ? charge.amount : charge.amountRefunded,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: { address: null, email: null, name: method.name, phone: null, tax_id: null },
    calculated_statement_descriptor: 'YOUR CAR YOUR WAY',
    captured: charge.captured,
    created: charge.created,
    currency: intent.currency,
    customer: ids.maybe('cus', intent.customer),
    description: intent.description,
    disputed: charge.dispute !== null,
    failure_balance_transaction: null,
    failure_code: charge.trouble?.code ?? null,
    failure_message: charge.trouble?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: charge.metadata,
    on_behalf_of: null,
    outcome: outcome(charge),
    paid: charge.trouble === null,
    payment_intent: ids.of('pi', charge.intent),
    payment_method: ids.of('pm', charge.paymentMethod),
    payment_method_details: {
      card: {
        amount_authorized: charge.trouble === null ? charge.amount : null,
        authorization_code: charge.trouble === null ? '123456' : null,
        ...cardFacts(card, method.expMonth, method.expYear),
        ...(charge.captureBefore !== null && { capture_before: charge.captureBefore }),
        extended_authorization: { status: 'disabled' },
        incremental_authorization: { status: 'unavailable' },
        installments: null,
        mandate: null,
        multicapture: { status: 'unavailable' },
        network: card.brand,
        network_token: { used: false },
        network_transaction_id: null,
        overcapture: { maximum_amount_capturable: charge.amount, status: 'unavailable' },
        regulated_status: 'unregulated',
        three_d_secure: charge.authenticated
          ? { authentication_flow: 'challenge', result: 'authenticated', result_reason: null, version: '2.2.0' }
          : null,
      },
      type: 'card',
    },
    receipt_email: intent.receiptEmail,
    receipt_number: null,
    receipt_url: null,
    refunded: charge.released || (charge.captured && charge.amountRefunded === charge.amountCaptured),
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: charge.trouble === null ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: null,
  };
}
