import { deriveKeys } from './crypto/derived-keys.ts';
import { connect, type Database } from './data/database.ts';
import { addNextKey, keysInUse, type StoredKey } from './data/signing-key.ts';
import { activation } from './domain/signing-key.ts';
import { newKey } from './signer.ts';

/** Publishes the key that is to sign next, once everybody has had time to learn of it; one that waits already stays. */
export const rotateSigningKey = async (db: Database, sealingKey: Uint8Array, now: Date): Promise<StoredKey> =>
  addNextKey(db, await newKey(sealingKey), activation(now), now);

/** What the command works with; `close` ends its connections. */
export function signingKeys(
  databaseUrl: string,
  internalKey: Uint8Array,
): { list(): Promise<StoredKey[]>; rotate(now: Date): Promise<StoredKey>; close(): Promise<void> } {
  const db = connect(databaseUrl);
  return {
    list: () => keysInUse(db),
    rotate: (now) => rotateSigningKey(db, deriveKeys(internalKey).signing, now),
    close: () => db.$disconnect(),
  };
}
