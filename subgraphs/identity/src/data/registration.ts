import { v7 as uuidv7 } from 'uuid';
import type { Vault } from '@ycyw/service/vault';
import type { Applicant } from '../domain/applicant.ts';
import type { Region } from '../generated/prisma/client.ts';
import type { Database, Tx } from './database.ts';
import { queueMail } from './outgoing-mail.ts';
import { optOut } from './privacy-choice.ts';
import { sealProfile } from './profile.ts';
import { addUsers, type User } from './user.ts';

/** A registration waits this long for the proof of its address. */
const keptDays = 7;

interface Means {
  db: Database;
  vault: Vault;
}

/** Notes who wants an account, and the mail that will say what becomes of it, in one transaction. `gpc`: their browser opts out. */
export async function addRegistration(
  { db, vault }: Means,
  applicant: Applicant & { gpc: boolean },
  passwordHash: string,
  now: Date,
): Promise<void> {
  const id = uuidv7();
  const { profile, ...columns } = applicant;
  const sealed = await sealProfile(vault, id, applicant.region, profile);
  await db.$transaction(async (tx) => {
    await tx.registration.create({ data: { ...columns, ...sealed, id, passwordHash, createdAt: now } });
    await queueMail(tx, { kind: 'REGISTRATION', registrationId: id, region: applicant.region }, now);
  });
}

/** A registration that is gone, whose key is to go too. */
export interface Forgotten {
  id: string;
  region: Region;
}

/**
 * Turns a registration whose address is proven into a user of the same id, whose key goes on; user is null when the address has
 * one by now. Other registrations for the address end with it, their mails and tokens too.
 */
export async function completeRegistration(tx: Tx, id: string, now: Date): Promise<{ user: User | null; forgotten: Forgotten[] }> {
  const found = await tx.registration.findUnique({ where: { id } });
  if (!found) return { user: null, forgotten: [] };
  const { gpc, ...registration } = found;
  const [user] = await addUsers(tx, [{ ...registration, emailVerifiedAt: now, createdAt: now, updatedAt: now }], now);
  if (user && gpc) await optOut(tx, user, now);
  const gone = await tx.$queryRaw<Forgotten[]>`
    DELETE FROM registration WHERE email_index = ${registration.emailIndex} RETURNING id::text, region::text`;
  return { user: user ?? null, forgotten: gone.filter((each) => each.id !== user?.id) };
}

/** Forgets one registration, with its mail. */
export async function dropRegistration({ db, vault }: Means, id: string): Promise<void> {
  const gone = await db.$queryRaw<Forgotten[]>`DELETE FROM registration WHERE id = ${id}::uuid RETURNING id::text, region::text`;
  await eraseKeys(vault, gone);
}

/** Forgets registrations that nobody proved. */
export async function pruneRegistrations({ db, vault }: Means, now: Date): Promise<void> {
  const gone = await db.$queryRaw<Forgotten[]>`
    DELETE FROM registration WHERE created_at < ${now}::timestamptz - make_interval(days => ${keptDays}) RETURNING id::text, region::text`;
  await eraseKeys(vault, gone);
}

export async function eraseKeys(vault: Vault, gone: readonly Forgotten[]): Promise<void> {
  for (const { id, region } of gone) await vault.erase(id, region);
}
