import { type Card, keptCard } from './cards.ts';
import { chargeView } from './charges.ts';
import { openDispute } from './disputes.ts';
import { cardFailure } from './failure.ts';
import { paymentIntentView } from './paymentIntentView.ts';
import { keepForCustomer } from './paymentMethods.ts';
import type { PaymentMethod, Trouble } from './records.ts';
import { troubleView } from './troubleView.ts';
import type { World } from './world.ts';

/** Online card authorisations live seven days, https://docs.stripe.com/payments/place-a-hold-on-a-payment-method. */
export const HOLD_SECONDS = 7 * 24 * 3600;

type Attempt = { offSession: boolean; authenticated: boolean; refuseAction: boolean; returnUrl: string | null };

export const needsAuthentication = (card: Card, method: PaymentMethod) =>
  card.authentication === 'always' || (card.authentication === 'unlessSetUp' && !method.setUp);

const AUTHENTICATION_REQUIRED = {
  code: 'authentication_required',
  decline: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
};

function addCharge(
  world: World,
  intentPlace: number,
  paymentMethod: number,
  authenticated: boolean,
  held: boolean,
  trouble: Trouble | null,
): number {
  const intent = world.store.paymentIntents.get(intentPlace);
  const created = world.now();
  const captured = trouble === null && !held;
  return world.store.charges.add({
    created,
    amount: intent.amount,
    intent: intentPlace,
    paymentMethod,
    captured,
    amountCaptured: captured ? intent.amount : 0,
    amountRefunded: 0,
    released: false,
    authenticated,
    dispute: null,
    captureBefore: trouble === null && held ? created + HOLD_SECONDS : null,
    trouble,
    metadata: intent.metadata,
  });
}

/** Leaves the intent asking for another payment method, and throws the 402 that says why. */
function decline(world: World, place: number, method: number, why: { code: string; decline: string | null; message: string }): never {
  const { charges, paymentIntents } = world.store;
  const trouble: Trouble = { type: 'card_error', ...why, paymentMethod: method, charge: charges.rows.length };
  const charge = addCharge(world, place, method, false, false, trouble);
  paymentIntents.change(place, { status: 'requires_payment_method', paymentMethod: null, charge, trouble, returnUrl: null });
  world.publish('charge.failed', chargeView(world, charge));
  const view = paymentIntentView(world, place);
  world.publish('payment_intent.payment_failed', view);
  throw cardFailure({ ...troubleView(world, trouble), payment_intent: view });
}

/** Asks the card for the intent's money: held, taken, sent to a challenge, or refused by a thrown 402. */
export function authorise(world: World, place: number, attempt: Attempt): void {
  const { paymentIntents, paymentMethods, charges, journal } = world.store;
  const intent = paymentIntents.get(place);
  if (intent.paymentMethod === null) throw new Error('An intent is authorised only with a payment method.');
  const methodPlace = intent.paymentMethod;
  const method = paymentMethods.get(methodPlace);
  const card = keptCard(method.card);

  if (!attempt.authenticated && needsAuthentication(card, method)) {
    if (attempt.offSession || attempt.refuseAction) decline(world, place, methodPlace, AUTHENTICATION_REQUIRED);
    paymentIntents.change(place, { status: 'requires_action', trouble: null, returnUrl: attempt.returnUrl });
    world.publish('payment_intent.requires_action', paymentIntentView(world, place));
    return;
  }
  if (card.decline !== null) decline(world, place, methodPlace, card.decline);

  const held = intent.capture === 'manual';
  const charge = addCharge(world, place, methodPlace, attempt.authenticated, held, null);
  paymentIntents.change(place, {
    status: held ? 'requires_capture' : 'succeeded',
    charge,
    capturable: held ? intent.amount : 0,
    received: held ? 0 : intent.amount,
    trouble: null,
    returnUrl: null,
  });
  if (!method.used) paymentMethods.change(methodPlace, { used: true });
  if (intent.usage !== null && intent.customer !== null) {
    keepForCustomer(world, methodPlace, intent.customer, attempt.authenticated && intent.usage === 'off_session');
  }
  if (!held) {
    journal.add({ at: world.now(), kind: 'capture', charge, amount: intent.amount, own: null });
  }
  world.publish('charge.succeeded', chargeView(world, charge));
  world.publish(held ? 'payment_intent.amount_capturable_updated' : 'payment_intent.succeeded', paymentIntentView(world, place));
  if (!held && card.disputed) openDispute(world, charge);
  if (charges.get(charge).captured !== !held) throw new Error('A charge disagrees with its intent.');
}
