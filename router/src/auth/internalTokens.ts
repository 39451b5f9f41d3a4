import { SignJWT } from 'jose';
import type { Identity } from './authentication.ts';
import type { Configuration } from '../configuration.ts';
import { Lru } from '../lru.ts';

/** The `authorization` value with which the router asks `subgraph` on behalf of `identity`; undefined without `auth`. */
export type InternalTokens = (identity: Identity, subgraph: string) => Promise<string | undefined>;

/** HS256 tokens, one audience each; the same one serves an identity for half its lifetime at most. */
export function createInternalTokens(auth: Configuration['auth']): InternalTokens {
  if (!auth) return () => Promise.resolve(undefined);
  const { issuer, lifetimeSeconds } = auth.internal;
  const key = Buffer.from(auth.internal.key, 'base64url');
  const minted = new Lru<{ token: Promise<string>; until: number }>(10_000);

  const mint = async (identity: Identity, subgraph: string): Promise<string> => {
    const now = Math.floor(Date.now() / 1000);
    const token = new SignJWT({ ...identity.claims }).setProtectedHeader({ alg: 'HS256' }).setIssuer(issuer).setAudience(subgraph);
    return `Bearer ${await token
      .setIssuedAt(now)
      .setExpirationTime(now + lifetimeSeconds)
      .sign(key)}`;
  };

  return (identity, subgraph) => {
    const id = `${subgraph} ${identity.key}`;
    const held = minted.get(id);
    if (held && held.until > Date.now()) return held.token;
    const token = mint(identity, subgraph);
    minted.set(id, { token, until: Date.now() + (lifetimeSeconds * 1000) / 2 });
    return token;
  };
}
