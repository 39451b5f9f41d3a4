import { keptCard } from './cards.ts';
import { chargeView } from './charges.ts';
import { openDispute } from './disputes.ts';
import { invalid, refused } from './failure.ts';
import type { Form } from './form.ts';
import { paymentIntentView } from './paymentIntentView.ts';
import { choice, integer, metadata } from './params.ts';
import type { View } from './view.ts';
import type { World } from './world.ts';

export const CAPTURE_PARAMS = ['amount_to_capture', 'final_capture', 'metadata', 'statement_descriptor', 'statement_descriptor_suffix'];
export const CANCEL_PARAMS = ['cancellation_reason'];

function heldCharge(world: World, place: number): number | null {
  const intent = world.store.paymentIntents.get(place);
  return intent.status === 'requires_capture' ? intent.charge : null;
}

/** Takes all or part of what is held; the rest is given up at once. */
export function capturePaymentIntent(world: World, place: number, form: Form): View {
  const { paymentIntents, paymentMethods, charges, journal } = world.store;
  const now = world.now();
  expireHold(world, place, now);
  const intent = paymentIntents.get(place);
  const chargePlace = heldCharge(world, place);
  if (chargePlace === null) {
    throw refused(
      'payment_intent_unexpected_state',
      `This PaymentIntent could not be captured because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be captured: requires_capture.`,
      { payment_intent: paymentIntentView(world, place) },
    );
  }
  const amount = integer(form, 'amount_to_capture') ?? intent.capturable;
  if (amount < 1) throw invalid('The amount to capture must be at least 1.', 'amount_to_capture', 'parameter_invalid_integer');
  if (amount > intent.capturable) {
    throw refused(
      'amount_too_large',
      `The amount to capture (${amount}) is greater than the remaining amount authorized (${intent.capturable}).`,
      {
        param: 'amount_to_capture',
      },
    );
  }
  const given = metadata(form, intent.metadata);
  const marked = given === intent.metadata ? {} : { metadata: given };
  paymentIntents.change(place, { status: 'succeeded', capturable: 0, received: amount, ...marked });
  const charge = charges.change(chargePlace, { captured: true, amountCaptured: amount, captureBefore: null, ...marked });
  journal.add({ at: now, kind: 'capture', charge: chargePlace, amount, own: null });
  world.publish('charge.captured', chargeView(world, chargePlace));
  const view = paymentIntentView(world, place);
  world.publish('payment_intent.succeeded', view);
  if (keptCard(paymentMethods.get(charge.paymentMethod).card).disputed) openDispute(world, chargePlace);
  return view;
}

const CANCELLABLE: readonly string[] = ['requires_payment_method', 'requires_capture', 'requires_confirmation', 'requires_action'];
const REASONS = ['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'];

export function cancelPaymentIntent(world: World, place: number, form: Form): View {
  const now = world.now();
  expireHold(world, place, now);
  const { status } = world.store.paymentIntents.get(place);
  if (!CANCELLABLE.includes(status)) {
    throw refused(
      'payment_intent_unexpected_state',
      `You cannot cancel this PaymentIntent because it has a status of ${status}. Only a PaymentIntent with one of the following statuses may be canceled: ${CANCELLABLE.join(', ')}.`,
      { payment_intent: paymentIntentView(world, place) },
    );
  }
  return release(world, place, choice(form, 'cancellation_reason', REASONS) ?? null, now);
}

function release(world: World, place: number, reason: string | null, now: number): View {
  const { paymentIntents, charges } = world.store;
  const held = heldCharge(world, place);
  paymentIntents.change(place, { status: 'canceled', capturable: 0, canceledAt: now, cancelReason: reason, returnUrl: null });
  if (held !== null) {
    charges.change(held, { released: true, captureBefore: null });
    world.publish(reason === 'automatic' ? 'charge.expired' : 'charge.refunded', chargeView(world, held));
  }
  const view = paymentIntentView(world, place);
  world.publish('payment_intent.canceled', view);
  return view;
}

/** Cancels the intent whose hold was left to die. */
export function expireHold(world: World, place: number, now: number): void {
  const held = heldCharge(world, place);
  const before = held === null ? null : world.store.charges.get(held).captureBefore;
  if (before !== null && before <= now) release(world, place, 'automatic', now);
}
