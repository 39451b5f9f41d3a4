import type { Logger } from '@ycyw/service/log';

/** Does `round` again and again, with a rest between, until stopped; one that fails is logged and the next one comes. */
export function startRounds(name: string, round: () => Promise<void>, log: Logger, restMs = 1000): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const next = (): void => {
    running = round()
      .catch((error: unknown) => {
        log.error({ err: error, round: name }, 'round failed, trying again');
      })
      .then(() => {
        if (!stopped) timer = setTimeout(next, restMs);
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
