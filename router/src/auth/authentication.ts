import { createRemoteJWKSet, decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from 'jose';
import { createApiKeys } from './apiKeys.ts';
import { identify, identifyUser, type Identity } from './identity.ts';
import type { Configuration } from '../configuration.ts';
import { Lru } from '../lru.ts';
import { Refusal } from '../edge/refusal.ts';

export type Authenticate = (authorization: string | undefined) => Promise<Identity>;

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
 * Verified tokens are remembered until they expire. What begins as `auth.apiKeys` says is no JWT: its owner is asked for. Refuses with UNAUTHENTICATED or TOKEN_EXPIRED, and with INTERNAL (503)
 * while the key set, or who knows the keys, is out of reach; `isRevoked` is asked every time. Without `auth` everybody is anonymous.
 */
export function createAuthentication(auth: Configuration['auth'], isRevoked: (identity: Identity) => boolean = () => false): Authenticate {
  const nobody = auth?.internal.anonymousClaims ?? {};
  const anonymous = identify(auth, { kind: 'Anonymous' }, { claims: nobody, shown: nobody, expiresAt: undefined });
  if (!auth) return () => Promise.resolve(anonymous);
  const settings = auth;
  const { accessTokens, serviceTokens, internal } = auth;
  const apiKeys = createApiKeys(auth);
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
      const expiresAt = Math.min(expiry(payload), ((payload.iat ?? 0) + maxAgeSeconds) * 1000);
      return identify(auth, { kind: 'Service' }, { claims, shown: claims, expiresAt });
    }
    if (!accessTokens || !keySet) throw new errors.JWTInvalid('no issuer of access tokens is configured');
    const { issuer, audience, algorithms, typ } = accessTokens;
    const checks = { issuer, audience, algorithms, requiredClaims: ['exp', 'sub'], ...(typ !== undefined && { typ }) };
    const { payload } = await jwtVerify(token, keySet, checks);
    return identifyUser(settings, payload.sub ?? '', payload, expiry(payload));
  }

  async function jwtIdentity(token: string): Promise<Identity> {
    const remembered = known(token);
    if (remembered) return remembered;
    const found = await verify(token);
    verified.set(token, found);
    return found;
  }

  return async (authorization) => {
    if (authorization === undefined || authorization === '') return anonymous;
    const token = tokenOf(authorization);
    try {
      const found = apiKeys.isKey(token) ? await apiKeys.identityOf(token) : await jwtIdentity(token);
      if (isRevoked(found)) throw new Refusal(401, 'UNAUTHENTICATED', 'badToken');
      return found;
    } catch (error) {
      throw refusalOf(error);
    }
  };
}
