import { setFlagsFromString } from 'node:v8';
import { RefusedStart, readConfig } from './config.ts';
import { start } from './simulator.ts';

const HELP = `Stripe simulator of the local start: node local/stripe/main.ts
  LOCAL=1                     required
  PORT                        4010
  STRIPE_SECRET_KEY           sk_test_…
  STRIPE_PUBLISHABLE_KEY      pk_test_…
  STRIPE_WEBHOOK_SECRET       whsec_…
  STRIPE_WEBHOOK_URL          where signed events go, several separated by commas
  STRIPE_WEBHOOK_EVENTS       which event types go there; all when absent
  STRIPE_LATENCY_MS           how long every POST takes at least; 0
  STATE_FILE                  where state survives restarts; absent: it does not
`;

// Requests leave much garbage and little to keep: left alone, V8's nursery grows past 130 MB under load, and its old space to twice what lives.
if (!process.execArgv.some((flag) => flag.startsWith('--max-semi-space-size'))) setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=30');

/** How the local start tells its processes what time it is. */
const isMoved = (message: unknown): message is { now: string | null } =>
  typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'clock';

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(HELP);
    return;
  }
  let fixed: number | null = null;
  const running = await start(readConfig(process.env), () => fixed ?? Date.now());
  process.on('message', (message: unknown) => {
    if (!isMoved(message)) return;
    fixed = message.now === null ? null : Date.parse(message.now);
    running.sweep();
    process.send?.({ kind: 'clock.moved', now: message.now });
  });
  console.log(`Stripe simulator on http://localhost:${running.port}`);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void running.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
}

main().catch((error: unknown) => {
  const port = process.env['PORT'] ?? '4010';
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (taken) console.error(`Port ${port} is in use: stop what holds it or set PORT.`);
  else if (error instanceof RefusedStart) console.error(error.message);
  else console.error(error);
  process.exit(1);
});
