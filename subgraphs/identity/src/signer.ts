import { SignJWT, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JSONWebKeySet, type JWK } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import type { Clock } from '@ycyw/service/clock';
import type { Database } from './data/database.ts';
import { addFirstKey, keysInUse, type NewKey, type StoredKey } from './data/signing-key.ts';
import { accessMinutes, knownForMs } from './domain/signing-key.ts';
import { open, seal } from '@ycyw/service/seal';

export interface AccessTokenSubject {
  userId: string;
  role: string;
  region: string;
  /** What staff are bound to; null: all of their region's. */
  agencies: readonly string[] | null;
  sessionId: string;
  /** When they last proved afresh who they are; null when they did not. */
  steppedUpAt: Date | null;
}

export interface Signer {
  /** An Ed25519 access token (RFC 9068) of 10 minutes. */
  accessToken(subject: AccessTokenSubject): Promise<{ accessToken: string; expiresAt: Date }>;
  /** The public keys that access tokens may be signed with. */
  jwks(): Promise<JSONWebKeySet>;
}

interface Keys {
  kid: string;
  sign: CryptoKey;
  jwks: JSONWebKeySet;
}

/** A new Ed25519 key pair, its private half sealed. */
export async function newKey(sealingKey: Uint8Array): Promise<NewKey> {
  const { publicKey, privateKey } = await generateKeyPair('Ed25519', { extractable: true });
  const kid = uuidv7();
  return { kid, publicJwk: await exportJWK(publicKey), privateSealed: seal(sealingKey, JSON.stringify(await exportJWK(privateKey)), kid) };
}

function opened(key: StoredKey, sealingKey: Uint8Array): { kid: string; jwk: JWK } | null {
  if (!key.privateSealed) return null;
  try {
    return { kid: key.kid, jwk: JSON.parse(open(sealingKey, key.privateSealed, key.kid)) as JWK };
  } catch {
    return null; // sealed under an earlier INTERNAL_KEY: good for verifying what it signed, no longer for signing
  }
}

/**
 * Signs with the key that was activated last, of those that open; makes one where there is none. Keys are read again every minute,
 * for rotation by another instance.
 */
export function signer(db: Database, sealingKey: Uint8Array, clock: Clock): Signer {
  let known: { keys: Promise<Keys>; until: number } | undefined;

  async function load(): Promise<Keys> {
    const now = clock.now();
    const signing = (keys: StoredKey[]) =>
      keys
        .filter(({ activateAt }) => activateAt <= now)
        .map((key) => opened(key, sealingKey))
        .find((key) => key !== null);
    let stored = await keysInUse(db);
    let usable = signing(stored);
    if (!usable) {
      stored = await addFirstKey(db, await newKey(sealingKey), (keys) => signing(keys) !== undefined, now);
      usable = signing(stored);
    }
    if (!usable) throw new Error('no signing key opens with INTERNAL_KEY');
    const sign = await importJWK(usable.jwk, 'Ed25519');
    if (sign instanceof Uint8Array) throw new Error('signing key is not an Ed25519 key');
    return { kid: usable.kid, sign, jwks: { keys: stored.map(({ kid, publicJwk }) => ({ ...publicJwk, kid, use: 'sig', alg: 'EdDSA' })) } };
  }

  function keys(): Promise<Keys> {
    const now = clock.now().getTime();
    if (!known || known.until < now) {
      const loading = load();
      known = { keys: loading, until: now + knownForMs };
      loading.catch(() => (known = undefined));
    }
    return known.keys;
  }

  return {
    accessToken: async ({ userId, role, region, agencies, sessionId, steppedUpAt }) => {
      const { kid, sign } = await keys();
      const issuedAt = Math.floor(clock.now().getTime() / 1000);
      const expires = issuedAt + accessMinutes * 60;
      const accessToken = await new SignJWT({
        role,
        region,
        sid: sessionId,
        ...(agencies && { agencies }),
        ...(steppedUpAt && { step_up_at: Math.floor(steppedUpAt.getTime() / 1000) }),
      })
        .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'at+jwt' })
        .setIssuer('identity')
        .setAudience('ycyw')
        .setSubject(userId)
        .setJti(uuidv7())
        .setIssuedAt(issuedAt)
        .setExpirationTime(expires)
        .sign(sign);
      return { accessToken, expiresAt: new Date(expires * 1000) };
    },
    jwks: async () => (await keys()).jwks,
  };
}
