import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from '../folders.ts';

const production = {
  PATH: process.env['PATH'],
  PORT: '0',
  INTERNAL_KEY: 'A'.repeat(43),
  REDIS_URL: 'redis://redis.example:6379',
  BOOKING_DATABASE_URL: 'postgresql://booking:x@database.example/booking',
  KEYS_DATABASE_URL: 'postgresql://identity:x@database.example/keys',
  KEY_RING: '/nowhere/keyring.json',
  SUPPORT_DATABASE_URL: 'postgresql://support:x@database.example/support',
  IDENTITY_DATABASE_URL: 'postgresql://identity:x@database.example/identity',
  BOOKING_OBJECTS_URL: 'https://objects.example',
  BOOKING_OBJECTS_BUCKET: 'photos',
  BOOKING_OBJECTS_KEY_ID: 'key',
  BOOKING_OBJECTS_SECRET: 'a secret of the store',
  SUPPORT_OBJECTS_URL: 'https://objects.example',
  SUPPORT_OBJECTS_BUCKET: 'attachments',
  SUPPORT_OBJECTS_KEY_ID: 'key',
  SUPPORT_OBJECTS_SECRET: 'a secret of the store',
  SMTP_URL: 'smtps://mail.example:465',
  MAIL_FROM: 'help@example.com',
  PUBLIC_URL: 'https://www.example.com',
  ROUTER_URL: 'https://graph.example.com/graphql',
  SUPPORT_ADDRESS: 'help@example.com',
  MAIL_INBOUND_SECRET: 'a secret of the mail provider',
  MAIL_AUTHSERV_ID: 'mail.example.com',
  STRIPE_SECRET_KEY: 'sk_live_example',
  STRIPE_PUBLISHABLE_KEY: 'pk_live_example',
  STRIPE_WEBHOOK_SECRET: 'whsec_example',
};

const boot = (program: string, switchedOn: Record<string, string | undefined>) => {
  const { status, stderr } = spawnSync(process.execPath, [path.join(root, program)], {
    cwd: root,
    env: { ...production, ...switchedOn },
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, said: stderr.trim() };
};

test.each([
  ['the payment simulator', 'local/stripe/main.ts', {}, /LOCAL=1/],
  ['a payment provider that is not Stripe', 'subgraphs/booking/src/main.ts', { STRIPE_API_BASE: 'http://127.0.0.1:4010' }, /simulator/],
  ['a card form that is not Stripe’s', 'subgraphs/booking/src/main.ts', { STRIPE_JS_URL: 'http://127.0.0.1:4010/v3/' }, /simulator/],
  ['a carrier that is none', 'subgraphs/booking/src/main.ts', { NORDLANE_URL: 'http://127.0.0.1:4011' }, /NORDLANE_URL is a simulator/],
  [
    'a carrier without its credentials',
    'subgraphs/booking/src/main.ts',
    { CONVOYEURS_URL: 'https://carrier.example' },
    /lacks its credentials/,
  ],
  ['the local start’s object store', 'subgraphs/booking/src/main.ts', { BOOKING_OBJECTS_URL: 'http://127.0.0.1:4026' }, /object store/],
  ['an object store without TLS', 'subgraphs/booking/src/main.ts', { BOOKING_OBJECTS_URL: 'http://objects.example' }, /object store/],
  [
    'the local start’s object store for attachments',
    'subgraphs/support/src/main.ts',
    { SUPPORT_OBJECTS_URL: 'http://127.0.0.1:4026' },
    /object store/,
  ],
  ['an address of clamd that is none', 'subgraphs/support/src/main.ts', { CLAMD_URL: 'http://127.0.0.1:3310' }, /CLAMD_URL/],
  ['the local start’s switch', 'subgraphs/booking/src/main.ts', { LOCAL: '1' }, /databases on this machine only/],
  [
    'a translator that is none',
    'subgraphs/support/src/main.ts',
    { TRANSLATION_URL: 'http://127.0.0.1:4013', TRANSLATION_KEY: 'a key of its' },
    /stand-in/,
  ],
  ['a translator without its key', 'subgraphs/support/src/main.ts', { TRANSLATION_URL: 'https://translate.example' }, /belong together/],
  ['events without Redis', 'subgraphs/support/src/main.ts', { REDIS_URL: undefined }, /REDIS_URL/],
  ['a relay without its secret', 'subgraphs/support/src/main.ts', { TURN_URLS: 'turns:relay.example' }, /TURN_SECRET belong together/],
  ['a secret without its relay', 'subgraphs/support/src/main.ts', { TURN_SECRET: 'a secret of the relay' }, /TURN_SECRET belong together/],
  ['relayed calls without a relay', 'subgraphs/support/src/main.ts', { CALLS_RELAY_ONLY: '1' }, /CALLS_RELAY_ONLY needs a relay/],
  ['a relay that is none', 'subgraphs/support/src/main.ts', { TURN_URLS: 'https://relay.example' }, /TURN_URLS/],
  [
    'the local start’s relay',
    'subgraphs/support/src/main.ts',
    { TURN_URLS: 'turn:127.0.0.1:4034?transport=udp', TURN_SECRET: 'a secret of the relay' },
    /names this machine/,
  ],
  ['the demo accounts', 'subgraphs/identity/src/seed.ts', {}, /local start only/],
  ['the demo accounts in a database elsewhere', 'subgraphs/identity/src/seed.ts', { LOCAL: '1' }, /on this machine/],
  ['a start half configured', 'subgraphs/booking/src/main.ts', { INTERNAL_KEY: undefined }, /INTERNAL_KEY \(missing\)/],
  [
    'the whole local start, mailbox and movable clock included, on databases elsewhere',
    'local/start.ts',
    {
      FLEET_DATABASE_URL: 'postgresql://fleet:x@database.example/fleet',
      NOTIFICATIONS_DATABASE_URL: 'postgresql://notifications:x@database.example/notifications',
      REDIS_URL: undefined,
      PORT: '4650',
    },
    /database/,
  ],
])('production refuses %s, in one line', (_, program, switchedOn, said) => {
  const outcome = boot(program, switchedOn);
  expect(outcome.status).toBe(1);
  expect(outcome.said).toMatch(said);
  expect(outcome.said.split('\n')).toHaveLength(1);
});
