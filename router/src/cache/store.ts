import type { Logger } from 'pino';
import type { Configuration } from '../configuration.ts';

/** Texts by key, for a while. Never throws: what can't be had in time is not there. */
export interface Store {
  read: (keys: readonly string[]) => Promise<readonly (string | undefined)[]>;
  write: (entries: readonly { key: string; text: string; ttlMs: number }[]) => void;
  close: () => void;
}

/** So many failures in a row, and Redis is left alone for a while; then one question decides. */
const failuresToRest = 5;
const restMs = 1000;

/** The client library is loaded by those alone who cache: it takes 8 MB. */
export async function createStore({ redisUrl, prefix, timeoutMs }: NonNullable<Configuration['cache']>, log: Logger): Promise<Store> {
  const { Redis } = await import('ioredis');
  const redis = new Redis(redisUrl, {
    keyPrefix: `${prefix}:`,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: timeoutMs,
    connectTimeout: 5000,
    retryStrategy: (times) => Math.min(restMs, 50 * 2 ** times),
  });
  let failures = 0;
  let restUntil = 0;
  redis.on('error', (error) => {
    log.debug({ err: error }, 'redis');
  });

  const isResting = (): boolean => {
    if (performance.now() < restUntil) return true;
    // Whoever comes while the one question is out does without.
    if (failures >= failuresToRest) restUntil = performance.now() + restMs;
    return false;
  };

  async function tried<Result>(command: () => Promise<Result>, otherwise: Result): Promise<Result> {
    if (isResting()) return otherwise;
    try {
      const result = await command();
      failures = 0;
      restUntil = 0;
      return result;
    } catch (error) {
      failures += 1;
      if (failures < failuresToRest) return otherwise;
      restUntil = performance.now() + restMs;
      if (failures === failuresToRest) log.warn({ reason: String(error) }, 'the cache is out of reach; everything is asked for');
      return otherwise;
    }
  }

  return {
    read: (keys) =>
      tried(
        async () => (await redis.mget(...keys)).map((text) => text ?? undefined),
        keys.map(() => undefined),
      ),
    write(entries) {
      void tried(async () => {
        const pipeline = redis.pipeline();
        for (const { key, text, ttlMs } of entries) pipeline.set(key, text, 'PX', ttlMs);
        // A pipeline doesn't reject.
        const fault = (await pipeline.exec())?.find(([error]) => error)?.[0];
        if (fault) throw fault;
      }, undefined);
    },
    close() {
      redis.disconnect();
    },
  };
}
