import type { Clock } from '@ycyw/service/clock';
import type { Logger } from '@ycyw/service/log';
import type { Database } from '@ycyw/service/sql';
import { claimLearning, learn, learningVersion, readTaste } from '../../data/recommendation/taste.ts';
import { Learnt } from '../../domain/recommendation/learnt.ts';

const everyMs = 6 * 3_600_000;
const lookMs = 30_000;

/** What was learnt, in this process's memory: searches wait for nothing of it. Learnt anew by one process every six hours. */
export class Recommender {
  learnt = new Learnt(0, []);
  readonly #sql: Database;
  readonly #clock: Clock;
  #learntMs = -Infinity;

  constructor(sql: Database, clock: Clock) {
    this.#sql = sql;
    this.#clock = clock;
  }

  /** Learns where it is time to, and takes over what another process has learnt. */
  async turn(): Promise<void> {
    const now = this.#clock.now();
    // A clock that was set back learns, too.
    if (Math.abs(now.getTime() - this.#learntMs) >= everyMs) {
      await this.#sql.$transaction(
        async (tx) => {
          if ((await claimLearning(tx, new Date(now.getTime() - everyMs), now)) !== null) await learn(tx, now);
        },
        { timeout: 120_000 },
      );
      this.#learntMs = now.getTime();
    }
    const version = await learningVersion(this.#sql);
    if (version !== this.learnt.version) this.learnt = new Learnt(version, await readTaste(this.#sql));
  }
}

/** Takes a turn at once and every half minute, until stopped. */
export function startRecommender(recommender: Recommender, log: Logger): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const next = (): void => {
    running = recommender
      .turn()
      .catch((error: unknown) => {
        log.error({ err: error }, 'learning recommendations failed, next try in 30 s');
      })
      .then(() => {
        if (!stopped) timer = setTimeout(next, lookMs);
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
