import { postgresUrl, readConfig, refuseToStart } from '@ycyw/service/config';
import { z } from 'zod';

const secret = z.string().min(8);

/** The booking subgraph's environment; STRIPE_API_BASE is for a start without Stripe's own host and refused in production. */
export const config = readConfig(
  'booking',
  {
    BOOKING_DATABASE_URL: postgresUrl,
    STRIPE_SECRET_KEY: secret,
    STRIPE_PUBLISHABLE_KEY: secret,
    STRIPE_WEBHOOK_SECRET: secret,
    STRIPE_API_BASE: z.url({ protocol: /^https?$/ }).default('https://api.stripe.com'),
    STRIPE_JS_URL: z.url({ protocol: /^https?$/ }).default('https://js.stripe.com/v3/'),
  },
  process.env,
);

const stripesOwn = (url: string, host: string): boolean => new URL(url).protocol === 'https:' && new URL(url).hostname === host;

if (!config.local && !(stripesOwn(config.own.STRIPE_API_BASE, 'api.stripe.com') && stripesOwn(config.own.STRIPE_JS_URL, 'js.stripe.com'))) {
  refuseToStart('booking cannot start: the payment simulator is for the local start only. Unset STRIPE_API_BASE and STRIPE_JS_URL.');
}
