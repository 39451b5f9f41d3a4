import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import type { KeyRing } from './keyRing.ts';
import { Refusal } from './refusal.ts';
import { open, seal } from './seal.ts';
import type { Sql } from './sql.ts';
import type { Region } from './viewer.ts';

/** What one person's data is sealed with (AES-256-GCM). `about` names the column, e.g. `user.profile`: a value opens there alone. */
export interface PersonalKey {
  /** Two bytes of the key's version, then nonce, tag and ciphertext. */
  seal(plain: string, about: string): Buffer<ArrayBuffer>;
  /** Throws when the value was sealed by another key, for another column or person, or was altered. */
  open(sealed: Uint8Array, about: string): string;
  /** The value under the version that seals now; null when it is. */
  reseal(sealed: Uint8Array, about: string): Buffer<ArrayBuffer> | null;
}

/** The owner's key was erased, and with it everything that it sealed. */
export class Erased extends Refusal {
  constructor() {
    super('UNAUTHENTICATED');
  }
}

export interface Vault {
  /** The owner's key, made at first use. Throws Erased. Not inside a transaction: it may ask another database. */
  keyOf(owner: string, region: Region): Promise<PersonalKey>;
  /** The keys that exist, in one query; owners without one, or with an erased one, are missing. */
  keysOf(owners: readonly string[]): Promise<ReadonlyMap<string, PersonalKey>>;
  /** Destroys the owner's key for good. Safe to repeat. */
  erase(owner: string, region: Region): Promise<void>;
  /** Whether the owner's key was erased. */
  isErased(owner: string): Promise<boolean>;
  blindIndex: KeyRing['blindIndex'];
}

interface StoredKey {
  owner: string;
  version: number;
  /** Whether every process has had the time to learn of it. */
  ripe: boolean;
  ring_version: number;
  wrapped: Buffer | null;
}

const remembered = 5000;
/** How long a key is used without another look, in ms: an erased one is gone everywhere after this, and a new version known. */
export const knownForMs = 10_000;
const versionBytes = 2;

/** What a wrapped key is bound to. */
export const wrapping = (owner: string, version: number): string => `personal_key ${owner} ${String(version)}`;

function personalKey(owner: string, versions: ReadonlyMap<number, KeyObject>, sealing: number): PersonalKey {
  const keyOf = (version: number): KeyObject => {
    const found = versions.get(version);
    if (!found) throw new Error('sealed by a version of the key that is not there');
    return found;
  };
  const prefix = Buffer.alloc(versionBytes);
  prefix.writeUInt16BE(sealing);
  const versionOf = (sealed: Uint8Array): number => Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength).readUInt16BE(0);
  const key: PersonalKey = {
    seal: (plain, about) => Buffer.concat([prefix, seal(keyOf(sealing), plain, `${owner} ${about}`)]),
    open: (sealed, about) => open(keyOf(versionOf(sealed)), sealed.subarray(versionBytes), `${owner} ${about}`),
    reseal: (sealed, about) => (versionOf(sealed) === sealing ? null : key.seal(key.open(sealed, about), about)),
  };
  return key;
}

/**
 * Personal keys out of the key store `sql`, unwrapped by the regional keys of `ring` and remembered for `rememberMs`. A new
 * version opens at once and seals when it is twice as old: by then everybody who remembered the key without it has looked again.
 */
export function vault(sql: Sql, ring: KeyRing, rememberMs = knownForMs): Vault {
  const known = new Map<string, { key: PersonalKey; until: number }>();

  const unwrapped = (owner: string, rows: readonly StoredKey[]): PersonalKey | null => {
    // No slices of a buffer pool: each would keep its 64 kB for as long as the key is remembered.
    const versions = new Map<number, KeyObject>();
    for (const { version, ring_version, wrapped } of rows) {
      if (!wrapped) return null;
      versions.set(version, createSecretKey(open(ring.key(ring_version), wrapped, wrapping(owner, version)), 'base64url'));
    }
    const ripe = rows.filter((row) => row.ripe).map(({ version }) => version);
    return personalKey(owner, versions, ripe.length > 0 ? Math.max(...ripe) : Math.min(...versions.keys()));
  };

  const recall = (owner: string): PersonalKey | undefined => {
    const entry = known.get(owner);
    return entry && entry.until > performance.now() ? entry.key : undefined;
  };

  /** Null where the key was erased. */
  const remember = (owner: string, rows: readonly StoredKey[], readAt: number): PersonalKey | null => {
    const key = unwrapped(owner, rows);
    if (!key) return null;
    if (known.size >= remembered) known.clear();
    known.set(owner, { key, until: readAt + rememberMs });
    return key;
  };

  const read = (owners: readonly string[]): PromiseLike<StoredKey[]> => sql.$queryRaw<StoredKey[]>`
    SELECT owner::text, version, ring_version, wrapped, created_at < now() - make_interval(secs => ${(2 * rememberMs) / 1000}) AS ripe
    FROM personal_key WHERE owner = ANY(${owners}::uuid[])`;

  async function keysOf(owners: readonly string[]): Promise<ReadonlyMap<string, PersonalKey>> {
    const found = new Map<string, PersonalKey>();
    const missing = new Set<string>();
    for (const owner of owners) {
      const key = recall(owner);
      if (key) found.set(owner, key);
      else missing.add(owner);
    }
    if (missing.size === 0) return found;
    const readAt = performance.now();
    const rows = Map.groupBy(await read([...missing]), ({ owner }) => owner);
    for (const [owner, versions] of rows) {
      const key = remember(owner, versions, readAt);
      if (key) found.set(owner, key);
    }
    return found;
  }

  const isErased = async (owner: string): Promise<boolean> => (await read([owner])).some(({ wrapped }) => wrapped === null);

  async function keyOf(owner: string, region: Region): Promise<PersonalKey> {
    const present = recall(owner);
    if (present) return present;
    const { version, key } = ring.current();
    const wrapped = seal(key, randomBytes(32).toString('base64url'), wrapping(owner, 1));
    const readAt = performance.now();
    // Found or made in one statement, which guests' bookings wait for.
    const rows = await sql.$queryRaw<StoredKey[]>`
      WITH made AS (
        INSERT INTO personal_key (owner, version, region, ring_version, wrapped)
        SELECT ${owner}::uuid, 1, ${region}, ${version}, ${wrapped} WHERE NOT EXISTS (SELECT FROM personal_key WHERE owner = ${owner}::uuid)
        ON CONFLICT DO NOTHING RETURNING owner, version, ring_version, wrapped)
      SELECT owner::text, version, ring_version, wrapped, false AS ripe FROM made
      UNION ALL
      SELECT owner::text, version, ring_version, wrapped, created_at < now() - make_interval(secs => ${(2 * rememberMs) / 1000}) FROM personal_key
      WHERE owner = ${owner}::uuid`;
    // None: somebody else has made it meanwhile.
    const made = rows.length > 0 ? remember(owner, rows, readAt) : (await keysOf([owner])).get(owner);
    if (!made) throw new Erased();
    return made;
  }

  return {
    keyOf,
    keysOf,
    isErased,
    erase: async (owner, region) => {
      // The tombstone stands even for somebody who never had a key: nothing is sealed for them later.
      await sql.$executeRaw`
        INSERT INTO personal_key (owner, version, region, ring_version, wrapped, erased_at)
        VALUES (${owner}::uuid, 1, ${region}, 1, NULL, now()) ON CONFLICT DO NOTHING`;
      await sql.$executeRaw`UPDATE personal_key SET wrapped = NULL, erased_at = now() WHERE owner = ${owner}::uuid AND wrapped IS NOT NULL`;
      known.delete(owner);
    },
    blindIndex: (value, about) => ring.blindIndex(value, about),
  };
}
