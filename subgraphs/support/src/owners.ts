import type { Loaders } from './loaders.ts';

const remembered = 20_000;

/** Whose a conversation is; null when there is none. */
export type OwnerOf = (conversationId: string) => Promise<string | null>;

interface Owner {
  id: string;
  isContact: boolean;
}

/** Whose a conversation is never changes, so each is looked up once a process. */
export function owners(conversations: Loaders['conversation']) {
  const known = new Map<string, Owner>();
  const find = async (id: string): Promise<Owner | null> => {
    const before = known.get(id);
    if (before) return before;
    const found = await conversations.load(id);
    if (!found) return null;
    const owner = { id: found.customerId, isContact: found.contactId !== null };
    if (known.size >= remembered) known.clear();
    known.set(id, owner);
    return owner;
  };
  const ownerOf: OwnerOf = async (id) => (await find(id))?.id ?? null;
  return {
    ownerOf,
    /** Whether it is with somebody who has no account. */
    isContacts: async (id: string): Promise<boolean> => (await find(id))?.isContact === true,
  };
}
