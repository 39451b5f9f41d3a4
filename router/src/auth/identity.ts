import type { Configuration } from '../configuration.ts';

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
  /** Only for API keys: until `expiresAt` the answer is remembered, then whoever gave it is asked again. */
  apiKey?: ApiKey;
}

export interface ApiKey {
  /** Names its bucket. */
  id: string;
  /** Cost a second, and the most at once; undefined: its user's. */
  rate: { perSecond: number; burst: number } | undefined;
}

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

/** A user by what is known of them, of which internal tokens show what the configuration names. */
export function identifyUser(auth: NonNullable<Configuration['auth']>, id: string, claims: Claims, expiresAt: number): Identity {
  const shown = Object.fromEntries(auth.internal.claims.filter((name) => claims[name] !== undefined).map((name) => [name, claims[name]]));
  return identify(auth, { kind: 'User', id }, { claims, shown, expiresAt });
}
