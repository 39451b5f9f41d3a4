import { isLoopback, postgresUrl, readConfig, refuseToStart } from '@ycyw/service/config';
import { vaultFields } from '@ycyw/service/vaultConfig';
import { z } from 'zod';

const secret = z.string().min(8);

/** The booking subgraph's environment; STRIPE_API_BASE is for a start without Stripe's own host and refused in production. */
export const config = readConfig(
  'booking',
  {
    BOOKING_DATABASE_URL: postgresUrl,
    ...vaultFields,
    STRIPE_SECRET_KEY: secret,
    STRIPE_PUBLISHABLE_KEY: secret,
    // Two during a rotation, with a comma between them.
    STRIPE_WEBHOOK_SECRET: z
      .string()
      .transform((value) => value.split(',').map((each) => each.trim()))
      .pipe(z.array(secret).min(1).max(2)),
    STRIPE_API_BASE: z.url({ protocol: /^https?$/ }).default('https://api.stripe.com'),
    STRIPE_JS_URL: z.url({ protocol: /^https?$/ }).default('https://js.stripe.com/v3/'),
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
if (!config.local && (isLoopback(BOOKING_OBJECTS_URL) || !BOOKING_OBJECTS_URL.startsWith('https:')))
  refuseToStart('booking cannot start: BOOKING_OBJECTS_URL is no object store reached by https. Set the real one.');
