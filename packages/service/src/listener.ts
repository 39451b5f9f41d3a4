import type { Logger } from './log.ts';
import pg from 'pg';

export interface Listener {
  stop(): Promise<void>;
}

const probeMs = 5000;
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What a listener hears: a notice's payload, or, after its connection was cut, for how many seconds it may have heard nothing. */
export interface Ear {
  heard(payload: string): void;
  missed(seconds: number): void;
}

/**
 * One connection that listens on `channel` for the whole process, and comes back by itself when it is cut.
 * Resolves when it listens for the first time.
 */
export async function listen(url: string, channel: string, ear: Ear, log: Logger): Promise<Listener> {
  let stopped = false;
  const isStopped = (): boolean => stopped;
  let client = new pg.Client();
  let probe: NodeJS.Timeout | undefined;
  let soundAt = performance.now();

  const open = async (): Promise<void> => {
    // A connection that is silently dead answers nothing: the probe's time-out finds it.
    client = new pg.Client({ connectionString: url, application_name: `${channel}-listener`, keepAlive: true, query_timeout: probeMs });
    let lost = false;
    const current = client;
    const lose = (): void => {
      if (lost) return;
      lost = true;
      clearInterval(probe);
      current.removeAllListeners('notification');
      current.end().catch(() => undefined);
      if (!isStopped()) void reopen();
    };
    client.on('error', lose);
    client.on('end', lose);
    client.on('notification', ({ payload }) => {
      if (payload !== undefined) ear.heard(payload);
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    } catch (error) {
      lost = true;
      client.end().catch(() => undefined);
      throw error;
    }
    probe = setInterval(() => {
      const asked = performance.now();
      current.query('SELECT 1').then(() => {
        soundAt = asked;
      }, lose);
    }, probeMs);
    probe.unref();
  };

  const reopen = async (): Promise<void> => {
    for (let attempt = 0; ; attempt += 1) {
      await wait(Math.min(2000, 25 * 2 ** attempt));
      if (isStopped()) return;
      try {
        await open();
        if (isStopped()) {
          await client.end();
          return;
        }
        // One second more than measured: a transaction that was committing when the link broke.
        ear.missed((performance.now() - soundAt) / 1000 + 1);
        soundAt = performance.now();
        return;
      } catch (error) {
        log.warn({ err: error, channel }, 'the listening connection is gone, trying again');
      }
    }
  };

  await open();
  return {
    stop: async () => {
      stopped = true;
      clearInterval(probe);
      await client.end();
    },
  };
}
