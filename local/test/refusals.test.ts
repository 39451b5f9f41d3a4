import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate } from '@ycyw/service/migrate';
import { testDatabase } from '@ycyw/service/testing/database';
import pg from 'pg';
import { foldersIn, root } from '../folders.ts';
import { ensureKeyRing } from '../keyRing.ts';
import { lock } from '../lock.ts';
import { portsFrom, requireFree } from '../ports.ts';
import { reset } from '../reset.ts';
import { readSettings } from '../settings.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ycyw-start-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const listening = async (port: number): Promise<() => void> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return () => server.close();
};

test('names the port that is in use, who holds it and another to take', async () => {
  const free = await listening(4643);
  try {
    await expect(requireFree(portsFrom(4640), ['router', 'booking'])).rejects.toThrow(
      /^Port 4643 \(booking\) is in use(?: by .+ \(process \d+\))?\. Stop what holds it, or start on other ports: PORT=4740 npm start$/,
    );
  } finally {
    free();
  }
});

test('a start that finds a port in use ends with code 1 and one line, and leaves nothing behind', async () => {
  const free = await listening(4640);
  try {
    const script =
      "import { startSystem } from './local/system.ts'; await startSystem({ port: 4640, varFolder: process.argv[1], quiet: true, env: {} })";
    const run = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', `${script}.catch((error) => { console.error(error.message); process.exit(1); })`, folder],
      {
        cwd: root,
        encoding: 'utf8',
      },
    );
    expect(run.status).toBe(1);
    expect(run.stderr.trim()).toMatch(/^Port 4640 \(router\) is in use[^\n]*$/);
    expect(existsSync(path.join(folder, 'start.lock'))).toBe(false);
    expect(existsSync(path.join(folder, 'postgres'))).toBe(false);
  } finally {
    free();
  }
});

test('a second start of the same folder is refused while the first runs', () => {
  const { release } = lock(path.join(folder, 'start.lock'), 4640);
  expect(() => lock(path.join(folder, 'start.lock'), 4740)).toThrow(
    /^This folder is already started: process \d+, http:\/\/localhost:4640\./,
  );
  release();
  expect(lock(path.join(folder, 'start.lock'), 4640).remains).toBe(false);
});

test('the lock of a start that was killed is void', async () => {
  const killed = spawn('sleep', ['60']);
  const pid = killed.pid ?? 0;
  writeFileSync(path.join(folder, 'start.lock'), JSON.stringify({ pid, began: 'another time', port: 4640 }));
  expect(lock(path.join(folder, 'start.lock'), 4640).remains).toBe(true);
  killed.kill('SIGKILL');
  await new Promise((resolve) => killed.once('exit', resolve));
});

test.each([
  [
    'half the databases',
    { FLEET_DATABASE_URL: 'postgresql://a:b@127.0.0.1/fleet' },
    /^IDENTITY_DATABASE_URL, BOOKING_DATABASE_URL, .* missing/,
  ],
  ['a port that is none', { PORT: 'web' }, /^PORT is "web": set it to/],
  ['a Stripe key without the others', { STRIPE_SECRET_KEY: 'sk_test_1' }, /^STRIPE_PUBLISHABLE_KEY, STRIPE_WEBHOOK_SECRET missing/],
  [
    'a live Stripe key',
    { STRIPE_SECRET_KEY: 'sk_live_1', STRIPE_PUBLISHABLE_KEY: 'pk_test_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' },
    /^STRIPE_SECRET_KEY missing or not of/,
  ],
  ['a Redis that is none', { REDIS_URL: 'http://127.0.0.1' }, /^REDIS_URL is no Redis URL/],
  ['production', { NODE_ENV: 'production' }, /^NODE_ENV is production/],
])('refuses %s in one line', (_, env, line) => {
  expect(() => readSettings(env)).toThrow(line);
});

test('refuses databases on another machine', () => {
  const env = Object.fromEntries(
    ['IDENTITY', 'FLEET', 'BOOKING', 'SUPPORT', 'NOTIFICATIONS', 'KEYS'].map((name) => [
      `${name}_DATABASE_URL`,
      `postgresql://a:b@db.example/${name}`,
    ]),
  );
  expect(() => readSettings(env)).toThrow(/^IDENTITY_DATABASE_URL points to db\.example: npm start is for databases on this machine only/);
});

test('refuses a database that a migration left half way, and says what to do', async () => {
  const { url, drop } = await testDatabase('fleet');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('1', '', '0099_begun')");
  await client.end();
  try {
    await expect(migrate(url, path.join(root, 'prisma', 'fleet', 'migrations'))).rejects.toThrow(
      /^Database fleet_\w+ is half-migrated: 0099_begun was begun and not finished\. .*npm run reset\.$/,
    );
  } finally {
    await drop();
  }
});

test('reset empties the folder, but not under a running start', () => {
  const kept = path.join(folder, 'var');
  mkdirSync(path.join(kept, 'mail'), { recursive: true });
  const { release } = lock(path.join(kept, 'start.lock'), 4640);
  expect(() => {
    reset(kept);
  }).toThrow(/^The system runs \(process \d+\)/);
  expect(existsSync(path.join(kept, 'mail'))).toBe(true);
  release();
  reset(kept);
  expect(existsSync(kept)).toBe(false);
});

test('the ring of keys is made once, for its owner alone, and not made anew beside data that the lost one sealed', () => {
  const folders = foldersIn(folder);
  ensureKeyRing(folders);
  const made = readFileSync(folders.keyRing, 'utf8');
  expect(statSync(folders.keyRing).mode & 0o777).toBe(0o600);
  mkdirSync(folders.postgres);
  ensureKeyRing(folders);
  expect(readFileSync(folders.keyRing, 'utf8')).toBe(made);
  rmSync(folders.keyRing);
  expect(() => {
    ensureKeyRing(folders);
  }).toThrow(/keyring\.json is missing, .* npm run reset$/);
});
