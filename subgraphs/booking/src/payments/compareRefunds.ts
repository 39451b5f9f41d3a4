import type Stripe from 'stripe';
import { isUuid } from '../actions/quotes.ts';
import type { World } from '../actions/world.ts';
import { paymentsAtStripe, refundsAtStripe, type OurRefund } from '../data/reconciliation.ts';
import type { Findings } from './findings.ts';
import { actOn, takesMoney } from './news.ts';
import { told } from './told.ts';

/** Where their refund is not what ours says: `news` when what the webhook does mends it, else what somebody has to do; null when they agree. */
function differing(ours: OurRefund, theirs: Stripe.Refund): string | null {
  if (ours.amountMinor !== theirs.amount) return 'the amounts differ: compare both refunds';
  if (ours.stripeRefund !== null && ours.stripeRefund !== theirs.id) return 'two refunds at Stripe for one of ours: see both';
  const failed = theirs.status === 'failed' || theirs.status === 'canceled';
  if (ours.byHand && failed) return null;
  if (ours.state === 'FAILED') return failed ? null : 'Stripe gives back what we count as not given back: correct our refund';
  if (ours.state === 'SUCCEEDED' && ours.stripeRefund === null)
    return failed ? null : 'Stripe gives back what the desk gave by hand: see both';
  if (failed || (ours.state === 'PENDING' && (theirs.status === 'succeeded' || ours.stripeRefund === null))) return 'news';
  return null;
}

/** Compares a page of Stripe's refunds with ours. */
export async function compareRefunds(world: World, findings: Findings, refunds: readonly Stripe.Refund[]): Promise<void> {
  const objects = refunds.map((refund) => {
    const object = told(refund);
    const { refundId } = object.metadata;
    return { refund, object, refundId: refundId && isUuid(refundId) ? refundId : undefined };
  });
  findings.checked += objects.length;
  const known = await refundsAtStripe(
    world.sql,
    objects.flatMap(({ refundId }) => refundId ?? []),
  );
  const foreign = objects.filter(({ refundId }) => refundId === undefined);
  const payments = await paymentsAtStripe(
    world.sql,
    [],
    foreign.flatMap(({ object }) => object.payment_intent ?? []),
  );
  for (const { refund, object, refundId } of objects) {
    const ours = known.find(({ id }) => id === refundId);
    const payment = refundId === undefined ? payments.find(({ stripeIntent }) => stripeIntent === object.payment_intent) : undefined;
    const ids = {
      refundId,
      stripeRefund: refund.id,
      intent: object.payment_intent,
      paymentId: payment?.id,
      ours: ours?.state,
      theirs: refund.status,
    };
    const difference = ours && differing(ours, refund);
    if (difference === 'news') await findings.repair(ids, 'refund.updated', () => actOn(world, { type: 'refund.updated', object }));
    else if (difference) findings.fault(ids, difference);
    else if (payment) findings.fault(ids, 'money given back at Stripe, not by us: enter it on the booking');
    else if (refundId && !ours) findings.fault(ids, 'a refund that we do not know: see the booking in its metadata');
  }
}

/** Compares a page of Stripe's disputes with our payments. */
export async function compareDisputes(world: World, findings: Findings, disputes: readonly Stripe.Dispute[]): Promise<void> {
  const objects = disputes.map(told);
  findings.checked += objects.length;
  const payments = await paymentsAtStripe(
    world.sql,
    [],
    objects.flatMap((object) => object.payment_intent ?? []),
  );
  for (const object of objects) {
    const payment = payments.find(({ stripeIntent }) => stripeIntent === object.payment_intent);
    if (!payment || (payment.state === 'DISPUTED') === takesMoney(object.status)) continue;
    const ids = { paymentId: payment.id, bookingId: payment.bookingId, dispute: object.id, ours: payment.state, theirs: object.status };
    const type = payment.state === 'DISPUTED' ? 'charge.dispute.closed' : 'charge.dispute.created';
    await findings.repair(ids, type, () => actOn(world, { type, object }));
  }
}
