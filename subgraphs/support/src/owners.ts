import type { Loaders } from './loaders.ts';

const remembered = 20_000;

/** Whose a conversation is: it never changes, so each is looked up once a process. Null when there is none. */
export type OwnerOf = (conversationId: string) => Promise<string | null>;

export function owners(conversations: Loaders['conversation']): OwnerOf {
  const known = new Map<string, string>();
  return async (id) => {
    const before = known.get(id);
    if (before !== undefined) return before;
    const owner = (await conversations.load(id))?.customerId ?? null;
    if (owner !== null) {
      if (known.size >= remembered) known.clear();
      known.set(id, owner);
    }
    return owner;
  };
}
