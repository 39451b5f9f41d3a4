import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Configuration } from '../configuration.ts';

export interface Shedding {
  /** False, and nothing is taken, when a request is to be refused because the router has too much to do. */
  enter: () => boolean;
  /** Once for every `enter` that was granted. */
  leave: () => void;
  inFlight: () => number;
  close: () => void;
}

const everyMs = 500;
const resolutionMs = 20;

/**
 * Refuses requests while too many are in flight, or while most turns of the event loop come late: what is let in then would
 * only miss its deadline.
 */
export function createShedding({ requestsInFlight, eventLoopDelayMs }: Configuration['overload']): Shedding {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  let inFlight = 0;
  let late = false;
  const look = setInterval(() => {
    late = delay.percentile(50) / 1e6 - resolutionMs > eventLoopDelayMs;
    delay.reset();
  }, everyMs).unref();

  return {
    enter() {
      // Some are always let in, or nothing would show that the loop is in time again.
      if (inFlight >= requestsInFlight || (late && inFlight > 0)) return false;
      inFlight += 1;
      return true;
    },
    leave() {
      inFlight -= 1;
    },
    inFlight: () => inFlight,
    close() {
      clearInterval(look);
      delay.disable();
    },
  };
}
