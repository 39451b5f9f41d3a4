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
  STRIPE_SECRET_KEY: 'sk_live_example',
  STRIPE_PUBLISHABLE_KEY: 'pk_live_example',
  STRIPE_WEBHOOK_SECRET: 'whsec_example',
};

const boot = (program: string, switchedOn: Record<string, string | undefined>) => {
  const { status, stderr } = spawnSync(process.execPath, [path.join(root, program)], {
    cwd: root,
    env: { ...production, ...switchedOn },
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { status, said: stderr.trim() };
};

test.each([
  ['the payment simulator', 'local/stripe/main.ts', {}, /LOCAL=1/],
  ['a payment provider that is not Stripe', 'subgraphs/booking/src/main.ts', { STRIPE_API_BASE: 'http://127.0.0.1:4010' }, /simulator/],
  ['a card form that is not Stripe’s', 'subgraphs/booking/src/main.ts', { STRIPE_JS_URL: 'http://127.0.0.1:4010/v3/' }, /simulator/],
  ['the local start’s object store', 'subgraphs/booking/src/main.ts', { BOOKING_OBJECTS_URL: 'http://127.0.0.1:4026' }, /object store/],
  ['an object store without TLS', 'subgraphs/booking/src/main.ts', { BOOKING_OBJECTS_URL: 'http://objects.example' }, /object store/],
  ['the local start’s switch', 'subgraphs/booking/src/main.ts', { LOCAL: '1' }, /databases on this machine only/],
  ['events without Redis', 'subgraphs/support/src/main.ts', { REDIS_URL: undefined }, /REDIS_URL/],
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
