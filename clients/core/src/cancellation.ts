import type { Money } from './money.ts';

type Tier = { from?: string | null; refund: Money };

/** Instant until which cancelling gives `paid` back in full; null when it no longer does, 'always' when no tier takes that away. */
export function freeUntil(tiers: readonly Tier[], paid: Money, now: Date): string | 'always' | null {
  const firstLoss = tiers.find((tier) => tier.refund.minor < paid.minor);
  if (!tiers.some((tier) => tier.refund.minor >= paid.minor)) return null;
  if (!firstLoss) return 'always';
  return firstLoss.from && Date.parse(firstLoss.from) > now.getTime() ? firstLoss.from : null;
}

/** What cancelling at `now` gives back: the last tier that has begun. */
export function refundNow(tiers: readonly Tier[], now: Date): Money | null {
  return tiers.findLast((tier) => !tier.from || Date.parse(tier.from) <= now.getTime())?.refund ?? null;
}
