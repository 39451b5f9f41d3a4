import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, visit } from 'graphql';
import { contentSecurityPolicy } from '../../router/src/edge/security.ts';
import { addressesOf } from '../addresses.ts';
import { root } from '../folders.ts';
import { portsFrom } from '../ports.ts';
import { routerConfiguration } from '../routerConfiguration.ts';
import type { Secrets } from '../secrets.ts';

const ports = portsFrom(4000);
const settings = { port: 4000, databases: null, redisUrl: null, eventsInProcess: true };
const account = {
  secretKey: 'sk_test_1',
  publishableKey: 'pk_test_1',
  webhookSecret: 'whsec_1',
  apiBase: 'https://api.stripe.com',
  scriptUrl: 'https://js.stripe.com/v3/',
};

/** The directives of the pages' policy, without our own origin. */
function policyWith(stripe: typeof account | null): Record<string, string[]> {
  const own: Pick<Secrets, 'stripe'> = { stripe: account };
  const { web } = routerConfiguration(ports, addressesOf(ports, { ...settings, stripe }, own as Secrets));
  const policy = contentSecurityPolicy(web?.contentSecurityPolicy ?? {});
  return Object.fromEntries(
    policy.split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources.filter((source) => source !== "'self'")];
    }),
  );
}

test.each([
  ['Stripe', account, 'https://js.stripe.com', ['https://js.stripe.com', 'https://hooks.stripe.com'], 'https://api.stripe.com'],
  ['the simulator', null, 'http://localhost:4010', ['http://localhost:4010'], 'http://localhost:4010'],
])(
  'the pages load scripts and frames from %s alone besides us, talk to it alone, and send forms nowhere else',
  (_, stripe, script, frames, api) => {
    const { 'script-src': scripts, 'frame-src': framed, 'connect-src': connected, ...others } = policyWith(stripe);
    expect([scripts, framed, connected]).toEqual([[script, "'wasm-unsafe-eval'"], frames, [api]]);
    expect(others).toEqual({
      'default-src': [],
      'base-uri': ["'none'"],
      'object-src': ["'none'"],
      'frame-ancestors': ["'none'"],
      'form-action': [],
      'img-src': ['data:'],
    });
  },
);

test('no field of the graph takes a card', () => {
  const names: string[] = [];
  visit(parse(readFileSync(path.join(root, 'schema', 'api.graphql'), 'utf8')), {
    InputValueDefinition: ({ name }) => {
      names.push(name.value);
    },
  });
  expect(names).toContain('idempotencyKey');
  expect(names.filter((name) => /card|pan$|cvc|cvv|iban|expiry|securityCode|accountNumber/i.test(name))).toEqual([]);
});
