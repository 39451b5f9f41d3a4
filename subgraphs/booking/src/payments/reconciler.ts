import type { World } from '../actions/world.ts';
import { reconcile, type Pace } from './reconcile.ts';

const minute = 60_000;
const hour = 60 * minute;
/** As long as Stripe repeats a webhook. */
const firstWindow = 72 * hour;
const pace = { pageMs: 100, secondLookMs: 10_000 };

/**
 * Compares with Stripe every hour, the first time five minutes after the start, until stopped. While Stripe does not answer it is
 * asked again after one minute, then two, up to an hour; what was missed meanwhile is in the next window.
 */
export function startReconciler(world: World, firstAfterMs = 5 * minute, paces: Omit<Pace, 'signal'> = pace): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let since = new Date(world.clock.now().getTime() - firstWindow);
  let lastOpen: string | null = null;
  let failures = 0;
  let running = Promise.resolve();
  let timer: NodeJS.Timeout;

  const run = async (): Promise<number> => {
    const [began, now] = [performance.now(), world.clock.now()];
    try {
      const compared = await reconcile(world, since, { ...paces, signal: stopping.signal }, lastOpen);
      ({ lastOpen } = compared);
      failures = 0;
      since = new Date(now.getTime() - hour);
      const { checked, repaired, faults } = compared.findings;
      world.log.info({ checked, repaired, faults, ms: Math.round(performance.now() - began) }, 'reconciled with Stripe');
      return hour;
    } catch (error) {
      failures += 1;
      const againMs = Math.min(hour, minute * 2 ** (failures - 1));
      if (!stopping.signal.aborted) world.log.error({ err: error, againMs }, 'not reconciled with Stripe, will be tried again');
      return againMs;
    }
  };
  const after = (ms: number): void => {
    timer = setTimeout(() => {
      running = run().then((next) => {
        if (!stopping.signal.aborted) after(next);
      });
    }, ms);
  };
  after(firstAfterMs);
  return {
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
