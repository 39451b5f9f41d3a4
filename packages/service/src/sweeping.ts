import type { Logger } from './log.ts';

/** Works that a sweep does one after the other, by the name under which a failure is logged. */
export type Stages = Record<string, () => Promise<void>>;

const everyMs = 2000;

/** Does the stages one after the other. One that fails stops no other; `again` says in the log when it is tried next. */
export async function sweep(log: Logger, stages: Stages, again: string): Promise<void> {
  for (const [stage, work] of Object.entries(stages)) {
    await work().catch((error: unknown) => {
      log.error({ err: error, stage }, `sweep failed, next one in ${again}`);
    });
  }
}

/** Sweeps every two seconds, until stopped. */
export function sweeping(log: Logger, stages: Stages): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const next = (): void => {
    running = sweep(log, stages, '2 s').then(() => {
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
