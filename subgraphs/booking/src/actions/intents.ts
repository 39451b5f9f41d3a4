import { isPayable } from '../domain/paymentState.ts';
import { findBooking, updateState } from '../data/booking.ts';
import { paymentById, savePayment, type Payment } from '../data/payment.ts';
import { saveStripeCustomer, stripeCustomerOf } from '../data/stripeCustomer.ts';
import { tell } from './events.ts';
import type { World } from './world.ts';

/** Stripe's customer for a person (made once) or for a guest's booking: the card is saved there for later charges. */
async function customerOf(world: World, customerId: string | null, bookingId: string): Promise<string> {
  const known = customerId && (await stripeCustomerOf(world.db, customerId));
  if (known) return known;
  const metadata: Record<string, string> = customerId ? { customerId } : { bookingId };
  const { id } = await world.stripe.customers.create({ metadata }, { idempotencyKey: `customer-${customerId ?? bookingId}` });
  if (customerId) await saveStripeCustomer(world.db, customerId, id);
  return id;
}

/**
 * The payment's intent at Stripe, made when there is none yet: authorised only, captured by the step that confirms, the card
 * kept for off-session use. `clientSecret` is null once there is nothing to pay. Safe to repeat: Stripe knows the payment's id.
 */
export async function openIntent(world: World, paymentId: string): Promise<{ payment: Payment; clientSecret: string | null }> {
  const payment = await paymentById(world.db, paymentId);
  if (!payment) throw new Error('payment vanished');
  if (!isPayable(payment.state)) return { payment, clientSecret: null };
  if (payment.stripeIntent) {
    const { client_secret } = await world.stripe.paymentIntents.retrieve(payment.stripeIntent);
    return { payment, clientSecret: client_secret };
  }
  const booking = await findBooking(world.db, { id: payment.bookingId });
  if (!booking) throw new Error('booking vanished');
  const customer = await customerOf(world, booking.customerId, booking.id);
  const intent = await world.stripe.paymentIntents.create(
    {
      amount: payment.amountMinor,
      currency: payment.currency.toLowerCase(),
      customer,
      capture_method: 'manual',
      setup_future_usage: 'off_session',
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      metadata: { paymentId: payment.id, bookingId: booking.id, reference: booking.reference },
    },
    { idempotencyKey: `intent-${payment.id}` },
  );
  await world.db.$transaction(async (tx) => {
    await savePayment(tx, { ...payment, stripeIntent: intent.id });
    if (booking.state === 'HELD') {
      await updateState(tx, booking.id, 'PENDING_PAYMENT', booking.heldUntil);
      await tell(tx, { ...booking, state: 'PENDING_PAYMENT' }, 'HELD', world.clock.now());
    }
  });
  return { payment: { ...payment, stripeIntent: intent.id }, clientSecret: intent.client_secret };
}
