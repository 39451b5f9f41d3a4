import { expireLapsed } from './actions/expire.ts';
import { sendRefunds, sendVoids } from './actions/settle.ts';
import type { World } from './actions/world.ts';
import { forgetQuotes } from './data/quote.ts';
import { forgetRequests } from './data/request.ts';

const everyMs = 2000;
const hourly = 3_600_000;

/** Ends lapsed holds and repeats what Stripe could not be told, every two seconds, until stopped. */
export function startSweeper(world: World): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let tidiedAt = 0;
  const sweep = async (): Promise<void> => {
    try {
      await expireLapsed(world);
      await sendVoids(world);
      await sendRefunds(world);
      if (Date.now() - tidiedAt > hourly) {
        tidiedAt = Date.now();
        await forgetRequests(world.sql, world.clock.now());
        await forgetQuotes(world.sql, world.clock.now());
      }
    } catch (error) {
      world.log.error({ err: error }, 'sweep failed, next one in 2 s');
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
