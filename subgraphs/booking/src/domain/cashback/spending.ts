import type { ChargeLimits } from '../market.ts';

/**
 * What of `availableMinor` pays for a price: all of it, or so much that a card can be charged the rest.
 */
export function usableMinor(availableMinor: number, totalMinor: number, { minMinor, stepMinor = 1 }: ChargeLimits): number {
  if (availableMinor >= totalMinor) return totalMinor;
  const most = Math.min(availableMinor, totalMinor - minMinor);
  return Math.max(0, most - (most % stepMinor));
}
