import type { Money } from './money.ts';

type Minor = Pick<Money, 'minor'>;
type Tier<Amount> = { from?: string | null; refund: Amount };

/** Instant until which cancelling gives `paid` back in full; until is null when no tier takes that away; null as a whole when it no longer does. */
export function freeUntil(tiers: readonly Tier<Minor>[], paid: Minor, now: Date): { until: string | null } | null {
  const firstLoss = tiers.find((tier) => tier.refund.minor < paid.minor);
  if (!tiers.some((tier) => tier.refund.minor >= paid.minor)) return null;
  if (!firstLoss) return { until: null };
  return firstLoss.from && Date.parse(firstLoss.from) > now.getTime() ? { until: firstLoss.from } : null;
}

/** What cancelling at `now` gives back: the last tier that has begun. */
export function refundNow(tiers: readonly Tier<Money>[], now: Date): Money | null {
  return tiers.findLast((tier) => !tier.from || Date.parse(tier.from) <= now.getTime())?.refund ?? null;
}
