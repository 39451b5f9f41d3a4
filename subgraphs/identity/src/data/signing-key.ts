import type { JWK } from 'jose';
import type { Prisma } from '../generated/prisma/client.ts';
import type { Database, Tx } from './database.ts';

export interface StoredKey {
  kid: string;
  publicJwk: JWK;
  /** Null once it is retired. */
  privateSealed: Uint8Array<ArrayBuffer> | null;
  /** From then on it signs, until a later one does. */
  activateAt: Date;
}

export interface NewKey {
  kid: string;
  publicJwk: JWK;
  privateSealed: Uint8Array<ArrayBuffer>;
}

const inUse = async (tx: Tx): Promise<StoredKey[]> => {
  const rows = await tx.signingKey.findMany({
    where: { retiredAt: null },
    orderBy: [{ activateAt: 'desc' }, { createdAt: 'desc' }],
    take: 10,
  });
  return rows.map(({ kid, publicJwk, privateSealed, activateAt }) => ({ kid, publicJwk: publicJwk as JWK, privateSealed, activateAt }));
};

const lock = (tx: Tx): PromiseLike<unknown> => tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('signing_key'))`;
const add = ({ publicJwk, ...key }: NewKey, activateAt: Date, now: Date): Prisma.SigningKeyCreateInput => ({
  ...key,
  publicJwk,
  createdAt: now,
  activateAt,
});

/** Keys that are not retired, the one to sign last first. */
export const keysInUse = (db: Database): Promise<StoredKey[]> => inUse(db);

/** Adds `key`, to sign at once, unless another instance was first (`suffices` says so); returns the keys in use. */
export const addFirstKey = (db: Database, key: NewKey, suffices: (keys: StoredKey[]) => boolean, now: Date): Promise<StoredKey[]> =>
  db.$transaction(async (tx) => {
    await lock(tx);
    const keys = await inUse(tx);
    if (suffices(keys)) return keys;
    await tx.signingKey.create({ data: add(key, now, now) });
    return inUse(tx);
  });

/** Publishes `key`, to sign from `activateAt`; one that waits already stays the next, and is returned instead. */
export const addNextKey = (db: Database, key: NewKey, activateAt: Date, now: Date): Promise<StoredKey> =>
  db.$transaction(async (tx) => {
    await lock(tx);
    const waiting = (await inUse(tx)).find((each) => each.activateAt > now);
    if (waiting) return waiting;
    await tx.signingKey.create({ data: add(key, activateAt, now) });
    return { ...key, activateAt };
  });

/** Retires the keys that a later one superseded before `before`, and forgets their private halves. */
export const retireKeys = (db: Database, before: Date, now: Date): PromiseLike<number> =>
  db.$executeRaw`
    UPDATE signing_key k SET retired_at = ${now}, private_sealed = NULL
    WHERE retired_at IS NULL AND EXISTS (
      SELECT FROM signing_key later WHERE later.activate_at > k.activate_at AND later.activate_at <= ${before})`;
