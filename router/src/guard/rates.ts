import { networkOf } from '../edge/clientAddress.ts';
import type { Configuration } from '../configuration.ts';
import { Lru } from '../lru.ts';
import { Refusal } from '../edge/refusal.ts';
import type { Scope } from '../edge/scope.ts';

/** Takes `cost` from the bucket of whoever asks; refuses with RATE_LIMITED, the seconds to wait in `reason`. */
export type Charge = (scope: Pick<Scope, 'identity' | 'clientAddress'>, cost: number) => void;

interface Bucket {
  left: number;
  /** Milliseconds, of performance.now(). */
  at: number;
}

/** Buckets kept; the one used longest ago is forgotten first. */
const remembered = 20_000;

const bucketOf = ({ identity, clientAddress }: Parameters<Charge>[0]): string | undefined => {
  switch (identity.party.kind) {
    case 'User':
      return `user ${identity.party.id}`;
    case 'Anonymous':
      return `address ${networkOf(clientAddress)}`;
    case 'Service':
      return undefined;
  }
};

/** Token buckets, one a signed-in user and one a client address for the anonymous; services of our own are not counted. */
export function createRates(rate: Configuration['limits']['rate'], now: () => number = () => performance.now()): Charge {
  if (!rate) return () => undefined;
  const buckets = new Lru<Bucket>(remembered);
  return (scope, cost) => {
    const key = bucketOf(scope);
    if (key === undefined) return;
    const at = now();
    const known = buckets.get(key);
    const left = known ? Math.min(rate.burst, known.left + ((at - known.at) / 1000) * rate.perSecond) : rate.burst;
    const granted = left >= cost;
    buckets.set(key, { left: granted ? left - cost : left, at });
    if (!granted) throw new Refusal(429, 'RATE_LIMITED', 'rateLimited', String(Math.max(1, Math.ceil((cost - left) / rate.perSecond))));
  };
}
