import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { mintServiceToken, type Region, type Role } from '@ycyw/service/viewer';
import { open } from '@ycyw/service/seal';
import { importJWK, SignJWT, type JWK } from 'jose';
import pg from 'pg';
import type { Asker } from '../../schema/rules.ts';
import { deriveKeys } from '../../subgraphs/identity/src/crypto/derived-keys.ts';
import { register } from '../replay/operations.ts';
import type { People } from './running.ts';

/** Somebody who asks, everything that the router could know of them included. */
export interface Viewer extends Asker {
  name: string;
  id: string | null;
  region: Region | null;
  agencies: readonly string[] | null;
  /** What subgraphs are told of them. */
  claims: Record<string, unknown>;
  /** With which they ask the router; null: none. `steppedUp`: as who has just proven who they are. */
  token(steppedUp?: boolean): Promise<string | null>;
}

interface Described {
  role: Role;
  country: 'FR' | 'GB' | 'US';
  region: Region;
}

export const described = {
  claire: { role: 'CUSTOMER', country: 'FR', region: 'EU' },
  bruno: { role: 'CUSTOMER', country: 'FR', region: 'EU' },
  sam: { role: 'CUSTOMER', country: 'GB', region: 'UK' },
  'agent there': { role: 'AGENT', country: 'FR', region: 'EU' },
  'agent elsewhere': { role: 'AGENT', country: 'FR', region: 'EU' },
  'agent of the region': { role: 'AGENT', country: 'FR', region: 'EU' },
  'agent abroad': { role: 'AGENT', country: 'GB', region: 'UK' },
  manager: { role: 'MANAGER', country: 'FR', region: 'EU' },
  'manager abroad': { role: 'MANAGER', country: 'GB', region: 'UK' },
  admin: { role: 'ADMIN', country: 'FR', region: 'EU' },
  partner: { role: 'PARTNER', country: 'FR', region: 'EU' },
} as const satisfies Record<string, Described>;
export type Name = keyof typeof described;

/** Everybody's password in a run. */
export const passwordOf = (run: string): string => `Matrix-${run}-2026`;

export interface Person extends Described {
  id: string;
  email: string;
  sessionId: string;
}

export const allScopes = ['offers:read', 'bookings:read', 'bookings:write', 'customers:read', 'merchants:write'];

const postgresOffset = 32;

/** A client of a domain's database in the local start. */
export async function database({ demo, varFolder }: People['system'], domain: string): Promise<pg.Client> {
  const { databasePasswords } = JSON.parse(readFileSync(path.join(varFolder, 'secrets.json'), 'utf8')) as {
    databasePasswords: Record<string, string>;
  };
  const port = Number(new URL(demo.graph).port) + postgresOffset;
  const client = new pg.Client({ host: '127.0.0.1', port, user: domain, database: domain, password: databasePasswords[domain] });
  await client.connect();
  return client;
}

/** The key that router and subgraphs share. */
export const internalKeyOf = ({ varFolder }: People['system']): Buffer =>
  Buffer.from((JSON.parse(readFileSync(path.join(varFolder, 'secrets.json'), 'utf8')) as { internalKey: string }).internalKey, 'base64url');

async function mailed({ asked, system }: People, email: string): Promise<string> {
  for (let since = Date.now(); Date.now() - since < 30_000;) {
    const { text } = await asked.wire.ask('GET', `${system.demo.mailbox}.json?to=${encodeURIComponent(email)}&limit=5`, {});
    const links = (JSON.parse(text) as { links: string[] }[]).flatMap((mail) => mail.links);
    const token = links.flatMap((link) => URL.parse(link)?.searchParams.get('token') ?? [])[0];
    if (token !== undefined) return token;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no mail for ${email}`);
}

/** Makes somebody's account as they would. */
export async function enrolled(
  people: People,
  name: string,
  country: string,
): Promise<{ id: string; email: string; sessionId: string; accessToken: string }> {
  const email = `${name.replaceAll(' ', '-')}.${people.run}@example.com`;
  const input = { email, password: passwordOf(people.run), givenName: name, familyName: 'Matrix', country };
  await people.asked.guest(register, { input });
  const tokens = `mutation Verify($token: String!) { verifyEmail(token: $token) { user { id } tokens { accessToken } } }`;
  const { verifyEmail: opened } = await people.asked.guest<{ verifyEmail: { user: { id: string }; tokens: { accessToken: string } } }>(
    tokens,
    {
      token: await mailed(people, email),
    },
  );
  const { accessToken } = opened.tokens;
  const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as { sid: string };
  return { id: opened.user.id, email, sessionId: claims.sid, accessToken };
}

/** Everybody's account; roles go straight into identity's database. */
export async function enrolAll(people: People): Promise<Record<Name, Person>> {
  const names = Object.keys(described) as Name[];
  const made = await Promise.all(
    names.map(async (name): Promise<[Name, Person]> => [
      name,
      { ...described[name], ...(await enrolled(people, name, described[name].country)) },
    ]),
  );
  const identity = await database(people.system, 'identity');
  try {
    for (const [, { id, role }] of made) await identity.query(`UPDATE "user" SET role = $2::role WHERE id = $1`, [id, role]);
  } finally {
    await identity.end();
  }
  return Object.fromEntries(made) as Record<Name, Person>;
}

export type Mint = (claims: Record<string, unknown>) => Promise<string>;

/** Signs access tokens as identity does, with its newest key. */
export async function minter(people: People): Promise<Mint> {
  const sealing = deriveKeys(internalKeyOf(people.system)).signing;
  const identity = await database(people.system, 'identity');
  const { rows } = await identity
    .query<{ kid: string; sealed: Buffer }>(
      `SELECT kid, private_sealed AS sealed FROM signing_key WHERE retired_at IS NULL AND activate_at <= now() ORDER BY activate_at DESC LIMIT 1`,
    )
    .finally(() => identity.end());
  const [row] = rows;
  if (!row) throw new Error('identity has no signing key');
  const key = await importJWK(JSON.parse(open(sealing, new Uint8Array(row.sealed), row.kid)) as JWK, 'Ed25519');
  return (claims) =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid: row.kid, typ: 'at+jwt' })
      .setIssuer('identity')
      .setAudience('ycyw')
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime('10 min')
      .sign(key);
}

/** Half of what a fresh proof of who one is lasts, and less than a token. */
const tokenLastsMs = 120_000;

/** A token that is made anew before it is old: a run takes longer than one lives. */
export function lasting(make: () => Promise<string>): () => Promise<string> {
  let made: { token: Promise<string>; at: number } | null = null;
  return () => {
    if (!made || Date.now() - made.at > tokenLastsMs) made = { token: make(), at: Date.now() };
    return made.token;
  };
}

/** As who has just proven who they are. */
export const provenNow = (): { step_up_at: number } => ({ step_up_at: Math.floor(Date.now() / 1000) });

/** Everybody who asks: people, partner's keys with one scope missing each, a test key, our own services, nobody and a guest. */
export function viewersOf(
  people: People,
  persons: Record<Name, Person>,
  mint: Mint,
  agencies: { here: string; elsewhere: string },
  partnersKeys: ReadonlyMap<string, { id: string; secret: string; scopes: readonly string[]; test: boolean }>,
): Viewer[] {
  const bound: Partial<Record<Name, string[]>> = { 'agent there': [agencies.here], 'agent elsewhere': [agencies.elsewhere] };
  const person = (name: Name): Viewer => {
    const { id, role, region, sessionId } = persons[name];
    const at = bound[name] ?? null;
    const claims = { sub: id, role, region, sid: sessionId, ...(at && { agencies: at }) };
    const token = lasting(() => mint(claims));
    const fresh = lasting(() => mint({ ...claims, ...provenNow() }));
    return {
      name,
      id,
      role,
      region,
      scopes: null,
      test: false,
      agencies: at,
      claims,
      token: (steppedUp) => (steppedUp ? fresh() : token()),
    };
  };
  const { id, region } = persons.partner;
  const keys = [...partnersKeys].map(([name, { id: sid, secret, scopes, test }]): Viewer => {
    const claims = { sub: id, role: 'PARTNER', region, sid, scope: scopes.join(' '), ...(test && { test }) };
    return {
      name,
      id,
      role: 'PARTNER',
      region,
      scopes: new Set(scopes),
      test,
      agencies: null,
      claims,
      token: () => Promise.resolve(secret),
    };
  });
  const nobody = { id: null, role: null, region: null, agencies: null, scopes: null, test: false, claims: { region: 'EU' } };
  const service: Viewer = {
    ...nobody,
    name: 'service',
    role: 'SERVICE',
    claims: { role: 'SERVICE', region: 'EU' },
    token: () => mintServiceToken('notifications', internalKeyOf(people.system)),
  };
  const none = (): Promise<null> => Promise.resolve(null);
  const named = (Object.keys(persons) as Name[]).map(person);
  return [{ ...nobody, name: 'anonymous', token: none }, { ...nobody, name: 'guest', token: none }, ...named, ...keys, service];
}
