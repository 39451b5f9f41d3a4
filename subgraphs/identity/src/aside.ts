import type { Logger } from '@ycyw/service/log';

/** Work that an answer must not wait for, because its time would tell a stranger whether an address is known. */
export interface Aside {
  run(work: () => Promise<unknown>): void;
  /** Resolves once all of it is done. */
  settled(): Promise<void>;
}

export function aside(log: Logger): Aside {
  const running = new Set<Promise<void>>();
  return {
    run: (work) => {
      const done: Promise<void> = work()
        .then(
          () => undefined,
          (error: unknown) => {
            log.error({ err: error }, 'work set aside failed');
          },
        )
        .finally(() => running.delete(done));
      running.add(done);
    },
    settled: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
