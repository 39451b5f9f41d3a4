import { askAll } from './actions/attempt.ts';
import { closeRentals, openDeposits } from './actions/deposit.ts';
import { erasePeople } from './actions/erase.ts';
import { expireLapsed } from './actions/expire.ts';
import { extendOverdue } from './actions/overdue.ts';
import { makeRoom, readmit } from './actions/reaccommodate.ts';
import { sendRefunds, sendVoids } from './actions/settle.ts';
import type { World } from './actions/world.ts';
import { forgetAmendments } from './data/amendment.ts';
import { compact } from './data/compaction.ts';
import { forgetDrivers } from './data/driver.ts';
import { forgetQuotes } from './data/quote.ts';
import { forgetRequests } from './data/request.ts';
import { forgetEvents } from './data/stripeEvent.ts';
import type { StripeEvents } from './payments/stripeEvents.ts';

const everyMs = 2000;
const hourly = 3_600_000;
/** What is over for a day is nobody's to sell or to give back. */
const ledgerKeptMs = 24 * hourly;

/** Ends lapsed holds, makes what is sold fit what there is and repeats what Stripe could not be told, every two seconds, until stopped. One stage that fails stops no other. */
export function startSweeper(world: World, events: StripeEvents): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let tidiedAt = 0;
  const tidy = async (): Promise<void> => {
    if (Date.now() - tidiedAt < hourly) return;
    tidiedAt = Date.now();
    const now = world.clock.now();
    for (const forget of [forgetRequests, forgetQuotes, forgetAmendments, forgetDrivers, forgetEvents]) await forget(world.sql, now);
    await compact(world.sql, new Date(now.getTime() - ledgerKeptMs));
  };
  const stages: Record<string, () => Promise<void>> = {
    holds: () => expireLapsed(world),
    overdue: () => extendOverdue(world),
    shortfalls: () => makeRoom(world),
    waiting: () => readmit(world),
    events: () => events.sweep(),
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
