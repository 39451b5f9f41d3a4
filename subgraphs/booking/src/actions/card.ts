import type { SavedCard } from '../data/booking.ts';

type Reference = string | { id: string } | null;

/** What of an intent at Stripe says whose card it is. */
export interface Saving {
  customer: Reference;
  payment_method: Reference;
}

const idOf = (reference: Reference): string | null => (typeof reference === 'object' ? (reference?.id ?? null) : reference);

/** The card that an intent has saved for later charges; null where it saved none. */
export function savedCard(intent: Saving): SavedCard | null {
  const customer = idOf(intent.customer);
  const method = idOf(intent.payment_method);
  return customer && method ? { customer, method } : null;
}
