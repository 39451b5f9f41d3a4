import { isPayable } from '../domain/paymentState.ts';
import type { Booking } from '../data/booking.ts';
import { attachIntent, type Payment } from '../data/payment.ts';
import { saveStripeCustomer, stripeCustomerOf } from '../data/stripeCustomer.ts';
import type { World } from './world.ts';

/** Stripe's customer for a person (made once) or for a guest's booking: the card is saved there for later charges. */
export async function customerOf(world: World, { id: bookingId, customerId, region, stripeCustomer }: Booking): Promise<string> {
  if (stripeCustomer) return stripeCustomer;
  const known = customerId && (await stripeCustomerOf(world.sql, customerId));
  if (known) return known;
  const metadata: Record<string, string> = customerId ? { customerId } : { bookingId };
  const { id } = await world.stripe.customers.create({ metadata }, { idempotencyKey: `customer-${customerId ?? bookingId}` });
  if (customerId) await saveStripeCustomer(world.sql, customerId, region, id);
  return id;
}

/**
 * The payment's intent at Stripe, made when there is none yet: authorised only, captured by the step that confirms, the card
 * kept for off-session use. `clientSecret` is null once there is nothing to pay, and while the saved card is being asked.
 * Safe to repeat: Stripe knows the payment's id.
 */
export async function openIntent(
  world: World,
  booking: Booking,
  payment: Payment,
): Promise<{ payment: Payment; clientSecret: string | null }> {
  if (!isPayable(payment.state)) return { payment, clientSecret: null };
  if (payment.stripeIntent) {
    const { client_secret, setup_future_usage: usage } = await world.stripe.paymentIntents.retrieve(payment.stripeIntent);
    // Without the renter it could not be asked to keep another card.
    if (usage === null) await world.stripe.paymentIntents.update(payment.stripeIntent, { setup_future_usage: 'off_session' });
    return { payment, clientSecret: client_secret };
  }
  if (payment.offSession && payment.state === 'REQUIRES_PAYMENT') return { payment, clientSecret: null };
  const customer = await customerOf(world, booking);
  const intent = await world.stripe.paymentIntents.create(
    {
      amount: payment.amountMinor,
      currency: payment.currency.toLowerCase(),
      customer,
      capture_method: 'manual',
      setup_future_usage: 'off_session',
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      metadata: { paymentId: payment.id, bookingId: booking.id, reference: booking.reference, kind: payment.kind },
    },
    { idempotencyKey: `intent-${payment.id}` },
  );
  const open = await attachIntent(world.sql, payment, intent.id);
  return { payment: { ...payment, stripeIntent: intent.id }, clientSecret: open ? intent.client_secret : null };
}
