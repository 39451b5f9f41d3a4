import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startCluster } from '@ycyw/service/testing/cluster';
import pg from 'pg';
import { ensureDatabases } from '../databases.ts';
import { domains, perDomain, type Domain } from '../domains.ts';

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
let urls: Record<Domain, string>;
let again: () => Promise<Record<Domain, string>>;

// A cluster of its own: databases and roles are the whole server's.
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ycyw-roles-'));
  const port = await freePort();
  const password = randomBytes(12).toString('hex');
  const cluster = await startCluster({ folder: path.join(folder, 'data'), port, password, settings: { fsync: 'off' }, log: 'ignore' });
  stop = () => cluster.stop(5000);
  const passwords = perDomain(() => randomBytes(12).toString('hex'));
  again = () => ensureDatabases(`postgresql://postgres:${password}@127.0.0.1:${String(port)}/postgres`, passwords);
  urls = await again();
}, 60_000);

afterAll(async () => {
  await stop();
  await rm(folder, { recursive: true, force: true });
});

test.each(domains)('%s owns its own database', async (domain) => {
  const rows = await ask(urls[domain], 'SELECT current_database() AS database, current_user AS role');
  expect(rows).toEqual([{ database: domain, role: domain }]);
  await ask(urls[domain], 'CREATE EXTENSION IF NOT EXISTS btree_gist; CREATE TABLE kept (id int); DROP TABLE kept');
});

test.each(
  domains.flatMap((role) => [...domains, 'postgres', 'template1'].filter((name) => name !== role).map((name) => [role, name] as const)),
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
