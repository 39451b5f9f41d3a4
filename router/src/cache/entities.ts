import type { JsonObject } from '../json.ts';
import type { Configuration } from '../configuration.ts';
import type { Scope } from '../edge/scope.ts';
import type { Fetch } from '../planning/plan.ts';
import type { Hints } from './hints.ts';
import { lifetimeMs } from './lifetime.ts';
import { entityPolicy, type Policy } from './policy.ts';
import { digest, headersFor, viewerOf } from './sameness.ts';
import type { Store } from './store.ts';

/** The entities of one fetch in one request, by the JSON of their representations. */
export interface Shelf {
  /** In the order of `representations`; undefined where one is not kept. */
  read: (representations: readonly string[]) => Promise<readonly (JsonObject | undefined)[]>;
  /** Keeps entities as the subgraph gave them. Not to be called with what came with an error. */
  write: (entities: readonly { representation: string; entity: JsonObject }[]) => void;
}

/** `variables` is the JSON of the fetch's other variables. Undefined where its entities may not be kept, or not for this viewer. */
export type EntityCache = (fetch: Fetch, variables: string, scope: Scope) => Shelf | undefined;

interface Keepable {
  policy: Policy;
  digest: string;
  headers: (scope: Scope) => Record<string, string>;
}

/** Undefined for what is not there and for what is no entity. */
function entityIn(text: string | undefined): JsonObject | undefined {
  try {
    const kept: unknown = text === undefined ? undefined : JSON.parse(text);
    return typeof kept === 'object' && kept !== null ? (kept as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps entities for all operations that ask a subgraph for the same fields of them. */
export function createEntityCache(parts: { hints: Hints; store: Store; configuration: Configuration }): EntityCache {
  const known = new WeakMap<Fetch, { keepable: Keepable | undefined }>();

  function keepableOf(fetch: Fetch): Keepable | undefined {
    const remembered = known.get(fetch);
    if (remembered) return remembered.keepable;
    const { subgraph, query } = fetch;
    const policy = fetch.operation === 'query' ? entityPolicy(query, parts.hints) : undefined;
    const keepable = policy && {
      policy,
      // Its name is that of the client's operation.
      digest: digest([subgraph, query.replace(/^query\s*\w*\s*/, '')]),
      headers: headersFor(parts.configuration, subgraph),
    };
    known.set(fetch, { keepable });
    return keepable;
  }

  return (fetch, variables, scope) => {
    const keepable = keepableOf(fetch);
    const viewer = keepable && viewerOf(keepable.policy, scope);
    if (!keepable || viewer === undefined) return undefined;
    const situation = digest([keepable.digest, variables, keepable.headers(scope), viewer]);
    const keyOf = (representation: string): string => `entity:${digest([situation, representation])}`;
    return {
      async read(representations) {
        const texts = await parts.store.read(representations.map(keyOf));
        return texts.map(entityIn);
      },
      write(entities) {
        if (entities.length === 0) return;
        const { maxAgeSeconds } = keepable.policy;
        parts.store.write(
          entities.map(({ representation, entity }) => ({
            key: keyOf(representation),
            text: JSON.stringify(entity),
            ttlMs: lifetimeMs(maxAgeSeconds),
          })),
        );
      },
    };
  };
}
