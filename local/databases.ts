import pg from 'pg';
import { keyUsers, perStore, stores, type KeyUser, type Store } from './domains.ts';

const openToAll = `SELECT datname AS name FROM pg_database
  WHERE EXISTS (SELECT FROM aclexplode(coalesce(datacl, acldefault('d', datdba))) AS given WHERE given.grantee = 0)`;

/**
 * One database and one login role for each domain and for the keys, the role its database's only user: nobody else may even
 * connect, but to the keys those domains that seal. Makes what is missing and returns the URLs, each of its owner.
 */
export async function ensureDatabases(adminUrl: string, passwords: Record<Store, string>): Promise<Record<Store, string>> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const roles = await admin.query<{ name: string }>('SELECT rolname AS name FROM pg_roles');
    const databases = await admin.query<{ name: string }>('SELECT datname AS name FROM pg_database');
    const known = (rows: readonly { name: string }[], name: string): boolean => rows.some((row) => row.name === name);
    for (const store of stores) {
      if (!known(roles.rows, store)) await admin.query(`CREATE ROLE ${store} LOGIN PASSWORD ${admin.escapeLiteral(passwords[store])}`);
      if (!known(databases.rows, store)) await admin.query(`CREATE DATABASE ${store} OWNER ${store}`);
    }
    const { rows: open } = await admin.query<{ name: string }>(openToAll);
    for (const { name } of open) await admin.query(`REVOKE ALL ON DATABASE ${admin.escapeIdentifier(name)} FROM PUBLIC`);
    await makeExtension(adminUrl);
    await admin.query(`GRANT CONNECT ON DATABASE keys TO ${keyUsers.join(', ')}`);
  } finally {
    await admin.end();
  }
  const { host, search } = new URL(adminUrl);
  return perStore((store) => `postgresql://${store}:${passwords[store]}@${host}/${store}${search}`);
}

/** The one extension that fleet needs and its owner may not make. */
async function makeExtension(adminUrl: string): Promise<void> {
  const fleet = new pg.Client({ connectionString: Object.assign(new URL(adminUrl), { pathname: '/fleet' }).href });
  await fleet.connect();
  try {
    await fleet.query('CREATE EXTENSION IF NOT EXISTS earthdistance CASCADE');
  } finally {
    await fleet.end();
  }
}

/** Lets the domains that seal find and make keys in the migrated store of `urls.keys`, and identity alone erase them. Returns each one's URL of it. */
export async function shareKeys(urls: Record<Store, string>): Promise<Record<KeyUser, string>> {
  const owner = new pg.Client({ connectionString: urls.keys });
  await owner.connect();
  try {
    await owner.query(`GRANT SELECT, INSERT ON personal_key TO ${keyUsers.join(', ')}`);
    await owner.query('GRANT UPDATE (wrapped, erased_at) ON personal_key TO identity');
  } finally {
    await owner.end();
  }
  const keysAs = (user: KeyUser): string => Object.assign(new URL(urls[user]), { pathname: new URL(urls.keys).pathname }).href;
  return { identity: keysAs('identity'), booking: keysAs('booking'), support: keysAs('support') };
}
