import { askAll } from './actions/attempt.ts';
import { closeRentals, openDeposits } from './actions/deposit.ts';
import { erasePeople } from './actions/erase.ts';
import { expireLapsed } from './actions/expire.ts';
import { sendRefunds, sendVoids } from './actions/settle.ts';
import type { World } from './actions/world.ts';
import { forgetAmendments } from './data/amendment.ts';
import { forgetDrivers } from './data/driver.ts';
import { forgetQuotes } from './data/quote.ts';
import { forgetRequests } from './data/request.ts';

const everyMs = 2000;
const hourly = 3_600_000;

/** Ends lapsed holds and repeats what Stripe could not be told, every two seconds, until stopped. One stage that fails stops no other. */
export function startSweeper(world: World): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let tidiedAt = 0;
  const tidy = async (): Promise<void> => {
    if (Date.now() - tidiedAt < hourly) return;
    tidiedAt = Date.now();
    const now = world.clock.now();
    for (const forget of [forgetRequests, forgetQuotes, forgetAmendments, forgetDrivers]) await forget(world.sql, now);
  };
  const stages: Record<string, () => Promise<void>> = {
    holds: () => expireLapsed(world),
    deposits: () => openDeposits(world),
    cards: () => askAll(world),
    closing: () => closeRentals(world),
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
