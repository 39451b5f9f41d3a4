import { v7 as uuidv7 } from 'uuid';
import type { Region } from '@ycyw/service/viewer';
import type { Database, Tx } from './database.ts';

/** What the secret is sealed for. */
export const totpColumn = 'totp.secret_sealed';
const pendingMinutes = 15;

export interface TotpSecret {
  id: string;
  secretSealed: Uint8Array<ArrayBuffer>;
}

/** Keeps a secret that waits for its first code, instead of one that waited before. */
export async function keepPending(
  tx: Tx,
  owner: { id: string; region: Region },
  secretSealed: Buffer<ArrayBuffer>,
  now: Date,
): Promise<void> {
  const kept = { id: uuidv7(), region: owner.region, secretSealed, lastStep: 0, createdAt: now };
  await tx.totp.upsert({
    where: { userId_confirmed: { userId: owner.id, confirmed: false } },
    create: { ...kept, userId: owner.id },
    update: kept,
  });
}

/** The secret that holds; null when there is none. */
export const confirmedTotp = (db: Database, userId: string): Promise<TotpSecret | null> =>
  db.totp.findUnique({ where: { userId_confirmed: { userId, confirmed: true } }, select: { id: true, secretSealed: true } });

/** The secret that waits, for a quarter of an hour; null when there is none. */
export const pendingTotp = (db: Database, userId: string, now: Date): Promise<TotpSecret | null> =>
  db.totp.findFirst({
    where: { userId, confirmed: false, createdAt: { gt: new Date(now.getTime() - pendingMinutes * 60_000) } },
    select: { id: true, secretSealed: true },
  });

/** Makes the waiting secret the one that holds, its first code used. False when it no longer waits. */
export async function confirmTotp(tx: Tx, userId: string, pending: TotpSecret, step: number): Promise<boolean> {
  await tx.totp.deleteMany({ where: { userId, confirmed: true } });
  const { count } = await tx.totp.updateMany({
    where: { id: pending.id, userId, confirmed: false },
    data: { confirmed: true, lastStep: step },
  });
  return count > 0;
}

/** Uses a step up. False when it, or a later one, was used before: of two at once, one wins. */
export async function takeStep(tx: Tx, held: TotpSecret, step: number): Promise<boolean> {
  const { count } = await tx.totp.updateMany({
    where: { id: held.id, confirmed: true, lastStep: { lt: step } },
    data: { lastStep: step },
  });
  return count > 0;
}

/** Forgets the secret that holds and the one that waits. False when there was none. */
export const dropTotp = async (tx: Tx, userId: string): Promise<boolean> => (await tx.totp.deleteMany({ where: { userId } })).count > 0;

export const pruneTotp = (db: Database, now: Date): PromiseLike<unknown> =>
  db.totp.deleteMany({ where: { confirmed: false, createdAt: { lt: new Date(now.getTime() - pendingMinutes * 60_000) } } });
