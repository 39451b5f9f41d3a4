import { createHash } from 'node:crypto';
import { z } from 'zod';
import { identify, identifyUser, type Identity } from './identity.ts';
import { createInternalTokens } from './internalTokens.ts';
import type { Configuration } from '../configuration.ts';
import { Refusal } from '../edge/refusal.ts';
import { Lru } from '../lru.ts';

export interface ApiKeys {
  isKey: (bearer: string) => boolean;
  /** Refuses with UNAUTHENTICATED a key that nobody has, with INTERNAL (503) while there is nobody to ask. */
  identityOf: (key: string) => Promise<Identity>;
}

const answerShape = z.object({
  claims: z.looseObject({ sub: z.string().min(1) }),
  rate: z.object({ perSecond: z.number().positive(), burst: z.number().positive() }).nullish(),
});
const timeoutMs = 3000;
const remembered = 5000;
const longest = 500;
/** Whoever guesses keys must not keep what knows them busy. */
const mostAsked = 100;

const unknownKey = (): Refusal => new Refusal(401, 'UNAUTHENTICATED', 'badToken');

/**
 * Bearer values with a prefix of their own, which say nothing by themselves: `auth.apiKeys.url` is asked whose they are, once for
 * all who come with the same one meanwhile, and again when `rememberSeconds` are over. Keys are remembered by their hash alone.
 */
export function createApiKeys(auth: Configuration['auth']): ApiKeys {
  if (!auth?.apiKeys) return { isKey: () => false, identityOf: () => Promise.reject(unknownKey()) };
  const settings = auth;
  const { url, prefix, audience, claims, rememberSeconds } = auth.apiKeys;
  const tokens = createInternalTokens(auth);
  const router = identify(auth, { kind: 'Service' }, { claims, shown: claims, expiresAt: undefined });
  const known = new Lru<Identity>(remembered);
  /** Until when each stays unknown. Apart from those that are known, which no guess can push out. */
  const strangers = new Lru<number>(remembered);
  const asking = new Map<string, Promise<Identity>>();

  async function ask(key: string, hash: string): Promise<Identity> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: tokens(router, audience) ?? '', 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ key }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const until = Date.now() + rememberSeconds * 1000;
    if (response.status === 404) {
      await response.body?.cancel();
      strangers.set(hash, until);
      known.delete(hash);
      throw unknownKey();
    }
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new Error(`status ${String(response.status)}`);
    }
    const answer = answerShape.parse(await response.json());
    const user = identifyUser(settings, answer.claims.sub, answer.claims, until);
    const found = { ...user, apiKey: { id: user.session ?? hash, rate: answer.rate ?? undefined } };
    known.set(hash, found);
    return found;
  }

  return {
    isKey: (bearer) => bearer.startsWith(prefix),
    async identityOf(key) {
      if (key.length > longest) throw unknownKey();
      const hash = createHash('sha256').update(key).digest('base64url');
      const found = known.get(hash);
      if (found && (found.expiresAt ?? 0) > Date.now()) return found;
      if ((strangers.get(hash) ?? 0) > Date.now()) throw unknownKey();
      const underWay = asking.get(hash);
      if (underWay) return underWay;
      if (asking.size >= mostAsked) throw new Refusal(503, 'OVERLOADED', 'overloaded', '1');
      const asked = ask(key, hash).finally(() => asking.delete(hash));
      asking.set(hash, asked);
      return asked;
    },
  };
}
