import { enableCompileCache } from 'node:module';
import path from 'node:path';

const help = `npm start: the whole system on this machine

Brings up PostgreSQL with five databases and the store of personal keys, Redis and coturn where the machine has them, the Stripe simulator, five subgraphs and the
router with the web client, on 127.0.0.1 only. Data stays in var/ until npm run reset.

  PORT                 of the router, 4000; every other port is counted from it
  *_DATABASE_URL       six PostgreSQL databases of your own, on this machine: IDENTITY, FLEET, BOOKING, SUPPORT, NOTIFICATIONS, KEYS
  REDIS_URL            a Redis of your own
  EVENTS=ipc           carry events through this process even where redis-server is installed
  STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY, STRIPE_WEBHOOK_SECRET
                       a Stripe account in test mode instead of the simulator

Ctrl-C drains and stops everything; a second one does not wait. Exit code 1 when something could not start or was lost.
`;

async function main(): Promise<void> {
  const began = performance.now();
  enableCompileCache(path.join(import.meta.dirname, '..', 'var', 'compile-cache'));
  const { startSystem } = await import('./system.ts');
  const { welcome } = await import('./demo.ts');
  const { StartRefused } = await import('./startRefused.ts');
  const asked = new AbortController();
  const fail = (reason: string): void => {
    process.stderr.write(`\n  ${reason}\n`);
    process.exit(1);
  };
  let interrupted = 0;
  let kill: () => void = () => process.exit(1);
  let stop: () => Promise<void> = () => Promise.resolve();

  const interrupt = (): void => {
    interrupted += 1;
    if (interrupted > 1) {
      kill();
      process.exit(1);
    }
    process.stdout.write('\n  Stopping; once more to stop at once.\n');
    asked.abort();
    void stop().then(() => {
      process.stdout.write('  Stopped.\n');
      process.exit(0);
    });
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  process.on('SIGHUP', interrupt);

  try {
    process.stdout.write('\n  Your Car Your Way\n\n');
    const system = await startSystem({ signal: asked.signal, lost: fail });
    ({ stop, kill } = system);
    process.stdout.write(
      `${welcome(system.addresses, system.folders, system.totpSecrets, { seconds: ((performance.now() - began) / 1000).toFixed(1), now: new Date() })}\n`,
    );
  } catch (error) {
    if (interrupted > 0) process.exit(0);
    if (error instanceof StartRefused) fail(error.message);
    else throw error;
  }
}

if (process.argv.includes('--help')) process.stdout.write(help);
else await main();
