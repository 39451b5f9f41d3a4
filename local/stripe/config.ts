/** What the simulator is told by its environment; nothing else reads it. */
export type Config = {
  port: number;
  secretKey: string;
  publishableKey: string;
  webhookSecret: string;
  webhookUrls: string[];
  /** Event types to deliver, like an endpoint's `enabled_events`; null delivers all. */
  webhookEvents: ReadonlySet<string> | null;
  /** Absent: state lives as long as the process. */
  stateFile: string | undefined;
  /** How long every POST takes at least, as a provider across a network would. */
  latencyMs: number;
};

/** A start that must not happen; the message says what to do. */
export class RefusedStart extends Error {}

const listed = (value: string | undefined) => (value ?? '').split(',').flatMap((item) => (item.trim() === '' ? [] : [item.trim()]));

function wholeNumber(name: string, value: string | undefined, fallback: number, max: number): number {
  if (value === undefined || value === '') return fallback;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > max)
    throw new RefusedStart(`${name} must be a whole number up to ${max}, not "${value}".`);
  return number;
}

function key(env: NodeJS.ProcessEnv, name: string, prefix: string): string {
  const value = env[name];
  if (!value) throw new RefusedStart(`${name} is missing: set it to a made-up key that starts with ${prefix}.`);
  if (!value.startsWith(prefix)) throw new RefusedStart(`${name} must start with ${prefix}: the simulator takes no real key.`);
  return value;
}

/** Throws RefusedStart, with a message for the person at the terminal. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  if (env['LOCAL'] !== '1') throw new RefusedStart('The Stripe simulator runs only in the local start: set LOCAL=1.');
  const webhookUrls = listed(env['STRIPE_WEBHOOK_URL']);
  for (const url of webhookUrls) if (!URL.canParse(url)) throw new RefusedStart(`STRIPE_WEBHOOK_URL holds "${url}", which is no URL.`);
  const events = listed(env['STRIPE_WEBHOOK_EVENTS']);
  return {
    port: wholeNumber('PORT', env['PORT'], 4010, 65535),
    secretKey: key(env, 'STRIPE_SECRET_KEY', 'sk_test_'),
    publishableKey: key(env, 'STRIPE_PUBLISHABLE_KEY', 'pk_test_'),
    webhookSecret: key(env, 'STRIPE_WEBHOOK_SECRET', 'whsec_'),
    webhookUrls,
    webhookEvents: events.length === 0 || events.includes('*') ? null : new Set(events),
    stateFile: env['STATE_FILE'] === '' ? undefined : env['STATE_FILE'],
    latencyMs: wholeNumber('STRIPE_LATENCY_MS', env['STRIPE_LATENCY_MS'], 0, 30_000),
  };
}
