import { hostname } from 'node:os';
import { Redis } from 'ioredis';
import type { DomainEvent, EventTransport } from './events.ts';
import type { Logger } from './log.ts';

const streamOf = (domain: string): string => `events:${domain}`;
const kept = 1_000_000;
const batch = 100;
const abandonedMs = 60_000;

type Entry = [id: string, fields: string[] | null];

const eventOf = ([, fields]: Entry): DomainEvent => JSON.parse(fields?.[1] ?? 'null') as DomainEvent;

/**
 * Events over Redis Streams: one stream a domain, one consumer group a subgraph. What failed comes again before what is new; what a dead
 * consumer left behind is claimed after a minute.
 */
export function redisTransport(url: string, log: Logger): EventTransport {
  const connect = (): Redis => {
    const redis = new Redis(url, { maxRetriesPerRequest: null });
    redis.on('error', (error) => {
      log.warn({ err: error }, 'redis');
    });
    return redis;
  };
  const publisher = connect();
  const readers: Redis[] = [];
  const loops: Promise<void>[] = [];
  let ending = false;
  const closing = (): boolean => ending;

  async function read(redis: Redis, group: string, streams: string[], handle: (events: readonly DomainEvent[]) => Promise<void>) {
    // The same name after a restart: what the process before had taken and not finished is then this one's own.
    const consumer = hostname();
    let claimedAt = 0;
    let unfinished = true;
    while (!closing()) {
      try {
        if (Date.now() - claimedAt > abandonedMs) {
          claimedAt = Date.now();
          for (const stream of streams) await redis.xautoclaim(stream, group, consumer, abandonedMs, '0', 'COUNT', batch, 'JUSTID');
          unfinished = true;
        }
        const from = streams.map(() => (unfinished ? '0' : '>'));
        const answer = await redis.xreadgroup('GROUP', group, consumer, 'COUNT', batch, 'BLOCK', 1000, 'STREAMS', ...streams, ...from);
        let taken = 0;
        for (const [stream, entries] of answer ?? []) {
          if (entries.length === 0) continue;
          // An entry that was trimmed away while it waited comes without fields.
          await handle(entries.filter(([, fields]) => Array.isArray(fields)).map(eventOf));
          await redis.xack(stream, group, ...entries.map(([id]) => id));
          taken += entries.length;
        }
        if (taken === 0) unfinished = false;
      } catch (error) {
        if (closing()) return;
        unfinished = true;
        log.error({ err: error }, 'reading events failed, trying again in 1 s');
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    }
  }

  return {
    publish: async (domain, events) => {
      const pipeline = publisher.pipeline();
      for (const event of events) pipeline.xadd(streamOf(domain), 'MAXLEN', '~', kept, '*', 'event', JSON.stringify(event));
      const results = await pipeline.exec();
      const failed = results?.find(([error]) => error)?.[0];
      if (failed) throw failed;
    },
    subscribe: async (group, domains, handle) => {
      const redis = connect();
      readers.push(redis);
      const streams = domains.map(streamOf);
      for (const stream of streams) {
        await redis.xgroup('CREATE', stream, group, '0', 'MKSTREAM').catch((error: unknown) => {
          if (!String(error).includes('BUSYGROUP')) throw error;
        });
      }
      loops.push(read(redis, group, streams, handle));
    },
    close: async () => {
      ending = true;
      await Promise.race([Promise.all(loops), new Promise((resolve) => setTimeout(resolve, 3000))]);
      for (const redis of [publisher, ...readers]) redis.disconnect();
    },
  };
}
