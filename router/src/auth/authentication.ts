import { createRemoteJWKSet, decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from 'jose';
import type { Configuration } from '../configuration.ts';
import { Lru } from '../lru.ts';
import { Refusal } from '../edge/refusal.ts';

/** Who asks. `key` is the same for those alone who are the same to everybody: party, claims, scopes and policies. */
export interface Identity {
  party: { kind: 'Anonymous' } | { kind: 'User'; id: string } | { kind: 'Service' };
  key: string;
  /** What internal tokens say of them. */
  claims: Readonly<Record<string, unknown>>;
  scopes: ReadonlySet<string>;
  /** Names of those in `auth.policies` that they fulfil. */
  policies: ReadonlySet<string>;
  /** What the list of revocations calls their session. */
  session: string | undefined;
  /** Milliseconds since the epoch; undefined for the anonymous. */
  expiresAt: number | undefined;
}

export type Authenticate = (authorization: string | undefined) => Promise<Identity>;

type Claims = Readonly<Record<string, unknown>>;

function scopesOf(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter(Boolean);
  return Array.isArray(claim) ? claim.filter((one) => typeof one === 'string') : [];
}

/** `claims` are all that is known of them, `shown` what internal tokens say. */
export function identify(
  auth: Configuration['auth'],
  party: Identity['party'],
  { claims, shown, expiresAt }: { claims: Claims; shown: Claims; expiresAt: number | undefined },
): Identity {
  const scopes = new Set(auth ? scopesOf(claims[auth.scopesClaim]) : []);
  const fulfilled = Object.entries(auth?.policies ?? {}).filter(([, { claim, values }]) =>
    [claims[claim]].flat().some((held) => values.some((value) => value === held)),
  );
  const policies = new Set(fulfilled.map(([name]) => name));
  const session = auth?.revocations && claims[auth.revocations.claim];
  const key = JSON.stringify([party, shown, [...scopes].sort(), [...policies].sort()]);
  return { party, key, claims: shown, scopes, policies, session: typeof session === 'string' ? session : undefined, expiresAt };
}

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
 * while the key set is out of reach; `isRevoked` is asked every time. Without `auth` everybody is anonymous.
 */
export function createAuthentication(auth: Configuration['auth'], isRevoked: (identity: Identity) => boolean = () => false): Authenticate {
  const nobody = auth?.internal.anonymousClaims ?? {};
  const anonymous = identify(auth, { kind: 'Anonymous' }, { claims: nobody, shown: nobody, expiresAt: undefined });
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
      const expiresAt = Math.min(expiry(payload), ((payload.iat ?? 0) + maxAgeSeconds) * 1000);
      return identify(auth, { kind: 'Service' }, { claims, shown: claims, expiresAt });
    }
    if (!accessTokens || !keySet) throw new errors.JWTInvalid('no issuer of access tokens is configured');
    const { issuer, audience, algorithms } = accessTokens;
    const { payload } = await jwtVerify(token, keySet, { issuer, audience, algorithms, requiredClaims: ['exp', 'sub'] });
    const shown = Object.fromEntries(internal.claims.filter((name) => payload[name] !== undefined).map((name) => [name, payload[name]]));
    return identify(auth, { kind: 'User', id: payload.sub ?? '' }, { claims: payload, shown, expiresAt: expiry(payload) });
  }

  return async (authorization) => {
    if (authorization === undefined || authorization === '') return anonymous;
    const token = tokenOf(authorization);
    try {
      const remembered = known(token);
      const found = remembered ?? (await verify(token));
      if (!remembered) verified.set(token, found);
      if (isRevoked(found)) throw new Refusal(401, 'UNAUTHENTICATED', 'badToken');
      return found;
    } catch (error) {
      throw refusalOf(error);
    }
  };
}
