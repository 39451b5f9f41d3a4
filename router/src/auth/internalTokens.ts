import { createHmac, createSecretKey } from 'node:crypto';
import type { Identity } from './identity.ts';
import type { Configuration } from '../configuration.ts';
import { Lru } from '../lru.ts';

/** The `authorization` value with which the router asks `subgraph` on behalf of `identity`; undefined without `auth`. */
export type InternalTokens = (identity: Identity, subgraph: string, traceId?: string) => string | undefined;

interface Minted {
  /** Header and claims in base64url, all but what differs by request: a multiple of three bytes, so that more may follow. */
  claims: string;
  /** Where tokens say nothing of the request. */
  token: string | undefined;
  until: number;
}

const base64url = (text: string): string => Buffer.from(text).toString('base64url');
const header = base64url('{"alg":"HS256"}');

/** White space before the brace that closes it makes a JSON object's text, without that brace, a multiple of three bytes long. */
function openJson(claims: object): string {
  const text = JSON.stringify(claims).slice(0, -1);
  return text + ' '.repeat((3 - (Buffer.byteLength(text) % 3)) % 3);
}

/**
 * HS256 tokens, one audience each. The same one serves an identity for half its lifetime at most; with `auth.internal.traceClaim`
 * each request has its own, of which all but the trace is kept so long. Signed by node:crypto: jose, all promises, takes ten times as long.
 */
export function createInternalTokens(auth: Configuration['auth']): InternalTokens {
  if (!auth) return () => undefined;
  const { issuer, lifetimeSeconds, traceClaim } = auth.internal;
  const key = createSecretKey(Buffer.from(auth.internal.key, 'base64url'));
  const kept = new Lru<Minted>(10_000);

  const signed = (input: string): string => `Bearer ${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;

  function mint(identity: Identity, subgraph: string): Minted {
    const now = Math.floor(Date.now() / 1000);
    const standing = { ...identity.claims, iss: issuer, aud: subgraph, iat: now, exp: now + lifetimeSeconds };
    const claims = `${header}.${base64url(openJson(standing))}`;
    const token = traceClaim === undefined ? signed(claims + base64url('}')) : undefined;
    return { claims, token, until: Date.now() + (lifetimeSeconds * 1000) / 2 };
  }

  return (identity, subgraph, traceId) => {
    const id = `${subgraph} ${identity.key}`;
    let minted = kept.get(id);
    if (!minted || minted.until <= Date.now()) {
      minted = mint(identity, subgraph);
      kept.set(id, minted);
    }
    if (minted.token !== undefined) return minted.token;
    const rest = traceClaim === undefined || traceId === undefined ? '}' : `,${JSON.stringify(traceClaim)}:${JSON.stringify(traceId)}}`;
    return signed(minted.claims + base64url(rest));
  };
}
