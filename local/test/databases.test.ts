import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate } from '@ycyw/service/migrate';
import { startCluster } from '@ycyw/service/testing/cluster';
import pg from 'pg';
import { ensureDatabases, shareKeys } from '../databases.ts';
import { keyUsers, perStore, stores, type KeyUser, type Store } from '../domains.ts';
import { root } from '../folders.ts';

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(port);
      });
    });
  });

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

const withDatabase = (url: string, name: string): string => Object.assign(new URL(url), { pathname: `/${name}` }).href;

let folder: string;
let stop: () => Promise<void>;
let urls: Record<Store, string>;
let keyStore: Record<KeyUser, string>;
let again: () => Promise<Record<Store, string>>;

// A cluster of its own: databases and roles are the whole server's.
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ycyw-roles-'));
  const port = await freePort();
  const password = randomBytes(12).toString('hex');
  const cluster = await startCluster({ folder: path.join(folder, 'data'), port, password, settings: { fsync: 'off' }, log: 'ignore' });
  stop = () => cluster.stop(5000);
  const passwords = perStore(() => randomBytes(12).toString('hex'));
  again = () => ensureDatabases(`postgresql://postgres:${password}@127.0.0.1:${String(port)}/postgres`, passwords);
  urls = await again();
  await migrate(urls.keys, path.join(root, 'prisma', 'keys', 'migrations'));
  keyStore = await shareKeys(urls);
});

afterAll(async () => {
  await stop();
  await rm(folder, { recursive: true, force: true });
});

test.each(stores)('%s owns its own database', async (store) => {
  const rows = await ask(urls[store], 'SELECT current_database() AS database, current_user AS role');
  expect(rows).toEqual([{ database: store, role: store }]);
  await ask(urls[store], 'CREATE EXTENSION IF NOT EXISTS btree_gist; CREATE TABLE kept (id int); DROP TABLE kept');
});

test.each(
  stores.flatMap((role) =>
    [...stores, 'postgres', 'template1']
      .filter((name) => name !== role && !(name === 'keys' && keyUsers.some((user) => user === role)))
      .map((name) => [role, name] as const),
  ),
)('role %s is refused by database %s', async (role, name) => {
  await expect(ask(withDatabase(urls[role], name), 'SELECT 1')).rejects.toMatchObject({ code: '42501' });
});

test('a role is nobody without its password', async () => {
  const url = Object.assign(new URL(urls.fleet), { password: 'guessed' }).href;
  await expect(ask(url, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
});

test('finds everything in place the second time', async () => {
  await ask(urls.booking, 'CREATE TABLE kept (id int)');
  await expect(again()).resolves.toEqual(urls);
  await expect(ask(urls.booking, 'SELECT * FROM kept')).resolves.toEqual([]);
});

test('who seals finds and makes keys, identity alone erases them, nobody of them forgets one', async () => {
  for (const user of keyUsers) {
    const make = `INSERT INTO personal_key (owner, version, region, ring_version, wrapped) VALUES (gen_random_uuid(), 1, 'EU', 1, 'x')`;
    await ask(keyStore[user], `${make}; SELECT * FROM personal_key`);
    await expect(ask(keyStore[user], 'DELETE FROM personal_key')).rejects.toMatchObject({ code: '42501' });
    await expect(ask(keyStore[user], 'UPDATE personal_key SET ring_version = 2')).rejects.toMatchObject({ code: '42501' });
    const erased = ask(keyStore[user], 'UPDATE personal_key SET wrapped = NULL, erased_at = now()');
    if (user === 'identity') await erased;
    else await expect(erased).rejects.toMatchObject({ code: '42501' });
  }
});
