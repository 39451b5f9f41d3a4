import { isPayable, movesOn, type PaymentState } from './paymentState.ts';

/** A payment of ours, as far as Stripe knows of it. */
export interface Ours {
  kind: string;
  state: PaymentState;
  amountMinor: number;
  capturedMinor: number;
  stripeIntent: string | null;
}

/** Stripe's payment intent for it. */
export interface Theirs {
  id: string;
  status: string;
  amount: number;
  received: number;
  /** What the last attempt's refusal makes of the payment; null where there was none. */
  refused: 'FAILED' | 'REQUIRES_ACTION' | null;
}

/**
 * `news`: an event was missed, of the type `what`; `note`: the intent's id was; `letGo`: the card was to be let go and was not;
 * `fault`: for somebody to do `what`.
 */
export interface Difference {
  kind: 'news' | 'note' | 'letGo' | 'fault';
  what: string;
}

const news = (type: string): Difference => ({ kind: 'news', what: `payment_intent.${type}` });
const fault = (what: string): Difference => ({ kind: 'fault', what });

/** An intent that no payment of ours is for; null while there is no money in it. */
export const strangerFault = (status: string): Difference | null =>
  status === 'succeeded' || status === 'requires_capture'
    ? fault('money at Stripe without a payment of ours: refund or cancel it in Stripe’s dashboard')
    : null;

/** How what we hold of a payment differs from what Stripe does; null when it does not, or when the next step is the renter's. */
export function differenceOf(ours: Ours, theirs: Theirs): Difference | null {
  const { state, kind } = ours;
  const { status } = theirs;
  if (ours.stripeIntent === null) return { kind: 'note', what: 'the intent of a payment' };
  if (ours.stripeIntent !== theirs.id) return strangerFault(status);
  if (theirs.amount !== ours.amountMinor) return fault('the amounts differ: compare the payment with its intent');
  if (status === 'succeeded') {
    if (ours.capturedMinor === 0 && kind === 'DEPOSIT') return fault('a deposit was taken at Stripe, not by us: settle it with the renter');
    if (ours.capturedMinor === 0 && movesOn(state, 'CAPTURED')) return news('succeeded');
    return theirs.received === ours.capturedMinor ? null : fault('the captured amounts differ: compare the payment with its intent');
  }
  if (ours.capturedMinor > 0) return fault('we count as taken what Stripe did not take: see the intent, then the booking');
  if (status === 'canceled') return movesOn(state, 'VOIDED') ? news('canceled') : null;
  if (status === 'requires_capture') {
    // A deposit rests so; a rental's money is taken as soon as it is authorised.
    return state === 'AUTHORISED' && kind === 'DEPOSIT' ? null : news('amount_capturable_updated');
  }
  if (state === 'VOIDED') return { kind: 'letGo', what: 'the intent of a payment given up' };
  if (!isPayable(state)) return fault('we count as authorised what Stripe did not authorise: see the intent, then the booking');
  if (status === 'requires_action') return state === 'REQUIRES_ACTION' ? null : news('requires_action');
  return theirs.refused && movesOn(state, theirs.refused) ? news('payment_failed') : null;
}
