import type Stripe from 'stripe';
import type { SavedCard } from '../data/booking.ts';

const idOf = (reference: string | { id: string } | null): string | null =>
  typeof reference === 'object' ? (reference?.id ?? null) : reference;

/** The card that an intent has saved for later charges; null where it saved none. */
export function savedCard(intent: Pick<Stripe.PaymentIntent | Stripe.SetupIntent, 'customer' | 'payment_method'>): SavedCard | null {
  const customer = idOf(intent.customer);
  const method = idOf(intent.payment_method);
  return customer && method ? { customer, method } : null;
}
