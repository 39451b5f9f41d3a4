import type { ServiceConfig } from './config.ts';
import { refuseToStart } from './config.ts';
import { movableClock, systemClock, type Clock } from './clock.ts';
import type { EventTransport } from './events.ts';
import { ipcTransport } from './ipcTransport.ts';
import { logger, type Logger } from './log.ts';
import { redisTransport } from './redisTransport.ts';

/** What a subgraph's main starts with. */
export interface Surroundings {
  clock: Clock;
  log: Logger;
  transport: EventTransport;
}

/** What has not ended by then is cut off: whoever asked us to stop would kill us soon after. */
const drainMs = 20_000;

/**
 * Starts a subgraph and stops it on SIGTERM or SIGINT: what `start` returns drains in order, then the transport closes.
 * A start that fails says why in one line and ends with code 1.
 */
export async function run(config: ServiceConfig, start: (around: Surroundings) => Promise<(() => Promise<unknown>)[]>): Promise<void> {
  const log = logger(config.name, config.logLevel);
  let transport: EventTransport;
  let stops: (() => Promise<unknown>)[];
  try {
    transport = config.redisUrl ? await redisTransport(config.redisUrl, log) : ipcTransport();
    stops = await start({ clock: config.local ? movableClock() : systemClock, log, transport });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'EADDRINUSE')
      refuseToStart(`${config.name} cannot start: port ${config.port} is in use. Stop what holds it, or set another PORT.`);
    refuseToStart(`${config.name} cannot start: ${error instanceof Error ? error.message.replaceAll('\n', ' ') : String(error)}`);
  }
  log.info({ port: config.port }, 'ready');
  process.send?.({ kind: 'ready', name: config.name });
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), drainMs).unref();
    for (const each of stops) await each();
    await transport.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  // A child whose parent is gone has no one left to stop it.
  process.on('disconnect', () => void stop());
}
