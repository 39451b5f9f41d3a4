import { chargeView } from './charges.ts';
import { refused } from './failure.ts';
import type { Form } from './form.ts';
import { group, text } from './params.ts';
import type { View } from './view.ts';
import type { World } from './world.ts';

/** The cardholder's bank takes back what is left of a captured charge. */
export function openDispute(world: World, chargePlace: number): void {
  const { charges, disputes, journal } = world.store;
  const charge = charges.get(chargePlace);
  const amount = charge.amountCaptured - charge.amountRefunded;
  if (amount === 0) return;
  const created = world.now();
  const place = disputes.add({ created, amount, charge: chargePlace, metadata: {} });
  charges.change(chargePlace, { dispute: place });
  journal.add({ at: created, kind: 'dispute', charge: chargePlace, amount, own: null });
  world.publish('charge.dispute.created', disputeView(world, place));
  world.publish('charge.dispute.funds_withdrawn', disputeView(world, place));
  world.publish('charge.updated', chargeView(world, chargePlace));
}

export const DISPUTE_PARAMS = ['evidence', 'submit', 'metadata'];

/** What test evidence decides a dispute, https://docs.stripe.com/testing#evidence. */
const OUTCOMES: Record<string, 'won' | 'lost'> = { winning_evidence: 'won', losing_evidence: 'lost' };

/** Hands in evidence; with Stripe's test words the bank decides at once. */
export function updateDispute(world: World, id: string, form: Form): View {
  const place = dispute(world, id);
  const outcome = OUTCOMES[text(group(form, 'evidence') ?? {}, 'uncategorized_text') ?? ''];
  if (world.store.disputes.get(place).outcome !== undefined) throw refused('dispute_closed', `Dispute ${id} is closed.`);
  if (outcome !== undefined) decide(world, place, outcome);
  return disputeView(world, place);
}

function decide(world: World, place: number, outcome: 'won' | 'lost'): void {
  const { disputes, journal } = world.store;
  const { charge, amount } = disputes.change(place, { outcome });
  world.publish('charge.dispute.closed', disputeView(world, place));
  if (outcome === 'lost') return;
  journal.add({ at: world.now(), kind: 'dispute_reversal', charge, amount, own: null });
  world.publish('charge.dispute.funds_reinstated', disputeView(world, place));
}

export const dispute = (world: World, id: string): number => world.place('du', world.store.disputes, 'dispute', id);

const SECONDS_TO_ANSWER = 9 * 24 * 3600;

export function disputeView(world: World, place: number): View {
  const { ids, charges, disputes, paymentIntents } = world.store;
  const row = disputes.get(place);
  const charge = charges.get(row.charge);
  return {
    id: ids.of('du', place),
    object: 'dispute',
    amount: row.amount,
    balance_transactions: [],
    charge: ids.of('ch', row.charge),
    created: row.created,
    currency: paymentIntents.get(charge.intent).currency,
    enhanced_eligibility_types: [],
    evidence: {},
    evidence_details: {
      due_by: row.created + SECONDS_TO_ANSWER,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
    },
    is_charge_refundable: false,
    livemode: false,
    metadata: row.metadata,
    payment_intent: ids.of('pi', charge.intent),
    payment_method_details: { card: { brand: 'visa', case_type: 'chargeback', network_reason_code: '10.4' }, type: 'card' },
    reason: 'fraudulent',
    status: row.outcome ?? 'needs_response',
  };
}
