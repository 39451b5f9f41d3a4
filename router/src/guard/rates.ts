import { networkOf } from '../edge/clientAddress.ts';
import type { Configuration } from '../configuration.ts';
import { Lru } from '../lru.ts';
import { Refusal } from '../edge/refusal.ts';
import type { Scope } from '../edge/scope.ts';

type Who = Pick<Scope, 'identity' | 'clientAddress'>;

export interface Rates {
  /** Takes `cost` from the bucket of whoever asks; refuses with RATE_LIMITED, the seconds to wait in `reason`. */
  charge: (who: Who, cost: number) => void;
  /** Gives back what was charged and not used. */
  refund: (who: Who, cost: number) => void;
  /** What is left in the bucket; undefined for those who have none. */
  left: (who: Who) => number | undefined;
}

interface Bucket {
  left: number;
  /** Milliseconds, of performance.now(). */
  at: number;
}

/** Buckets kept; the one used longest ago is forgotten first. */
const remembered = 20_000;

const bucketOf = ({ identity, clientAddress }: Who): string | undefined => {
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
export function createRates(rate: Configuration['limits']['rate'], now: () => number = () => performance.now()): Rates {
  if (!rate) return { charge: () => undefined, refund: () => undefined, left: () => undefined };
  const { perSecond, burst } = rate;
  const buckets = new Lru<Bucket>(remembered);

  const leftIn = (key: string, at: number): number => {
    const known = buckets.get(key);
    return known ? Math.min(burst, known.left + ((at - known.at) / 1000) * perSecond) : burst;
  };

  return {
    charge(who, cost) {
      const key = bucketOf(who);
      if (key === undefined) return;
      const at = now();
      const left = leftIn(key, at);
      const granted = left >= cost;
      buckets.set(key, { left: granted ? left - cost : left, at });
      if (!granted) throw new Refusal(429, 'RATE_LIMITED', 'rateLimited', String(Math.max(1, Math.ceil((cost - left) / perSecond))));
    },
    refund(who, cost) {
      const key = cost > 0 ? bucketOf(who) : undefined;
      if (key === undefined) return;
      const at = now();
      buckets.set(key, { left: Math.min(burst, leftIn(key, at) + cost), at });
    },
    left(who) {
      const key = bucketOf(who);
      return key === undefined ? undefined : Math.floor(leftIn(key, now()));
    },
  };
}
