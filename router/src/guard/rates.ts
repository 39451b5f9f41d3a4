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

interface Rate {
  perSecond: number;
  burst: number;
}

/** The bucket of whoever asks; undefined for those who have none. */
function allowanceOf({ identity, clientAddress }: Who, usual: Rate | undefined): (Rate & { name: string }) | undefined {
  const { party, apiKey } = identity;
  if (party.kind === 'Service') return undefined;
  if (apiKey?.rate) {
    // Whoever names a key's rate is the one whom it limits: it is never more than everybody's.
    const { perSecond, burst } = apiKey.rate;
    const most = usual ?? { perSecond, burst };
    return { name: `key ${apiKey.id}`, perSecond: Math.min(perSecond, most.perSecond), burst: Math.min(burst, most.burst) };
  }
  return usual && { name: party.kind === 'User' ? `user ${party.id}` : `address ${networkOf(clientAddress)}`, ...usual };
}

/**
 * Token buckets, one a signed-in user and one a client address for the anonymous; services of our own are not counted. An API key
 * with a rate of its own has a bucket of its own. What costs more than the bucket holds takes a full one, and leaves a debt.
 */
export function createRates(rate: Configuration['limits']['rate'], now: () => number = () => performance.now()): Rates {
  const buckets = new Lru<Bucket>(remembered);

  const leftIn = ({ name, perSecond, burst }: Rate & { name: string }, at: number): number => {
    const known = buckets.get(name);
    return known ? Math.min(burst, known.left + ((at - known.at) / 1000) * perSecond) : burst;
  };

  return {
    charge(who, cost) {
      const allowance = allowanceOf(who, rate);
      if (!allowance) return;
      const at = now();
      const left = leftIn(allowance, at);
      // An operation is charged 1 before it is known what else it costs.
      const needed = Math.min(cost, Math.max(1, allowance.burst - 1));
      const granted = left >= needed;
      buckets.set(allowance.name, { left: granted ? left - cost : left, at });
      if (granted) return;
      throw new Refusal(429, 'RATE_LIMITED', 'rateLimited', String(Math.max(1, Math.ceil((needed - left) / allowance.perSecond))));
    },
    refund(who, cost) {
      const allowance = cost > 0 ? allowanceOf(who, rate) : undefined;
      if (!allowance) return;
      const at = now();
      buckets.set(allowance.name, { left: Math.min(allowance.burst, leftIn(allowance, at) + cost), at });
    },
    left(who) {
      const allowance = allowanceOf(who, rate);
      return allowance && Math.max(0, Math.floor(leftIn(allowance, now())));
    },
  };
}
