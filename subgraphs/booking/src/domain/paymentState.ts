export type PaymentState =
  'REQUIRES_PAYMENT' | 'REQUIRES_ACTION' | 'AUTHORISED' | 'CAPTURED' | 'PART_REFUNDED' | 'REFUNDED' | 'FAILED' | 'VOIDED' | 'DISPUTED';

const transitions: Record<PaymentState, readonly PaymentState[]> = {
  REQUIRES_PAYMENT: ['REQUIRES_ACTION', 'AUTHORISED', 'CAPTURED', 'FAILED', 'VOIDED'],
  REQUIRES_ACTION: ['REQUIRES_PAYMENT', 'AUTHORISED', 'CAPTURED', 'FAILED', 'VOIDED'],
  // Declined once; another card may still be tried on the same intent.
  FAILED: ['REQUIRES_ACTION', 'AUTHORISED', 'CAPTURED', 'VOIDED'],
  AUTHORISED: ['CAPTURED', 'VOIDED'],
  CAPTURED: ['PART_REFUNDED', 'REFUNDED', 'DISPUTED'],
  PART_REFUNDED: ['REFUNDED', 'DISPUTED'],
  REFUNDED: ['DISPUTED'],
  // Given up while its capture was on the way to Stripe: what was taken is known, and goes back.
  VOIDED: ['CAPTURED'],
  // Won: the money is here again.
  DISPUTED: ['CAPTURED', 'PART_REFUNDED', 'REFUNDED'],
};

/** Whether news of `to` moves a payment on. Webhooks come late, twice and out of order: what does not move it on is old news. */
export const movesOn = (from: PaymentState, to: PaymentState): boolean => transitions[from].includes(to);

export const isPayable = (state: PaymentState): boolean => ['REQUIRES_PAYMENT', 'REQUIRES_ACTION', 'FAILED'].includes(state);

interface Captured {
  id: string;
  kind?: string;
  capturedMinor: number;
  refundedMinor: number;
}

const leftMinor = (payments: readonly Captured[]): number =>
  payments.reduce((sum, { capturedMinor, refundedMinor }) => sum + capturedMinor - refundedMinor, 0);

interface Share {
  paymentId: string;
  amountMinor: number;
}

function newestFirst(payments: readonly Captured[], refundMinor: number): Share[] {
  let rest = refundMinor;
  const parts: Share[] = [];
  for (const payment of payments.toReversed()) {
    const amountMinor = Math.min(rest, payment.capturedMinor - payment.refundedMinor);
    if (amountMinor > 0) parts.push({ paymentId: payment.id, amountMinor });
    rest -= Math.max(0, amountMinor);
  }
  return parts;
}

/**
 * How `refundMinor` is spread over captured payments, never more than is left of each: what was paid with cashback goes back there in
 * the proportion in which it was paid (rounded down), so that both go back by the same tier; the rest newest first.
 */
export function spread(payments: readonly Captured[], refundMinor: number): Share[] {
  const cashback = payments.filter(({ kind }) => kind === 'CASHBACK');
  if (cashback.length === 0) return newestFirst(payments, refundMinor);
  const [left, all] = [leftMinor(cashback), leftMinor(payments)];
  const refund = Math.min(refundMinor, all);
  const toWallet = all === 0 ? 0 : Number((BigInt(refund) * BigInt(left)) / BigInt(all));
  return [
    ...newestFirst(
      payments.filter(({ kind }) => kind !== 'CASHBACK'),
      refund - toWallet,
    ),
    ...newestFirst(cashback, toWallet),
  ];
}
