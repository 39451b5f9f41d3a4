import { isLoopback, postgresUrl, readConfig, refuseToStart } from '@ycyw/service/config';
import { vaultFields } from '@ycyw/service/vaultConfig';
import { z } from 'zod';

const secret = z.string().min(8);
const secrets = z
  .string()
  .transform((value) => value.split(',').map((each) => each.trim()))
  .pipe(z.array(secret).min(1).max(2));

/** The booking subgraph's environment; STRIPE_API_BASE is for a start without Stripe's own host and refused in production. */
export const config = readConfig(
  'booking',
  {
    BOOKING_DATABASE_URL: postgresUrl,
    ...vaultFields,
    STRIPE_SECRET_KEY: secret,
    STRIPE_PUBLISHABLE_KEY: secret,
    // Two during a rotation, with a comma between them.
    STRIPE_WEBHOOK_SECRET: secrets,
    STRIPE_API_BASE: z.url({ protocol: /^https?$/ }).default('https://api.stripe.com'),
    STRIPE_JS_URL: z.url({ protocol: /^https?$/ }).default('https://js.stripe.com/v3/'),
    /** Carriers that bring cars to addresses and fetch them; whoever has no URL is not asked. The first is asked first. */
    NORDLANE_URL: z.url({ protocol: /^https?$/ }).optional(),
    NORDLANE_TOKEN: secret.optional(),
    // Two during a rotation, with a comma between them.
    NORDLANE_WEBHOOK_SECRET: secrets.optional(),
    CONVOYEURS_URL: z.url({ protocol: /^https?$/ }).optional(),
    CONVOYEURS_USER: z.string().min(1).optional(),
    CONVOYEURS_PASSWORD: secret.optional(),
    /** A store by the S3 protocol, for photos and signatures; path-style. */
    BOOKING_OBJECTS_URL: z.url({ protocol: /^https?$/ }),
    BOOKING_OBJECTS_BUCKET: z.string().min(1),
    BOOKING_OBJECTS_REGION: z.string().min(1).default('us-east-1'),
    BOOKING_OBJECTS_KEY_ID: z.string().min(1),
    BOOKING_OBJECTS_SECRET: secret,
    /** A table of the European Central Bank's that is replaced while we run; the one we came with when left out. */
    EXCHANGE_RATES_FILE: z.string().min(1).optional(),
    EXCHANGE_MAX_AGE_DAYS: z.coerce.number().int().min(1).default(7),
  },
  process.env,
);

const { BOOKING_OBJECTS_URL, STRIPE_API_BASE, STRIPE_JS_URL, STRIPE_SECRET_KEY, STRIPE_PUBLISHABLE_KEY } = config.own;
const isStripes = new URL(STRIPE_API_BASE).origin === 'https://api.stripe.com' && new URL(STRIPE_JS_URL).origin === 'https://js.stripe.com';
const isSimulator = isLoopback(STRIPE_API_BASE) && isLoopback(STRIPE_JS_URL);
const areTestKeys = STRIPE_SECRET_KEY.startsWith('sk_test_') || STRIPE_PUBLISHABLE_KEY.startsWith('pk_test_');

if (!isStripes && !(config.local && isSimulator)) {
  refuseToStart('booking cannot start: the payment simulator is for the local start only. Unset STRIPE_API_BASE and STRIPE_JS_URL.');
}
if (!config.local && areTestKeys)
  refuseToStart('booking cannot start: STRIPE_SECRET_KEY or STRIPE_PUBLISHABLE_KEY is a test key. Set the live ones.');

const { NORDLANE_URL, NORDLANE_TOKEN, NORDLANE_WEBHOOK_SECRET, CONVOYEURS_URL, CONVOYEURS_USER, CONVOYEURS_PASSWORD } = config.own;
for (const [name, url] of Object.entries({ NORDLANE_URL, CONVOYEURS_URL })) {
  if (url === undefined || (config.local ? isLoopback(url) : url.startsWith('https:') && !isLoopback(url))) continue;
  refuseToStart(`booking cannot start: ${name} is a simulator's, or not https. Simulators are for the local start only.`);
}
if ((NORDLANE_URL && !(NORDLANE_TOKEN && NORDLANE_WEBHOOK_SECRET)) || (CONVOYEURS_URL && !(CONVOYEURS_USER && CONVOYEURS_PASSWORD)))
  refuseToStart('booking cannot start: a carrier has a URL and lacks its credentials. Set them, or unset the URL.');
if (!config.local && (isLoopback(BOOKING_OBJECTS_URL) || !BOOKING_OBJECTS_URL.startsWith('https:')))
  refuseToStart('booking cannot start: BOOKING_OBJECTS_URL is no object store reached by https. Set the real one.');
