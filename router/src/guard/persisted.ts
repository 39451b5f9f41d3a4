import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stripIgnoredCharacters } from 'graphql';
import { z } from 'zod';
import type { Identity } from '../auth/identity.ts';
import type { Configuration } from '../configuration.ts';
import { Refusal } from '../edge/refusal.ts';
import { Lru } from '../lru.ts';

/** What a request brings: the document, the name of one, or both. */
export interface Named {
  query: string | undefined;
  /** SHA-256 of the document in hexadecimal digits, or the manifest's own name for it. */
  persisted: string | undefined;
}

export interface Persisted {
  /** The document that is meant. Refuses with PERSISTED_QUERY_NOT_FOUND what is not known, with FORBIDDEN what is not on the list. */
  find: (request: Named, identity: Identity) => string;
  /** Remembers a document that was found and could be run by the name with which it came. */
  accept: (request: Named, identity: Identity) => void;
}

const manifestShape = z.union([
  z.object({
    format: z.literal('apollo-persisted-query-manifest'),
    operations: z.array(z.object({ id: z.string(), body: z.string() })),
  }),
  z.record(z.string(), z.string()),
]);

function readManifest(file: string): ReadonlyMap<string, string> {
  const read = manifestShape.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!read.success) throw new Error(`persisted.manifest: ${file} is neither an Apollo manifest nor { id: document }`);
  const { operations } = read.data;
  return Array.isArray(operations)
    ? new Map(operations.map(({ id, body }) => [id, body]))
    : new Map(Object.entries(read.data as Record<string, string>));
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const stripped = (query: string): string | undefined => {
  try {
    return stripIgnoredCharacters(query);
  } catch {
    return undefined;
  }
};

/** Automatic persisted queries (Apollo's protocol) and the list of known operations. Throws when the manifest can't be read. */
export function createPersisted({ persisted, auth }: Pick<Configuration, 'persisted' | 'auth'>): Persisted {
  const { automaticCharacters, manifest, only, freeFor } = persisted;
  for (const policy of freeFor) if (!auth?.policies[policy]) throw new Error(`persisted.freeFor: auth.policies has no ${policy}`);
  const listed = manifest === undefined ? new Map<string, string>() : readManifest(manifest);
  const bodies = new Map([...listed.values()].map((body) => [stripped(body) ?? body, body]));
  const automatic = new Lru<string>(automaticCharacters, (query) => query.length);
  const bound = (identity: Identity): boolean => only && !freeFor.some((policy) => identity.policies.has(policy));

  return {
    find({ query, persisted: name }, identity) {
      const known = name === undefined ? undefined : listed.get(name);
      if (bound(identity)) {
        const found = known ?? (query === undefined ? undefined : bodies.get(stripped(query) ?? ''));
        if (found === undefined) throw new Refusal(403, 'FORBIDDEN', 'notListed');
        return found;
      }
      if (query !== undefined) {
        if (name !== undefined && known !== query && sha256(query) !== name)
          throw new Refusal(400, 'BAD_INPUT', 'badRequest', 'sha256Hash');
        return query;
      }
      const found = known ?? (name === undefined ? undefined : automatic.get(name));
      if (found === undefined) throw new Refusal(200, 'PERSISTED_QUERY_NOT_FOUND', 'persistedQueryNotFound');
      return found;
    },
    accept({ query, persisted: name }, identity) {
      if (query === undefined || name === undefined || listed.has(name) || bound(identity)) return;
      // None may push all others out.
      if (query.length <= automaticCharacters / 10) automatic.set(name, query);
    },
  };
}
