import type { JWK } from 'jose';
import type { Database, Tx } from './database.ts';

export interface StoredKey {
  kid: string;
  publicJwk: JWK;
  privateSealed: Uint8Array<ArrayBuffer>;
}

const inUse = async (tx: Tx): Promise<StoredKey[]> => {
  const rows = await tx.signingKey.findMany({ where: { retiredAt: null }, orderBy: { createdAt: 'desc' }, take: 10 });
  return rows.map((row) => ({ kid: row.kid, publicJwk: row.publicJwk as JWK, privateSealed: row.privateSealed }));
};

/** Keys that are not retired, newest first. */
export const keysInUse = (db: Database): Promise<StoredKey[]> => inUse(db);

/** Adds `key` unless another instance was first (`suffices` says so); returns the keys in use, newest first. */
export const addFirstKey = (db: Database, key: StoredKey, suffices: (keys: StoredKey[]) => boolean, now: Date): Promise<StoredKey[]> =>
  db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('signing_key'))`;
    const keys = await inUse(tx);
    if (suffices(keys)) return keys;
    await tx.signingKey.create({ data: { kid: key.kid, publicJwk: key.publicJwk, privateSealed: key.privateSealed, createdAt: now } });
    return inUse(tx);
  });
