import { pathToFileURL } from 'node:url';
import { isLoopback, refuseToStart } from '@ycyw/service/config';
import type { Vault } from '@ycyw/service/vault';
import { openVault } from '@ycyw/service/vaultConfig';
import type { Region } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { hashPassword } from './crypto/password-hash.ts';
import { connect, type Database } from './data/database.ts';
import { sealProfile } from './data/profile.ts';
import { totpColumn } from './data/totp.ts';
import { addUsers } from './data/user.ts';
import { currencyOf, regionOf } from './domain/residence.ts';

const password = 'Drive-Your-Way-2026';

const people = [
  {
    n: 1,
    email: 'claire.renter@example.com',
    givenName: 'Claire',
    familyName: 'Renter',
    role: 'CUSTOMER',
    country: 'FR',
    birthDate: '1990-02-28',
  },
  { n: 2, email: 'sam.renter@example.com', givenName: 'Sam', familyName: 'Renter', role: 'CUSTOMER', country: 'GB', birthDate: null },
  { n: 3, email: 'marie.agent@example.com', givenName: 'Marie', familyName: 'Agent', role: 'AGENT', country: 'FR', birthDate: null },
  { n: 4, email: 'leo.agent@example.com', givenName: 'Leo', familyName: 'Agent', role: 'AGENT', country: 'FR', birthDate: null },
  { n: 5, email: 'noah.manager@example.com', givenName: 'Noah', familyName: 'Manager', role: 'MANAGER', country: 'FR', birthDate: null },
  { n: 6, email: 'ada.admin@example.com', givenName: 'Ada', familyName: 'Admin', role: 'ADMIN', country: 'FR', birthDate: null },
  { n: 7, email: 'paul.partner@example.com', givenName: 'Paul', familyName: 'Partner', role: 'PARTNER', country: 'FR', birthDate: null },
] as const;

const idOf = (n: number): string => `019a0000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** The demo staff's TOTP secrets (base32) by e-mail address. */
type TotpSecrets = Readonly<Record<string, string>>;

async function sealedTotp(vault: Vault, { secret, now, ...owner }: { userId: string; region: Region; secret: string; now: Date }) {
  const key = await vault.keyOf(owner.userId, owner.region);
  return { ...owner, id: uuidv7(), confirmed: true, secretSealed: key.seal(secret, totpColumn), createdAt: now };
}

/** The demo accounts, verified, for the local start only. True when some were missing and are there now. */
export async function seed({ db, vault }: { db: Database; vault: Vault }, now: Date, totpSecrets: TotpSecrets = {}): Promise<boolean> {
  const present = await db.user.findMany({ where: { id: { in: people.map(({ n }) => idOf(n)) } }, select: { id: true } });
  const missing = people.filter(({ n }) => !present.some(({ id }) => id === idOf(n)));
  if (missing.length === 0) return false;
  const users = await Promise.all(
    missing.map(async ({ n, role, country, ...names }) => ({
      ...(await sealProfile(vault, idOf(n), regionOf(country), { ...names, phone: null, address: null, licence: null })),
      id: idOf(n),
      role,
      country,
      region: regionOf(country),
      locale: country === 'GB' ? 'en-GB' : 'fr-FR',
      currency: currencyOf(country),
      passwordHash: await hashPassword(password),
      emailVerifiedAt: now,
      createdAt: now,
      updatedAt: now,
    })),
  );
  const factors = await Promise.all(
    missing.flatMap(({ n, email, country }) => {
      const secret = totpSecrets[email];
      return secret ? [sealedTotp(vault, { userId: idOf(n), region: regionOf(country), secret, now })] : [];
    }),
  );
  const added = await db.$transaction(async (tx) => {
    const written = await addUsers(tx, users, now);
    await tx.totp.createMany({ data: factors });
    return written;
  });
  return added.length > 0;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { IDENTITY_DATABASE_URL: url, KEYS_DATABASE_URL, KEY_RING, DEMO_TOTP = '{}', LOCAL } = process.env;
  if (LOCAL !== '1') refuseToStart('identity: demo accounts are for the local start only (LOCAL=1).');
  if (!url || !isLoopback(url)) refuseToStart('identity: demo accounts need IDENTITY_DATABASE_URL, of a database on this machine.');
  if (!KEYS_DATABASE_URL || !KEY_RING) refuseToStart('identity: demo accounts need KEYS_DATABASE_URL and KEY_RING.');
  const db = connect(url);
  const { vault, close } = openVault({ KEYS_DATABASE_URL, KEY_RING }, () => undefined);
  const wrote = await seed({ db, vault }, new Date(), z.record(z.string(), z.string()).parse(JSON.parse(DEMO_TOTP)));
  await db.$disconnect();
  await close();
  process.stdout.write(wrote ? 'identity: demo accounts added\n' : 'identity: demo accounts were there\n');
}
