import type { Clock } from '@ycyw/service/clock';

const failuresToOpen = 5;
const pauseMs = 30_000;

class BreakerOpen extends Error {}

/** Runs work unless five in a row have failed (BreakerOpen); 30 s later one is let through, which closes it or opens it again. */
export function breaker(clock: Clock, opened: (error: unknown) => void) {
  let failures = 0;
  let closedFrom: number | null = null;
  let trying = false;
  return async <Value>(work: () => Promise<Value>): Promise<Value> => {
    const isTrial = closedFrom !== null;
    if (closedFrom !== null) {
      if (trying || clock.now().getTime() < closedFrom) throw new BreakerOpen();
      trying = true;
    }
    try {
      const value = await work();
      // What was sent before it opened says nothing of how things are now.
      if (isTrial || closedFrom === null) [failures, closedFrom] = [0, null];
      return value;
    } catch (error) {
      failures += 1;
      if (isTrial || (closedFrom === null && failures >= failuresToOpen)) {
        closedFrom = clock.now().getTime() + pauseMs;
        opened(error);
      }
      throw error;
    } finally {
      if (isTrial) trying = false;
    }
  };
}
