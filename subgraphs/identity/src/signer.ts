import { SignJWT, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JSONWebKeySet, type JWK } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import type { Clock } from '@ycyw/service/clock';
import type { Database } from './data/database.ts';
import { addFirstKey, keysInUse, type StoredKey } from './data/signing-key.ts';
import { open, seal } from '@ycyw/service/seal';

/** How long an access token is good for. */
export const accessMinutes = 10;
const knownForMs = 60_000;

export interface AccessTokenSubject {
  userId: string;
  role: string;
  region: string;
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

async function newKey(sealingKey: Uint8Array): Promise<StoredKey> {
  const { publicKey, privateKey } = await generateKeyPair('Ed25519', { extractable: true });
  const kid = uuidv7();
  return { kid, publicJwk: await exportJWK(publicKey), privateSealed: seal(sealingKey, JSON.stringify(await exportJWK(privateKey)), kid) };
}

function opened(key: StoredKey, sealingKey: Uint8Array): { kid: string; jwk: JWK } | null {
  try {
    return { kid: key.kid, jwk: JSON.parse(open(sealingKey, key.privateSealed, key.kid)) as JWK };
  } catch {
    return null; // sealed under an earlier INTERNAL_KEY: good for verifying what it signed, no longer for signing
  }
}

/** Signs with the newest key that opens; makes one where there is none. Keys are read again every minute, for rotation by another instance. */
export function signer(db: Database, sealingKey: Uint8Array, clock: Clock): Signer {
  let known: { keys: Promise<Keys>; until: number } | undefined;

  async function load(): Promise<Keys> {
    const now = clock.now();
    let stored = await keysInUse(db);
    let usable = stored.map((key) => opened(key, sealingKey)).find((key) => key !== null);
    if (!usable) {
      const fresh = await newKey(sealingKey);
      stored = await addFirstKey(db, fresh, (keys) => keys.some((key) => opened(key, sealingKey)), now);
      usable = stored.map((key) => opened(key, sealingKey)).find((key) => key !== null);
    }
    if (!usable) throw new Error('no signing key opens with INTERNAL_KEY');
    const sign = await importJWK(usable.jwk, 'Ed25519');
    if (sign instanceof Uint8Array) throw new Error('signing key is not an Ed25519 key');
    return { kid: usable.kid, sign, jwks: { keys: stored.map(({ kid, publicJwk }) => ({ ...publicJwk, kid, use: 'sig', alg: 'EdDSA' })) } };
  }

  function keys(): Promise<Keys> {
    if (!known || known.until < Date.now()) {
      const loading = load();
      known = { keys: loading, until: Date.now() + knownForMs };
      loading.catch(() => (known = undefined));
    }
    return known.keys;
  }

  return {
    accessToken: async ({ userId, role, region, sessionId, steppedUpAt }) => {
      const { kid, sign } = await keys();
      const issuedAt = Math.floor(clock.now().getTime() / 1000);
      const expires = issuedAt + accessMinutes * 60;
      const accessToken = await new SignJWT({
        role,
        region,
        sid: sessionId,
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
