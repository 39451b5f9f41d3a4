import { print } from 'graphql';
import type { Configuration } from '../configuration.ts';
import type { Scope } from '../edge/scope.ts';
import type { Operation, Run } from '../execution/operations.ts';
import type { Hints } from './hints.ts';
import { lifetimeMs } from './lifetime.ts';
import { answerPolicy, type Policy } from './policy.ts';
import { forwardedNames } from '../edge/headers.ts';
import { digest, headersFor, viewerOf } from './sameness.ts';
import type { Store } from './store.ts';

/** The data of an answer, as JSON; `isWhole` when nothing went wrong. */
export interface Data {
  text: string;
  cost: number;
  isWhole: boolean;
}

/** What an HTTP cache may do with an answer, and how old it is. Seconds. */
export interface Freshness {
  maxAge: number;
  age: number;
  isPrivate: boolean;
  /** Names of the headers on which it depends. */
  vary: readonly string[];
}

/** With `freshness` where the policy allows to keep it. */
export interface Brought extends Data {
  freshness?: Freshness;
}

/** The answer's data as it is kept, or as `bring` makes it. */
export type AnswerCache = (run: Run, scope: Scope, bring: () => Promise<Data>) => Promise<Brought>;

interface Kept {
  /** Milliseconds since the epoch. */
  at: number;
  cost: number;
  text: string;
}

interface Keepable {
  policy: Policy;
  digest: string;
  headers: readonly ((scope: Scope) => Record<string, string>)[];
  /** Names of the headers that these may pick: without one it is another request, too. */
  vary: readonly string[];
}

const written = ({ at, cost, text }: Kept): string => `${at}:${cost}:${text}`;

function read(kept: string): Kept | undefined {
  const [head, at, cost] = /^(\d+):(\d+):/.exec(kept) ?? [];
  return head === undefined ? undefined : { at: Number(at), cost: Number(cost), text: kept.slice(head.length) };
}

/** Keeps the answers of one version of the supergraph. Who misses the same at the same time waits for the first. */
export function createAnswerCache(parts: {
  version: string;
  hints: Hints;
  queryType: string;
  store: Store;
  configuration: Configuration;
}): AnswerCache {
  const known = new WeakMap<Operation, { keepable: Keepable | undefined }>();
  const missing = new Map<string, Promise<Kept | undefined>>();

  function keepableOf(operation: Operation): Keepable | undefined {
    const remembered = known.get(operation);
    if (remembered) return remembered.keepable;
    const { document, definition, introspects, guarded, asks } = operation;
    const isQuery = (definition.operation as string) === 'query' && !introspects;
    const hinted = isQuery ? answerPolicy(document, definition, parts.queryType, parts.hints) : undefined;
    const policy = hinted && { ...hinted, isPrivate: hinted.isPrivate || guarded };
    const keepable = policy && {
      policy,
      digest: digest([parts.version, print(document), definition.name?.value]),
      headers: asks.map((subgraph) => headersFor(parts.configuration, subgraph)),
      vary: [...new Set(asks.flatMap((subgraph) => forwardedNames(parts.configuration, subgraph)))].filter(
        (name) => name !== 'traceparent',
      ),
    };
    known.set(operation, { keepable });
    return keepable;
  }

  return async (run, scope, bring) => {
    const keepable = keepableOf(run.operation);
    const viewer = keepable && viewerOf(keepable.policy, scope);
    if (!keepable || viewer === undefined) return bring();
    const headers = keepable.headers.map((rule) => rule(scope));
    const key = `answer:${digest([keepable.digest, run.conditions, headers, viewer])}`;
    const fresh = ({ at }: Kept): Freshness => ({
      maxAge: keepable.policy.maxAgeSeconds,
      age: Math.max(0, Math.floor((Date.now() - at) / 1000)),
      // No cache in between knows the address that we see.
      isPrivate: keepable.policy.isPrivate || headers.some((picked) => 'x-forwarded-for' in picked),
      vary: ['accept', ...(viewer === '' ? [] : ['authorization']), ...keepable.vary],
    });
    const shown = (kept: Kept) => ({ text: kept.text, cost: kept.cost, isWhole: true, freshness: fresh(kept) });

    const awaited = missing.get(key);
    if (awaited) {
      const kept = await awaited.catch(() => undefined);
      return kept ? shown(kept) : bring();
    }
    let brought: Data | undefined;
    const seek = async (): Promise<Kept | undefined> => {
      const [found] = await parts.store.read([key]);
      const kept = found === undefined ? undefined : read(found);
      if (kept) return kept;
      const cookies = scope.setCookies.length;
      brought = await bring();
      if (!brought.isWhole || scope.setCookies.length > cookies) return undefined;
      const made = { at: Date.now(), cost: brought.cost, text: brought.text };
      parts.store.write([{ key, text: written(made), ttlMs: lifetimeMs(keepable.policy.maxAgeSeconds) }]);
      return made;
    };
    const seeking = seek();
    missing.set(key, seeking);
    try {
      const kept = await seeking;
      return kept ? shown(kept) : (brought ?? (await bring()));
    } finally {
      missing.delete(key);
    }
  };
}
