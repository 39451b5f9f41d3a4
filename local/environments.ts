import type { Addresses } from './addresses.ts';
import { carrierCredentials } from './carriers/credentials.ts';
import { databaseVariable, keyUsers, type Domain, type KeyUser } from './domains.ts';
import type { Folders } from './folders.ts';
import { authservId, providerSecret, supportAddress } from './mail/provider.ts';
import type { Ports } from './ports.ts';
import { translatorKey } from './translator/key.ts';
import { demonstrationEngine } from './translator/server.ts';

export interface Surroundings {
  ports: Ports;
  folders: Folders;
  addresses: Addresses;
  internalKey: string;
  databases: Record<Domain, string>;
  /** The store of personal keys, as each domain that seals reaches it. */
  keyStore: Record<KeyUser, string>;
  /** Null: events travel over IPC. */
  redisUrl: string | null;
  /** The relay of calls; null: there is none. */
  turn: { urls: readonly string[]; secret: string } | null;
}

type Environment = Record<string, string>;

/** What every Node process of ours needs, and nothing else of the launcher's environment. */
export const plainEnvironment = (folders: Folders): Environment => ({
  PATH: process.env.PATH ?? '',
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  NODE_COMPILE_CACHE: folders.compileCache,
  // glibc keeps freed memory for itself, an arena a thread and ever larger blocks: given back at once it saves 10 to 30 MB a process.
  MALLOC_ARENA_MAX: '1',
  // Below the 32 KB in which V8's compilers take memory: what they took at the start goes back, in identity 36 MB.
  MALLOC_MMAP_THRESHOLD_: '30000',
  MALLOC_TRIM_THRESHOLD_: '65536',
});

const mailFrom = 'Your Car Your Way <bonjour@your-car-your-way.example>';

/** How a domain that seals reaches the keys. */
export function sealing(domain: Domain, keyStore: Record<KeyUser, string>, folders: Folders): Environment {
  const user = keyUsers.find((each) => each === domain);
  return user ? { KEYS_DATABASE_URL: keyStore[user], KEY_RING: folders.keyRing } : {};
}

/** What a domain needs beyond what all five do. */
function own(domain: Domain, { addresses, ports, internalKey, turn }: Surroundings): Environment {
  const carriers = carrierCredentials(internalKey);
  const mail = { SMTP_URL: addresses.smtp, MAIL_FROM: mailFrom, PUBLIC_URL: addresses.web };
  switch (domain) {
    case 'identity':
    case 'notifications':
      return { ...mail, ROUTER_URL: `http://127.0.0.1:${String(ports.router)}/graphql` };
    case 'support':
      return {
        ...mail,
        ROUTER_URL: `http://127.0.0.1:${String(ports.router)}/graphql`,
        SUPPORT_ADDRESS: supportAddress,
        MAIL_INBOUND_SECRET: providerSecret(internalKey),
        MAIL_AUTHSERV_ID: authservId,
        SUPPORT_OBJECTS_URL: addresses.objects.url,
        SUPPORT_OBJECTS_BUCKET: addresses.objects.bucket,
        SUPPORT_OBJECTS_KEY_ID: addresses.objects.keyId,
        SUPPORT_OBJECTS_SECRET: addresses.objects.secret,
        ...(turn !== null && { TURN_URLS: turn.urls.join(','), TURN_SECRET: turn.secret }),
        TRANSLATION_URL: `http://127.0.0.1:${String(ports.translator)}`,
        TRANSLATION_KEY: translatorKey(internalKey),
        TRANSLATION_ENGINE: demonstrationEngine,
      };
    case 'booking':
      return {
        STRIPE_SECRET_KEY: addresses.stripe.secretKey,
        STRIPE_PUBLISHABLE_KEY: addresses.stripe.publishableKey,
        STRIPE_WEBHOOK_SECRET: addresses.stripe.webhookSecret,
        STRIPE_API_BASE: addresses.stripe.apiBase,
        STRIPE_JS_URL: addresses.stripe.scriptUrl,
        NORDLANE_URL: `http://127.0.0.1:${String(ports.nordlane)}`,
        NORDLANE_TOKEN: carriers.token,
        NORDLANE_WEBHOOK_SECRET: carriers.webhookSecret,
        CONVOYEURS_URL: `http://127.0.0.1:${String(ports.convoyeurs)}`,
        CONVOYEURS_USER: carriers.user,
        CONVOYEURS_PASSWORD: carriers.password,
        BOOKING_OBJECTS_URL: addresses.objects.url,
        BOOKING_OBJECTS_BUCKET: addresses.objects.bucket,
        BOOKING_OBJECTS_KEY_ID: addresses.objects.keyId,
        BOOKING_OBJECTS_SECRET: addresses.objects.secret,
        // The table that comes with the repository ends on 2026-04-13, and simulations move the clock.
        EXCHANGE_MAX_AGE_DAYS: '36500',
      };
    default:
      return {};
  }
}

export const subgraphEnvironment = (domain: Domain, around: Surroundings): Environment => ({
  ...plainEnvironment(around.folders),
  // As GraphQL's own library is meant to run: without the checks of its developers.
  NODE_ENV: 'production',
  LOCAL: '1',
  REGION: 'EU',
  PORT: String(around.ports[domain]),
  INTERNAL_KEY: around.internalKey,
  [databaseVariable(domain)]: around.databases[domain],
  ...(around.redisUrl === null ? {} : { REDIS_URL: around.redisUrl }),
  ...sealing(domain, around.keyStore, around.folders),
  ...own(domain, around),
});

/** What our endpoint at Stripe is subscribed to. */
const webhookEvents = [
  ...['amount_capturable_updated', 'succeeded', 'payment_failed', 'requires_action', 'canceled'].map((news) => `payment_intent.${news}`),
  ...['created', 'updated', 'failed'].map((news) => `refund.${news}`),
  'setup_intent.succeeded',
  ...['created', 'closed'].map((news) => `charge.dispute.${news}`),
];

export const simulatorEnvironment = ({
  ports,
  folders,
  addresses,
}: Pick<Surroundings, 'ports' | 'folders' | 'addresses'>): Environment => ({
  ...plainEnvironment(folders),
  LOCAL: '1',
  PORT: String(ports.stripe),
  STRIPE_SECRET_KEY: addresses.stripe.secretKey,
  STRIPE_PUBLISHABLE_KEY: addresses.stripe.publishableKey,
  STRIPE_WEBHOOK_SECRET: addresses.stripe.webhookSecret,
  // The way a real event takes: from outside, through the router.
  STRIPE_WEBHOOK_URL: `http://127.0.0.1:${String(ports.router)}/webhooks/stripe`,
  STRIPE_WEBHOOK_EVENTS: webhookEvents.join(','),
  STATE_FILE: folders.stripe,
});
