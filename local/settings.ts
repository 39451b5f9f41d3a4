import { z } from 'zod';
import { databaseVariable, perStore, stores, type Store } from './domains.ts';
import { StartRefused } from './startRefused.ts';

/** Keys of a Stripe account in test mode, used instead of the simulator. */
export interface StripeAccount {
  secretKey: string;
  publishableKey: string;
  webhookSecret: string;
  apiBase: string;
  scriptUrl: string;
}

/** What the environment asks of a start; null: the start brings its own. */
export interface Settings {
  port: number;
  databases: Record<Store, string> | null;
  redisUrl: string | null;
  stripe: StripeAccount | null;
  /** Whether to leave Redis out even where redis-server is installed. */
  eventsInProcess: boolean;
}

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

function portIn(env: NodeJS.ProcessEnv): number {
  const port = Number(env.PORT ?? 4000);
  if (Number.isInteger(port) && port >= 1024 && port <= 65_000) return port;
  throw new StartRefused(`PORT is ${JSON.stringify(env.PORT)}: set it to a whole number from 1024 to 65000, or leave it out for 4000.`);
}

function databasesIn(env: NodeJS.ProcessEnv): Settings['databases'] {
  const names = stores.map(databaseVariable);
  const missing = names.filter((name) => !env[name]);
  if (missing.length === names.length) return null;
  if (missing.length > 0) {
    throw new StartRefused(
      `${missing.join(', ')} missing while other *_DATABASE_URL are set: set all six, or none for PostgreSQL of the start's own.`,
    );
  }
  const urls = perStore((store) => env[databaseVariable(store)] ?? '');
  for (const store of stores) {
    const name = databaseVariable(store);
    const url = URL.parse(urls[store]);
    if (!url || !/^postgres(ql)?:$/.test(url.protocol))
      throw new StartRefused(`${name} is no PostgreSQL URL: postgresql://user:password@127.0.0.1:5432/${store}`);
    if (!loopback.has(url.hostname)) {
      throw new StartRefused(
        `${name} points to ${url.hostname}: npm start is for databases on this machine only. docs/runbook.md says how to deploy.`,
      );
    }
  }
  const places = new Map(stores.map((store) => [new URL(urls[store]).host + new URL(urls[store]).pathname, store]));
  if (places.size < stores.length)
    throw new StartRefused('Two *_DATABASE_URL name the same database: each domain needs its own, and so do the keys.');
  return urls;
}

function redisIn(env: NodeJS.ProcessEnv): string | null {
  if (!env.REDIS_URL) return null;
  if (/^rediss?:$/.test(URL.parse(env.REDIS_URL)?.protocol ?? '')) return env.REDIS_URL;
  throw new StartRefused('REDIS_URL is no Redis URL: redis://:password@127.0.0.1:6379, or leave it out.');
}

const account = z.object({
  STRIPE_SECRET_KEY: z.string().startsWith('sk_test_'),
  STRIPE_PUBLISHABLE_KEY: z.string().startsWith('pk_test_'),
  STRIPE_WEBHOOK_SECRET: z.string().startsWith('whsec_'),
  STRIPE_API_BASE: z.url().default('https://api.stripe.com'),
  STRIPE_JS_URL: z.url().default('https://js.stripe.com/v3/'),
});

function stripeIn(env: NodeJS.ProcessEnv): StripeAccount | null {
  if (Object.keys(account.shape).every((name) => !env[name])) return null;
  const read = account.safeParse(env);
  if (!read.success) {
    const wrong = read.error.issues.map(({ path }) => path.join('.')).join(', ');
    throw new StartRefused(
      `${wrong} missing or not of Stripe's test mode: set all of STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY and STRIPE_WEBHOOK_SECRET, or none for the simulator.`,
    );
  }
  return {
    secretKey: read.data.STRIPE_SECRET_KEY,
    publishableKey: read.data.STRIPE_PUBLISHABLE_KEY,
    webhookSecret: read.data.STRIPE_WEBHOOK_SECRET,
    apiBase: read.data.STRIPE_API_BASE,
    scriptUrl: read.data.STRIPE_JS_URL,
  };
}

/** Reads what a start may be told by its environment; refuses what is half set or contradicts itself. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  if (env.NODE_ENV === 'production')
    throw new StartRefused('NODE_ENV is production: npm start is for a local start only. docs/runbook.md says how to deploy.');
  return {
    port: portIn(env),
    databases: databasesIn(env),
    redisUrl: redisIn(env),
    stripe: stripeIn(env),
    eventsInProcess: env.EVENTS === 'ipc',
  };
}
