import Stripe from 'stripe';

/** The only way to the card. `base` is Stripe's own host, or the local simulator's; the code path is one. */
export function stripeAt(base: string, secretKey: string): Stripe {
  const url = new URL(base);
  const protocol = url.protocol === 'http:' ? 'http' : 'https';
  return new Stripe(secretKey, {
    host: url.hostname,
    port: url.port || (protocol === 'http' ? 80 : 443),
    protocol,
    maxNetworkRetries: 2,
    timeout: 20_000,
    telemetry: false,
  });
}
