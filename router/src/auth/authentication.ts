import { createRemoteJWKSet, decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from 'jose';
import type { Configuration } from '../configuration.ts';
import { Lru } from '../lru.ts';
import { Refusal } from '../edge/refusal.ts';

/** Who asks. `claims` are what internal tokens say of them; `key` is the same for the same claims. */
export interface Identity {
  party: { kind: 'Anonymous' } | { kind: 'User'; id: string } | { kind: 'Service' };
  key: string;
  claims: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch; undefined for the anonymous. */
  expiresAt: number | undefined;
}

export type Authenticate = (authorization: string | undefined) => Promise<Identity>;

const identity = (party: Identity['party'], claims: Record<string, unknown>, expiresAt?: number): Identity => ({
  party,
  key: JSON.stringify(claims),
  claims,
  expiresAt,
});

function refusalOf(error: unknown): Error {
  if (error instanceof Refusal) return error;
  if (error instanceof errors.JWTExpired) return new Refusal(401, 'TOKEN_EXPIRED', 'expiredToken');
  const keysOutOfReach = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid || error instanceof TypeError;
  // jose says a bare JOSEError when the key set's server answers, but not with 200.
  if (keysOutOfReach || (error instanceof errors.JOSEError && error.code === 'ERR_JOSE_GENERIC'))
    return new Refusal(503, 'INTERNAL', 'internal');
  return error instanceof errors.JOSEError ? new Refusal(401, 'UNAUTHENTICATED', 'badToken') : new Refusal(503, 'INTERNAL', 'internal');
}

const tokenOf = (authorization: string): string => {
  const token = /^Bearer +([\w.-]{1,8000})$/i.exec(authorization.trim())?.[1];
  if (token === undefined) throw new Refusal(401, 'UNAUTHENTICATED', 'badToken');
  return token;
};

const algorithmOf = (token: string): string | undefined => {
  try {
    return decodeProtectedHeader(token).alg;
  } catch {
    throw new Refusal(401, 'UNAUTHENTICATED', 'badToken');
  }
};

/**
 * Verifies `Authorization: Bearer …`. HS256 tokens are services' own (audience, internal key; their claims come from the
 * configuration, never from the token); all others are access tokens of the configured issuer, checked against its key set.
 * Verified tokens are remembered until they expire. Refuses with UNAUTHENTICATED or TOKEN_EXPIRED, and with INTERNAL (503)
 * while the key set is out of reach. Without `auth` everybody is anonymous.
 */
export function createAuthentication(auth: Configuration['auth']): Authenticate {
  const anonymous = identity({ kind: 'Anonymous' }, auth?.internal.anonymousClaims ?? {});
  if (!auth) return () => Promise.resolve(anonymous);
  const { accessTokens, serviceTokens, internal } = auth;
  const keySet = accessTokens && createRemoteJWKSet(new URL(accessTokens.jwksUrl), { timeoutDuration: 3000, cooldownDuration: 5000 });
  const internalKey = Buffer.from(internal.key, 'base64url');
  const verified = new Lru<Identity>(5000);

  const known = (token: string): Identity | undefined => {
    const found = verified.get(token);
    if (found === undefined || (found.expiresAt ?? 0) > Date.now()) return found;
    verified.delete(token);
    return undefined;
  };
  const expiry = ({ exp }: JWTPayload): number => (exp ?? 0) * 1000;

  async function verify(token: string): Promise<Identity> {
    const alg = algorithmOf(token);
    if (alg === 'HS256' && serviceTokens) {
      const { audience, claims, maxAgeSeconds } = serviceTokens;
      const checks = {
        audience,
        algorithms: ['HS256'],
        requiredClaims: ['exp', 'iat', 'iss'],
        maxTokenAge: maxAgeSeconds,
        clockTolerance: 5,
      };
      const { payload } = await jwtVerify(token, internalKey, checks);
      return identity({ kind: 'Service' }, claims, Math.min(expiry(payload), ((payload.iat ?? 0) + maxAgeSeconds) * 1000));
    }
    if (!accessTokens || !keySet) throw new errors.JWTInvalid('no issuer of access tokens is configured');
    const { issuer, audience, algorithms } = accessTokens;
    const { payload } = await jwtVerify(token, keySet, { issuer, audience, algorithms, requiredClaims: ['exp', 'sub'] });
    const claims = Object.fromEntries(internal.claims.filter((name) => payload[name] !== undefined).map((name) => [name, payload[name]]));
    return identity({ kind: 'User', id: payload.sub ?? '' }, claims, expiry(payload));
  }

  return async (authorization) => {
    if (authorization === undefined || authorization === '') return anonymous;
    const token = tokenOf(authorization);
    const remembered = known(token);
    if (remembered) return remembered;
    try {
      const found = await verify(token);
      verified.set(token, found);
      return found;
    } catch (error) {
      throw refusalOf(error);
    }
  };
}
