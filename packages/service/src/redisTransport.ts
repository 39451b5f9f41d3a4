import { hostname } from 'node:os';
import { Redis } from 'ioredis';
import type { DomainEvent, EventTransport } from './events.ts';
import type { Logger } from './log.ts';

const streamOf = (domain: string): string => `events:${domain}`;
const kept = 1_000_000;
// Less than an inbox remembers: whoever has forgotten an event cannot meet it again.
const keptMs = 13 * 24 * 3_600_000;
const batch = 100;
const abandonedMs = 60_000;
/** How long Redis may take over an answer. */
const answerMs = 5000;

type Entry = [id: string, fields: string[] | null];

const eventOf = ([, fields]: Entry): DomainEvent => JSON.parse(fields?.[1] ?? 'null') as DomainEvent;

/**
 * A connection that answers; rejects after 5 s without one. When it breaks later it comes back by itself; until then, commands fail
 * (at once, or after `commandMs` where Redis is silent) and are their callers' to repeat: sent again from here, they would overtake others.
 */
async function connect(url: string, log: Logger, commandMs = answerMs): Promise<Redis> {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: answerMs,
    commandTimeout: commandMs,
    socketTimeout: 2 * answerMs,
    retryStrategy: (times) => Math.min(1000, 50 * 2 ** times),
  });
  let refusal = '';
  redis.on('error', (error) => {
    if (error.name === 'ReplyError') refusal = error.message;
    log.warn({ err: error }, 'redis');
  });
  let deadline: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      redis.once('ready', resolve);
      deadline = setTimeout(() => {
        const { hostname: host, port } = new URL(url);
        const trouble = refusal ? `refuses us: ${refusal}.` : 'does not answer. Start it or';
        reject(new Error(`Redis at ${host}:${port || '6379'} ${trouble} ${refusal ? 'Correct' : 'correct'} REDIS_URL.`));
      }, answerMs);
    });
    return redis;
  } catch (error) {
    redis.disconnect();
    throw error;
  } finally {
    clearTimeout(deadline);
  }
}

async function join(redis: Redis, group: string, streams: readonly string[]): Promise<void> {
  for (const stream of streams) {
    await redis.xgroup('CREATE', stream, group, '0', 'MKSTREAM').catch((error: unknown) => {
      if (!String(error).includes('BUSYGROUP')) throw error;
    });
  }
}

/**
 * Events over Redis Streams: one stream a domain, one consumer group a subgraph. What failed comes again before what is new; what a dead
 * consumer left behind is claimed after a minute. Rejects, as `subscribe` does, when Redis does not answer within 5 s; later outages
 * it survives: a publish fails when it is not answered within `publishMs`.
 */
export async function redisTransport(url: string, log: Logger, publishMs = answerMs): Promise<EventTransport> {
  const publisher = await connect(url, log, publishMs);
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
        // A Redis that lost its data has lost our group, too.
        if (String(error).includes('NOGROUP')) await join(redis, group, streams).catch(() => undefined);
      }
    }
  }

  return {
    publish: async (domain, events) => {
      // All or none: half a batch, given again, would come after its own end.
      const all = publisher.multi();
      const stream = streamOf(domain);
      for (const event of events) all.xadd(stream, 'MAXLEN', '~', kept, '*', 'event', JSON.stringify(event));
      all.xtrim(stream, 'MINID', Date.now() - keptMs);
      const results = await all.exec();
      const failed = results?.find(([error]) => error)?.[0];
      if (failed) throw failed;
    },
    subscribe: async (group, domains, handle) => {
      const redis = await connect(url, log);
      readers.push(redis);
      const streams = domains.map(streamOf);
      await join(redis, group, streams);
      loops.push(read(redis, group, streams, handle));
    },
    close: async () => {
      ending = true;
      await Promise.race([Promise.all(loops), new Promise((resolve) => setTimeout(resolve, 3000))]);
      for (const redis of [publisher, ...readers]) redis.disconnect();
    },
  };
}
