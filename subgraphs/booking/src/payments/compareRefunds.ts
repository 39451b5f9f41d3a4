import type Stripe from 'stripe';
import type { World } from '../actions/world.ts';
import { paymentsAtStripe, refundsAtStripe, type OurRefund } from '../data/reconciliation.ts';
import type { Findings } from './findings.ts';
import { actOn, factsOf } from './news.ts';

/** Where their refund is not what ours says: `news` when what the webhook does mends it, else what somebody has to do; null when they agree. */
function differing(ours: OurRefund, theirs: Stripe.Refund): string | null {
  if (ours.amountMinor !== theirs.amount) return 'the amounts differ: compare both refunds';
  if (ours.stripeRefund !== null && ours.stripeRefund !== theirs.id) return 'two refunds at Stripe for one of ours: see both';
  const failed = theirs.status === 'failed' || theirs.status === 'canceled';
  if (ours.state === 'FAILED') return failed ? null : 'Stripe gives back what we count as not given back: correct our refund';
  if (failed || (ours.state === 'PENDING' && (theirs.status === 'succeeded' || ours.stripeRefund === null))) return 'news';
  return null;
}

/** Compares a page of Stripe's refunds with ours. */
export async function compareRefunds(world: World, findings: Findings, refunds: readonly Stripe.Refund[]): Promise<void> {
  const told = refunds.map((refund) => ({ refund, facts: factsOf(refund) }));
  findings.checked += told.length;
  const ours = new Map(
    (
      await refundsAtStripe(
        world.sql,
        told.flatMap(({ facts }) => facts.refundId ?? []),
      )
    ).map((row) => [row.id, row]),
  );
  const intents = told.flatMap(({ facts }) => (facts.refundId ? [] : (facts.intent ?? [])));
  const payments = await paymentsAtStripe(world.sql, [], intents);
  for (const { refund, facts } of told) {
    const known = facts.refundId ? ours.get(facts.refundId) : undefined;
    const payment = payments.find(({ stripeIntent }) => stripeIntent === facts.intent);
    const ids = {
      refundId: facts.refundId,
      stripeRefund: refund.id,
      intent: facts.intent,
      paymentId: payment?.id,
      ours: known?.state,
      theirs: refund.status,
    };
    const difference = known && differing(known, refund);
    if (difference === 'news') {
      await findings.repair(ids, 'refund.updated', () => actOn(world, { type: 'refund.updated', objectId: refund.id, facts }));
    } else if (difference) findings.fault(ids, difference);
    // What the webhook made of it counts; money that somebody gave back at Stripe itself is in no book of ours.
    else if (!facts.refundId && payment) findings.fault(ids, 'money given back at Stripe, not by us: enter it on the booking');
    else if (facts.refundId && !known) findings.fault(ids, 'a refund that we do not know: see the booking in its metadata');
  }
}

/** Compares a page of Stripe's disputes with our payments. */
export async function compareDisputes(world: World, findings: Findings, disputes: readonly Stripe.Dispute[]): Promise<void> {
  const told = disputes.map((dispute) => ({ dispute, facts: factsOf(dispute) }));
  findings.checked += told.length;
  const payments = await paymentsAtStripe(
    world.sql,
    [],
    told.flatMap(({ facts }) => facts.intent ?? []),
  );
  for (const { dispute, facts } of told) {
    const payment = payments.find(({ stripeIntent }) => stripeIntent === facts.intent);
    if (!payment || payment.state === 'DISPUTED') continue;
    const ids = { paymentId: payment.id, bookingId: payment.bookingId, dispute: dispute.id, ours: payment.state, theirs: dispute.status };
    const type = 'charge.dispute.created';
    await findings.repair(ids, type, () => actOn(world, { type, objectId: dispute.id, facts }));
  }
}
