import { keptCard } from './cards.ts';
import { chargeView } from './charges.ts';
import { invalid, refused } from './failure.ts';
import type { Form } from './form.ts';
import { choice, integer, metadata, text } from './params.ts';
import type { View } from './view.ts';
import type { World } from './world.ts';

export const REFUND_PARAMS = ['payment_intent', 'charge', 'amount', 'reason', 'metadata', 'instructions_email', 'origin'];

function refundable(world: World, form: Form): number {
  const intentId = text(form, 'payment_intent');
  const chargeId = text(form, 'charge');
  if (intentId === undefined && chargeId === undefined) {
    throw invalid(
      'One of the following params should be provided for this request: payment_intent or charge.',
      'payment_intent',
      'parameter_missing',
    );
  }
  if (intentId === undefined) return world.charge(chargeId ?? '', 'charge');
  const { charge, status } = world.store.paymentIntents.get(world.paymentIntent(intentId, 'payment_intent'));
  if (charge === null || status !== 'succeeded') {
    throw refused('payment_intent_unexpected_state', `This PaymentIntent (${intentId}) does not have a successful charge to refund.`, {
      param: 'payment_intent',
    });
  }
  return charge;
}

/** Gives back up to what was captured and not yet given back. */
export function createRefund(world: World, form: Form): View {
  const { charges, disputes, refunds, journal, ids, paymentIntents, paymentMethods } = world.store;
  const chargePlace = refundable(world, form);
  const charge = charges.get(chargePlace);
  const chargeId = ids.of('ch', chargePlace);
  if (!charge.captured) throw refused('charge_not_refundable', `Charge ${chargeId} holds no captured money.`);
  if (charge.dispute !== null && disputes.get(charge.dispute).outcome !== 'won')
    throw refused('charge_disputed', `Charge ${chargeId} has been charged back; cannot issue a refund.`);
  const left = charge.amountCaptured - charge.amountRefunded;
  if (left === 0) throw refused('charge_already_refunded', `Charge ${chargeId} has already been refunded.`);
  const amount = integer(form, 'amount') ?? left;
  if (amount < 1) throw invalid('Invalid positive integer', 'amount', 'parameter_invalid_integer');
  if (amount > left) {
    const { currency } = paymentIntents.get(charge.intent);
    throw refused(
      'amount_too_large',
      `Refund amount (${amount} ${currency}) is greater than unrefunded amount on charge (${left} ${currency})`,
      { param: 'amount' },
    );
  }
  const created = world.now();
  const own = metadata(form);
  const place = refunds.add({
    created,
    amount,
    charge: chargePlace,
    reason: choice(form, 'reason', ['duplicate', 'fraudulent', 'requested_by_customer']) ?? null,
    metadata: own,
  });
  charges.change(chargePlace, { amountRefunded: charge.amountRefunded + amount });
  journal.add({ at: created, kind: 'refund', charge: chargePlace, amount, own });
  const view = refundView(world, place);
  world.publish('refund.created', view);
  world.publish('charge.refunded', chargeView(world, chargePlace));
  if (keptCard(paymentMethods.get(charge.paymentMethod).card).refundFails) failRefund(world, place);
  return view;
}

/** The card's bank sends the money back after the refund was told as succeeded. */
function failRefund(world: World, place: number): void {
  const { charges, refunds, journal } = world.store;
  const { charge, amount, metadata: own } = refunds.change(place, { failed: true });
  charges.change(charge, { amountRefunded: charges.get(charge).amountRefunded - amount });
  journal.add({ at: world.now(), kind: 'refund_failure', charge, amount, own });
  world.publish('refund.updated', refundView(world, place));
  world.publish('refund.failed', refundView(world, place));
}

export function updateRefund(world: World, id: string, form: Form): View {
  const place = refund(world, id);
  const { refunds } = world.store;
  refunds.change(place, { metadata: metadata(form, refunds.get(place).metadata) });
  const view = refundView(world, place);
  world.publish('refund.updated', view);
  return view;
}

export const refund = (world: World, id: string): number => world.place('re', world.store.refunds, 'refund', id);

export function refundView(world: World, place: number): View {
  const { ids, refunds, charges, paymentIntents } = world.store;
  const row = refunds.get(place);
  const charge = charges.get(row.charge);
  const intent = paymentIntents.get(charge.intent);
  return {
    id: ids.of('re', place),
    object: 'refund',
    amount: row.amount,
    balance_transaction: null,
    charge: ids.of('ch', row.charge),
    created: row.created,
    currency: intent.currency,
    customer: ids.maybe('cus', intent.customer),
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata: row.metadata,
    payment_intent: ids.of('pi', charge.intent),
    payment_method: ids.of('pm', charge.paymentMethod),
    reason: row.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: row.failed ? 'failed' : 'succeeded',
    ...(row.failed && { failure_reason: 'expired_or_canceled_card' }),
    transfer_reversal: null,
  };
}
