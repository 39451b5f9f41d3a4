import type Stripe from 'stripe';
import { refusedState } from '../actions/attempt.ts';
import { isUuid } from '../actions/quotes.ts';
import { sendVoids } from '../actions/settle.ts';
import type { World } from '../actions/world.ts';
import { attachIntent, letCardGo } from '../data/payment.ts';
import { paymentsAtStripe, type OurPayment } from '../data/reconciliation.ts';
import { differenceOf, strangerFault, type Difference } from '../domain/reconciliation.ts';
import type { Findings } from './findings.ts';
import { actOn } from './news.ts';
import { told } from './told.ts';

function differing(payment: OurPayment | undefined, intent: Stripe.PaymentIntent): Difference | null {
  if (!payment) return strangerFault(intent.status);
  const { id, status, amount, amount_received: received, last_payment_error: error } = intent;
  return differenceOf(payment, { id, status, amount, received, refused: error && refusedState(error.code) });
}

const mend: Record<
  Exclude<Difference['kind'], 'fault'>,
  (world: World, payment: OurPayment, intent: Stripe.PaymentIntent, type: string) => Promise<void>
> = {
  news: (world, _, intent, type) => actOn(world, { type, object: told(intent) }),
  note: async (world, payment, intent) => {
    if (!(await attachIntent(world.sql, payment, intent.id))) await sendVoids(world, payment.bookingId);
  },
  letGo: async (world, payment) => {
    await letCardGo(world.sql, payment.id);
    await sendVoids(world, payment.bookingId);
  },
};

/** Compares a page of Stripe's intents with our payments. What differs is looked at again after `secondLook`: its webhook may be on the way. */
export async function compareIntents(
  world: World,
  findings: Findings,
  intents: readonly Stripe.PaymentIntent[],
  secondLook: () => Promise<unknown>,
): Promise<void> {
  const ours = intents.flatMap((intent) => {
    const { paymentId } = told(intent).metadata;
    return paymentId && isUuid(paymentId) ? [{ intent, paymentId }] : [];
  });
  findings.checked += ours.length;
  const known = new Map(
    (
      await paymentsAtStripe(
        world.sql,
        ours.map(({ paymentId }) => paymentId),
      )
    ).map((row) => [row.id, row]),
  );
  const suspects = ours.filter(({ intent, paymentId }) => differing(known.get(paymentId), intent));
  if (suspects.length > 0) await secondLook();
  for (const { intent, paymentId } of suspects) await settle(world, findings, paymentId, intent.id);
}

async function settle(world: World, findings: Findings, paymentId: string, intentId: string, again = true): Promise<void> {
  const [payment] = await paymentsAtStripe(world.sql, [paymentId]);
  const intent = await world.stripe.paymentIntents.retrieve(intentId);
  const difference = differing(payment, intent);
  if (!difference) return;
  const ids = { paymentId, bookingId: payment?.bookingId, intent: intentId, ours: payment?.state, theirs: intent.status };
  const { kind, what } = difference;
  if (kind === 'fault' || !payment) {
    findings.fault(ids, what);
    return;
  }
  await findings.repair(ids, what, () => mend[kind](world, payment, intent, what));
  // An intent that was not even noted may hold news, too.
  if (kind === 'note' && again) await settle(world, findings, paymentId, intentId, false);
}
