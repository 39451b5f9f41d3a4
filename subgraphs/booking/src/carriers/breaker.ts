import { Rejected, type Carrier } from './carrier.ts';

/** Not even asked: it did not answer lately. */
export class CarrierDown extends Error {}

const failuresInARow = 4;
const restMs = 20_000;

/** A carrier that is left alone for twenty seconds once it has not answered four times in a row; one question then decides. */
export function withBreaker(carrier: Carrier, now: () => number = () => performance.now()): Carrier {
  let failures = 0;
  let closedAt = 0;
  async function guarded<Result>(work: () => Promise<Result>): Promise<Result> {
    if (failures >= failuresInARow) {
      if (now() < closedAt) throw new CarrierDown(carrier.code);
      closedAt = now() + restMs;
    }
    try {
      const result = await work();
      failures = 0;
      return result;
    } catch (error) {
      // Whoever says no is there.
      failures = error instanceof Rejected ? 0 : failures + 1;
      closedAt = now() + restMs;
      throw error;
    }
  }
  const { poll, judge } = carrier;
  return {
    ...carrier,
    request: (job) => guarded(() => carrier.request(job)),
    cancel: (reference) => guarded(() => carrier.cancel(reference)),
    ...(poll && { poll: (job) => guarded(() => poll(job)) }),
    ...(judge && { judge: (reference, right) => guarded(() => judge(reference, right)) }),
  };
}
