import type { Clock } from '@ycyw/service/clock';
import type { Logger } from '@ycyw/service/log';
import type { Database } from '@ycyw/service/sql';
import { lockDueUnits, saveUnits } from './data/unit.ts';
import { settled } from './domain/unit.ts';

const everyMs = 2000;

/** Begins the absences whose time has come, and ends those that have run out; returns for how many units. */
export const settleDue = (db: Database, now: Date): Promise<number> =>
  db.$transaction(
    async (tx) => {
      const units = await lockDueUnits(tx, now);
      await saveUnits(
        tx,
        units.map((before) => ({ before, after: settled(before, now) })),
        now,
      );
      return units.length;
    },
    { maxWait: 10_000, timeout: 30_000 },
  );

/** Settles what is due every two seconds, until stopped. */
export function startSweeper(db: Database, clock: Clock, log: Logger): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const next = (): void => {
    running = settleDue(db, clock.now())
      .then(() => undefined)
      .catch((error: unknown) => {
        log.error({ err: error }, 'sweep failed, next one in 2 s');
      })
      .then(() => {
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
