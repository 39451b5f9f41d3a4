import type { Logger } from 'pino';
import type { Source } from './source.ts';

export interface Following {
  /** Looks now, or once more when it is just looking. */
  check: () => void;
  stop: () => Promise<void>;
}

/** Hands every new text of `source` to `take`, one after the other. A source out of reach is logged once for each reason. */
export function follow(source: Source, to: { take: (sdl: string) => Promise<void>; pollMs: number; log: Logger }): Following {
  let looking: Promise<void> | undefined;
  let asked = 0;
  let stopped = false;
  let trouble = '';

  async function look(): Promise<void> {
    try {
      const text = await source.read();
      trouble = '';
      if (text !== undefined && !stopped) await to.take(text);
    } catch (error) {
      const reason = String(error);
      if (reason !== trouble) to.log.warn({ reason }, 'the supergraph is out of reach; the one that serves stays');
      trouble = reason;
    }
  }

  async function lookUntilDone(): Promise<void> {
    for (let answered = 0; answered !== asked;) {
      answered = asked;
      await look();
    }
    looking = undefined;
  }

  const check = (): void => {
    if (stopped) return;
    asked += 1;
    looking ??= lookUntilDone();
  };
  const timer = setInterval(() => {
    if (!looking) check();
  }, to.pollMs);
  const unwatch = source.watch(check);

  return {
    check,
    async stop() {
      stopped = true;
      clearInterval(timer);
      unwatch();
      await looking;
    },
  };
}
