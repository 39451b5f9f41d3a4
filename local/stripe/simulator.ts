import type { Config } from './config.ts';
import { Log } from './log.ts';
import { expireHold } from './capture.ts';
import { Simulator } from './server.ts';
import { Store } from './store.ts';
import { Webhooks } from './webhooks.ts';
import { World, type Clock } from './world.ts';

const SWEEP_MS = 10 * 60_000;

/** Resolves once it listens on 127.0.0.1; rejects with the server's own error, e.g. EADDRINUSE. */
export async function start(
  config: Config,
  clock: Clock = Date.now,
): Promise<{ port: number; sweep: () => void; close: () => Promise<void> }> {
  const log = new Log(config.stateFile);
  const store = new Store(log);
  const webhooks = new Webhooks(
    log,
    store.events,
    config.webhookUrls.map((url) => ({ url, secret: config.webhookSecret, wanted: config.webhookEvents })),
  );
  const world = new World(
    store,
    (event) => {
      webhooks.enqueue(event);
    },
    clock,
  );
  const { server } = new Simulator(world, config, config.latencyMs);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  world.origin = `http://localhost:${port}`;
  webhooks.resume();
  /** Authorisations that nobody captured in time end by themselves. */
  const sweep = () => {
    world.request = { id: null, idempotency_key: null };
    const now = world.now();
    store.paymentIntents.rows.forEach((intent, place) => {
      if (intent.status === 'requires_capture') expireHold(world, place, now);
    });
  };
  sweep();
  const sweeping = setInterval(sweep, SWEEP_MS).unref();
  return {
    port,
    sweep,
    close: async () => {
      clearInterval(sweeping);
      const closed = new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
      server.closeIdleConnections();
      await closed;
      await webhooks.close();
      log.close();
    },
  };
}
