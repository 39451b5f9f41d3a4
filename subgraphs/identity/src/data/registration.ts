import { v7 as uuidv7 } from 'uuid';
import type { Applicant } from '../domain/applicant.ts';
import type { Database, Tx } from './database.ts';
import { queueMail } from './outgoing-mail.ts';
import { optOut } from './privacy-choice.ts';
import { addUsers, type User } from './user.ts';

/** A registration waits this long for the proof of its address. */
const keptDays = 7;

/** Notes who wants an account, and the mail that will say what becomes of it, in one transaction. `gpc`: their browser opts out. */
export const addRegistration = (db: Database, applicant: Applicant & { gpc: boolean }, passwordHash: string, now: Date): Promise<void> =>
  db.$transaction(async (tx) => {
    const id = uuidv7();
    await tx.registration.create({ data: { ...applicant, id, passwordHash, createdAt: now } });
    await queueMail(tx, { kind: 'REGISTRATION', registrationId: id }, now);
  });

/** Turns a registration whose address is proven into a user; null when the address has one by now. */
export async function completeRegistration(tx: Tx, id: string, now: Date): Promise<User | null> {
  const found = await tx.registration.findUnique({ where: { id } });
  if (!found) return null;
  const { gpc, ...registration } = found;
  const [user] = await addUsers(tx, [{ ...registration, id: uuidv7(), emailVerifiedAt: now, createdAt: now, updatedAt: now }], now);
  if (user && gpc) await optOut(tx, user, now);
  // Other registrations for the address end with it, their mails and tokens too.
  await tx.$executeRaw`DELETE FROM registration WHERE lower(email) = lower(${registration.email})`;
  return user ?? null;
}

/** Forgets registrations that nobody proved. */
export const pruneRegistrations = (db: Database, now: Date): PromiseLike<number> =>
  db.$executeRaw`DELETE FROM registration WHERE created_at < ${now}::timestamptz - make_interval(days => ${keptDays})`;
