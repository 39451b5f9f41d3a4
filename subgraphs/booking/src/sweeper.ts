import { erasePeople } from './actions/erase.ts';
import { expireLapsed } from './actions/expire.ts';
import { sendRefunds, sendVoids } from './actions/settle.ts';
import type { World } from './actions/world.ts';
import { forgetAmendments } from './data/amendment.ts';
import { forgetDrivers } from './data/driver.ts';
import { forgetQuotes } from './data/quote.ts';
import { forgetRequests } from './data/request.ts';
import { forgetEvents } from './data/stripeEvent.ts';
import type { StripeEvents } from './payments/stripeEvents.ts';

const everyMs = 2000;
const hourly = 3_600_000;

/** Ends lapsed holds and repeats what Stripe could not be told, every two seconds, until stopped. One stage that fails stops no other. */
export function startSweeper(world: World, events: StripeEvents): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let tidiedAt = 0;
  const tidy = async (): Promise<void> => {
    if (Date.now() - tidiedAt < hourly) return;
    tidiedAt = Date.now();
    const now = world.clock.now();
    for (const forget of [forgetRequests, forgetQuotes, forgetAmendments, forgetDrivers, forgetEvents]) await forget(world.sql, now);
  };
  const stages: Record<string, () => Promise<void>> = {
    holds: () => expireLapsed(world),
    events: () => events.sweep(),
    voids: () => sendVoids(world, null),
    refunds: () => sendRefunds(world),
    erasures: () => erasePeople(world),
    tidying: tidy,
  };
  const sweep = async (): Promise<void> => {
    for (const [stage, work] of Object.entries(stages)) {
      await work().catch((error: unknown) => {
        world.log.error({ err: error, stage }, 'sweep failed, next one in 2 s');
      });
    }
  };
  let running = Promise.resolve();
  const next = (): void => {
    running = sweep().then(() => {
      if (!stopped) timer = setTimeout(next, everyMs);
    });
  };
  next();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
