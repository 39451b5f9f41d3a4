import { v7 as uuidv7 } from 'uuid';
import type { Region } from '../generated/prisma/client.ts';
import type { Database, Tx } from './database.ts';

/** A passkey as its owner sees it. */
export interface Passkey {
  id: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

/** What a signature is checked with. */
export interface Credential {
  credentialId: Uint8Array<ArrayBuffer>;
  publicKey: Uint8Array<ArrayBuffer>;
  counter: number;
  transports: string[];
}

/** How many passkeys one person may have. */
export const mostPasskeys = 20;

export const passkeysOf = (db: Database, userId: string): Promise<Passkey[]> =>
  db.passkey.findMany({
    where: { userId },
    orderBy: { createdAt: 'asc' },
    take: mostPasskeys,
    select: { id: true, name: true, createdAt: true, lastUsedAt: true },
  });

/** The user's passkeys as a browser is told of them. */
export const credentialsOf = (db: Database, userId: string): Promise<Pick<Credential, 'credentialId' | 'transports'>[]> =>
  db.passkey.findMany({ where: { userId }, take: mostPasskeys, select: { credentialId: true, transports: true } });

/** The passkey with that credential id, and whose it is; null when it is nobody's. */
export async function findPasskey(
  db: Database,
  credentialId: Uint8Array<ArrayBuffer>,
): Promise<(Credential & { id: string; userId: string }) | null> {
  const found = await db.passkey.findUnique({ where: { credentialId } });
  return found && { ...found, counter: Number(found.counter) };
}

/** False when the credential is somebody's already. */
export async function addPasskey(
  tx: Tx,
  { owner, name, credential }: { owner: { id: string; region: Region }; name: string; credential: Credential },
  now: Date,
): Promise<boolean> {
  const { count } = await tx.passkey.createMany({
    data: { ...credential, id: uuidv7(), userId: owner.id, region: owner.region, name, createdAt: now },
    skipDuplicates: true,
  });
  return count > 0;
}

/** Notes a use. False when the counter did not go on: of two answers with the same one, one wins. Some authenticators always say 0. */
export async function usePasskey(tx: Tx, id: string, counter: number, now: Date): Promise<boolean> {
  const { count } = await tx.passkey.updateMany({
    where: { id, counter: counter === 0 ? 0 : { lt: counter } },
    data: { counter, lastUsedAt: now },
  });
  return count > 0;
}

/** False when the user has no such passkey. */
export const dropPasskey = async (tx: Tx, userId: string, id: string): Promise<boolean> =>
  (await tx.passkey.deleteMany({ where: { id, userId } })).count > 0;
