import DataLoader from 'dataloader';
import { append } from '@ycyw/service/outbox';
import { Refusal } from '@ycyw/service/refusal';
import type { Vault } from '@ycyw/service/vault';
import { Prisma, type Region, type User } from '../generated/prisma/client.ts';
import type { Profile } from '../domain/profile.ts';
import { boundTo } from '../domain/workplace.ts';
import type { Database, Tx } from './database.ts';
import { addDefaultChoices } from './privacy-choice.ts';
import { emailIndex, openProfile, sealProfile } from './profile.ts';

export type { User };

/** Everything about a person but the password's hash, which only sign-in reads. */
export type Person = Omit<User, 'passwordHash' | 'profile' | 'emailIndex'> & Profile & { hasPassword: boolean };

export type UserLoader = DataLoader<string, Person | null>;

export const isUuid = (id: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id);

async function opened(vault: Vault, users: readonly User[]): Promise<Person[]> {
  const keys = await vault.keysOf(users.map(({ id }) => id));
  return users.flatMap(({ passwordHash, profile, emailIndex: _, ...user }) => {
    const key = keys.get(user.id);
    return key ? [{ ...user, ...openProfile(key, profile), hasPassword: passwordHash !== null }] : [];
  });
}

export const profileOf = ({ email, givenName, familyName, birthDate, phone, address, licence }: Person): Profile => ({
  email,
  givenName,
  familyName,
  birthDate,
  phone,
  address,
  licence,
});

/** Users by id, one query a batch and one for their keys; null for an id that is nobody's. */
export const userLoader = (db: Database, vault: Vault): UserLoader =>
  new DataLoader<string, Person | null>(
    async (ids) => {
      const rows = await opened(vault, await db.user.findMany({ where: { id: { in: ids.filter(isUuid) } } }));
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
    },
    { maxBatchSize: 500 },
  );

/** What the other domains learn of a person; of staff who are bound to a region also which. */
export const changed = (user: User) => {
  const { id, role, region, locale, currency, version } = user;
  const workplaceRegion = boundTo(user);
  return {
    type: 'identity.user.changed',
    payload: { userId: id, role, region, locale, currency, version, ...(workplaceRegion && { workplaceRegion }) },
  };
};

/** Stores new users and tells of them; those whose address or id is taken are left out. Returns the stored. */
export async function addUsers(tx: Tx, users: Prisma.UserCreateManyInput[], now: Date): Promise<User[]> {
  const added = await tx.user.createManyAndReturn({ data: users, skipDuplicates: true });
  await addDefaultChoices(tx, added, now);
  await append(tx, added.map(changed), now);
  return added;
}

/** Gives the user another password; null when there is no such user. */
export async function setPassword(tx: Tx, id: string, passwordHash: string, now: Date): Promise<User | null> {
  const [user] = await tx.user.updateManyAndReturn({ where: { id }, data: { passwordHash, updatedAt: now } });
  return user ?? null;
}

/**
 * Holds a person as they were read until the transaction ends, so that nobody comes in by what has just ended. Comes first in it.
 * WRONG_CREDENTIALS when the role, or the password that they gave, is another by now.
 */
export async function holdAsRead(tx: Tx, read: Pick<User, 'id' | 'role'>, passwordHash?: string | null): Promise<void> {
  const [now] = await tx.$queryRaw<Pick<User, 'role' | 'passwordHash'>[]>`
    SELECT role::text, password_hash AS "passwordHash" FROM "user" WHERE id = ${read.id}::uuid FOR SHARE`;
  if (now?.role !== read.role || (passwordHash !== undefined && now.passwordHash !== passwordHash)) throw new Refusal('WRONG_CREDENTIALS');
}

/** The user's password as it is stored; null without one. */
export const passwordHashOf = async (db: Database, id: string): Promise<string | null> =>
  (await db.user.findUnique({ where: { id }, select: { passwordHash: true } }))?.passwordHash ?? null;

/**
 * Changes a person by `change`, which says the profile and the other columns as they are to be; done again when somebody else was
 * faster. `also` belongs to the same transaction. Null when the address is another's, or there is no such person.
 */
export async function changeUser(
  means: { db: Database; vault: Vault },
  id: string,
  change: (person: Person) => { profile: Profile; columns: { locale?: string; currency?: string } },
  now: Date,
  also: (tx: Tx) => Promise<void> = () => Promise.resolve(),
): Promise<Person | null> {
  const { db, vault } = means;
  for (;;) {
    const row = await db.user.findUnique({ where: { id } });
    const [person] = row ? await opened(vault, [row]) : [];
    if (!person) return null;
    const { profile, columns } = change(person);
    const sealed = await sealProfile(vault, id, person.region, profile);
    const [written] = await db
      .$transaction(async (tx) => {
        const data = { ...sealed, ...columns, version: person.version + 1, updatedAt: now };
        const rows = await tx.user.updateManyAndReturn({ where: { id, version: person.version }, data });
        await append(tx, rows.map(changed), now);
        if (rows.length > 0) await also(tx);
        return rows;
      })
      .catch((error: unknown) => {
        if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') return [null];
        throw error;
      });
    if (written === null) return null;
    if (written) return (await opened(vault, [written]))[0] ?? null;
  }
}

/** Whether an address is some user's. */
export const isTaken = async ({ db, vault }: { db: Database; vault: Vault }, email: string): Promise<boolean> =>
  (await db.user.count({ where: { emailIndex: emailIndex(vault, email) } })) > 0;

/** What stands for an address at sign-in: its user, or else the newest registration that waits for proof. */
export interface Claimant {
  userId: string | null;
  registrationId: string | null;
  region: Region | null;
  passwordHash: string | null;
}

/** One query whatever there is, so that its time tells nothing. */
export async function claimant(db: Database, vault: Vault, email: string): Promise<Claimant> {
  const index = emailIndex(vault, email);
  const [row] = await db.$queryRaw<Claimant[]>`
    SELECT u.id::text AS "userId", r.id::text AS "registrationId", coalesce(u.region, r.region)::text AS region,
      coalesce(u.password_hash, r.password_hash) AS "passwordHash"
    FROM (SELECT ${index}::bytea AS email_index) asked
    LEFT JOIN "user" u ON u.email_index = asked.email_index
    LEFT JOIN LATERAL (
      SELECT id, region, password_hash FROM registration
      WHERE registration.email_index = asked.email_index AND u.id IS NULL ORDER BY created_at DESC LIMIT 1
    ) r ON true`;
  return row ?? { userId: null, registrationId: null, region: null, passwordHash: null };
}
