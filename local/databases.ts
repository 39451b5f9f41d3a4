import pg from 'pg';
import { domains, perDomain, type Domain } from './domains.ts';

const openToAll = `SELECT datname AS name FROM pg_database
  WHERE EXISTS (SELECT FROM aclexplode(coalesce(datacl, acldefault('d', datdba))) AS given WHERE given.grantee = 0)`;

/**
 * One database and one login role for each domain, the role its database's only user: nobody else may even connect.
 * Makes what is missing and returns the five URLs.
 */
export async function ensureDatabases(adminUrl: string, passwords: Record<Domain, string>): Promise<Record<Domain, string>> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    const roles = await admin.query<{ name: string }>('SELECT rolname AS name FROM pg_roles');
    const databases = await admin.query<{ name: string }>('SELECT datname AS name FROM pg_database');
    const known = (rows: readonly { name: string }[], name: string): boolean => rows.some((row) => row.name === name);
    for (const domain of domains) {
      if (!known(roles.rows, domain)) await admin.query(`CREATE ROLE ${domain} LOGIN PASSWORD ${admin.escapeLiteral(passwords[domain])}`);
      if (!known(databases.rows, domain)) await admin.query(`CREATE DATABASE ${domain} OWNER ${domain}`);
    }
    const { rows: open } = await admin.query<{ name: string }>(openToAll);
    for (const { name } of open) await admin.query(`REVOKE ALL ON DATABASE ${admin.escapeIdentifier(name)} FROM PUBLIC`);
  } finally {
    await admin.end();
  }
  const { host } = new URL(adminUrl);
  return perDomain((domain) => `postgresql://${domain}:${passwords[domain]}@${host}/${domain}`);
}
