import type { Ask } from '../replay/graph.ts';
import { allScopes } from './people.ts';

export interface PartnersKey {
  id: string;
  secret: string;
  scopes: readonly string[];
  test: boolean;
}

const keyOf = `mutation Key($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret key { id } } }`;

/** A partner's keys by the names of those who ask with them: with every scope, a test key, and one without each; `apiKey` is the id of one that may be spoilt. */
export async function partnersKeys(partner: Ask, run: string): Promise<{ apiKey: string; keys: ReadonlyMap<string, PartnersKey> }> {
  const newKey = async (name: string, scopes: readonly string[], test = false): Promise<PartnersKey> => {
    const input = { name, scopes, test, idempotencyKey: `${run}-${name}` };
    const { createApiKey } = await partner<{ createApiKey: { secret: string; key: { id: string } } }>(keyOf, { input });
    return { id: createApiKey.key.id, secret: createApiKey.secret, scopes, test };
  };
  const named = async (name: string, scopes: readonly string[], test = false) => [name, await newKey(name, scopes, test)] as const;
  const [spare, ...made] = await Promise.all([
    newKey('spare key', ['offers:read']),
    named('key', allScopes),
    named('test key', allScopes, true),
    ...allScopes.map((missing) =>
      named(
        `key without ${missing}`,
        allScopes.filter((scope) => scope !== missing),
      ),
    ),
  ]);
  return { apiKey: spare.id, keys: new Map(made) };
}
