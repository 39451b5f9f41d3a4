/** Runs what it is given, at most `atOnce` at a time, first come first served. */
export interface Turns {
  take<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Nobody runs and nobody waits. */
  idle(): boolean;
}

export function turns(atOnce: number): Turns {
  let running = 0;
  const waiting: (() => void)[] = [];
  return {
    take: async (work) => {
      if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
      else running += 1;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
    idle: () => running === 0,
  };
}

/** Turns by key; a key costs nothing once its work is done. */
export function turnsByKey(atOnce: number): <Result>(key: string, work: () => Promise<Result>) => Promise<Result> {
  const byKey = new Map<string, Turns>();
  return async (key, work) => {
    const own = byKey.get(key) ?? turns(atOnce);
    byKey.set(key, own);
    try {
      return await own.take(work);
    } finally {
      if (own.idle()) byKey.delete(key);
    }
  };
}
