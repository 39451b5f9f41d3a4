import type { Clock } from '@ycyw/service/clock';
import type { Logger } from '@ycyw/service/log';
import type { Database } from '@ycyw/service/sql';
import { sweeping } from '@ycyw/service/sweeping';
import { forgetRequests } from './data/idempotency.ts';
import { dueUnits, lockUnits, saveUnits } from './data/unit.ts';
import { settled } from './domain/unit.ts';

const hourly = 3_600_000;
const batch = 100;

/**
 * Begins the absences whose time has come, and ends those that have run out, of a hundred units after the unit `after`. Each goes in a
 * transaction of its own: one that fails stays as it was and stops no other. The unit to go on after, null when there are no more.
 */
export async function settleDue(db: Database, now: Date, log: Logger, after: string | null = null): Promise<string | null> {
  const due = await dueUnits(db, now, after, batch);
  for (const vehicleId of due) {
    const settle = db.$transaction(
      async (tx) => {
        const [before] = await lockUnits(tx, [vehicleId]);
        if (before) await saveUnits(tx, [{ before, after: settled(before, now) }], now);
      },
      { maxWait: 10_000, timeout: 30_000 },
    );
    await settle.catch((error: unknown) => {
      log.error({ err: error, vehicleId }, 'what is due of a unit was not done, will be tried again');
    });
  }
  return due[batch - 1] ?? null;
}

/** Settles what is due every two seconds and forgets old requests every hour, until stopped. */
export function startSweeper(db: Database, clock: Clock, log: Logger): { stop(): Promise<void> } {
  let after: string | null = null;
  let tidiedAt = 0;
  const forget = async (): Promise<void> => {
    if (Date.now() - tidiedAt < hourly) return;
    tidiedAt = Date.now();
    await forgetRequests(db, clock.now());
  };
  const settle = async (): Promise<void> => {
    after = await settleDue(db, clock.now(), log, after);
  };
  return sweeping(log, { settle, forget });
}
