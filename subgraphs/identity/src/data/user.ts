import DataLoader from 'dataloader';
import { append } from '@ycyw/service/outbox';
import type { Prisma, User } from '../generated/prisma/client.ts';
import type { Database, Tx } from './database.ts';

export type { User };

/** Everything about a person but the password's hash, which only sign-in reads. */
export type Person = Omit<User, 'passwordHash'>;

export type UserLoader = DataLoader<string, Person | null>;

export const isUuid = (id: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id);

/** Users by id, one query a batch; null for an id that is nobody's. */
export const userLoader = (db: Database): UserLoader =>
  new DataLoader<string, Person | null>(
    async (ids) => {
      const rows = await db.user.findMany({ where: { id: { in: ids.filter(isUuid) } }, omit: { passwordHash: true } });
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id.toLowerCase()) ?? null);
    },
    { maxBatchSize: 500 },
  );

/** What the other domains learn of a person. */
export const changed = ({ id, role, region, locale, currency, version }: User) => ({
  type: 'identity.user.changed',
  payload: { userId: id, role, region, locale, currency, version },
});

/** Stores new users and tells of them; those whose address or id is taken are left out. Returns the stored. */
export async function addUsers(tx: Tx, users: Prisma.UserCreateManyInput[], now: Date): Promise<User[]> {
  const added = await tx.user.createManyAndReturn({ data: users, skipDuplicates: true });
  await append(tx, added.map(changed), now);
  return added;
}

/** Gives the user another password; null when there is no such user. */
export async function setPassword(tx: Tx, id: string, passwordHash: string, now: Date): Promise<User | null> {
  const [user] = await tx.user.updateManyAndReturn({ where: { id }, data: { passwordHash, updatedAt: now } });
  return user ?? null;
}

/** What stands for an address at sign-in: its user, or else the newest registration that waits for proof. */
export interface Claimant {
  userId: string | null;
  registrationId: string | null;
  passwordHash: string | null;
}

/** One query whatever there is, so that its time tells nothing. */
export async function claimant(db: Database, email: string): Promise<Claimant> {
  const [row] = await db.$queryRaw<Claimant[]>`
    SELECT u.id::text AS "userId", r.id::text AS "registrationId", coalesce(u.password_hash, r.password_hash) AS "passwordHash"
    FROM (SELECT lower(trim(${email})) AS email) asked
    LEFT JOIN "user" u ON lower(u.email) = asked.email
    LEFT JOIN LATERAL (
      SELECT id, password_hash FROM registration WHERE lower(registration.email) = asked.email AND u.id IS NULL ORDER BY created_at DESC LIMIT 1
    ) r ON true`;
  return row ?? { userId: null, registrationId: null, passwordHash: null };
}
