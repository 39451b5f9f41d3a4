import type { PersonalKey, Vault } from '@ycyw/service/vault';
import DataLoader from 'dataloader';
import { referencesOf } from './data/booking.ts';
import { conversationsById, type Conversation } from './data/conversation.ts';
import { conversationLists, listCounts, type ListKey, type ListOwner, type ListPage } from './data/conversationList.ts';
import type { Database } from './data/database.ts';
import { countFromOthers, messagePages, type Message, type Page } from './data/message.ts';
import { queuePositions } from './data/queue.ts';

export interface Loaders {
  conversation: DataLoader<string, Conversation | null>;
  messages: DataLoader<Page, Message[]>;
  fromOthers: DataLoader<{ conversationId: string; above: number; side: 'CUSTOMER' | 'AGENT' }, number>;
  /** The customer's key, by the customer's id; null once it was erased. */
  key: DataLoader<string, PersonalKey | null>;
  queuePosition: DataLoader<string, number | null>;
  /** A booking's reference, by its id; '' where it is not known. */
  reference: DataLoader<string, string>;
  list: Record<ListOwner, DataLoader<ListPage, Conversation[]>>;
  listCount: Record<ListOwner, DataLoader<ListKey, number>>;
}

/**
 * One set a process. They only gather what is asked at the same moment into one query, whoever asks, and keep nothing:
 * a subscription lives long and must never be told yesterday's row.
 */
export function loaders(db: Database, vault: Vault): Loaders {
  const gather = <Key, Value>(load: (keys: readonly Key[]) => Promise<Value[]>): DataLoader<Key, Value> =>
    new DataLoader(load, { cache: false, maxBatchSize: 500 });
  return {
    conversation: gather(async (ids) => {
      const rows = await conversationsById(db, [...new Set(ids)]);
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id) ?? null);
    }),
    messages: gather(async (pages) => {
      const slots = new Map<string, { index: number; page: Page }>();
      const names = pages.map((page) => {
        const name = `${page.conversationId} ${String(page.above)} ${String(page.below)} ${String(page.size)} ${String(page.fromEnd)}`;
        if (!slots.has(name)) slots.set(name, { index: slots.size, page });
        return name;
      });
      const found = await messagePages(
        { db, vault },
        [...slots.values()].map((slot) => slot.page),
      );
      return names.map((name) => found[slots.get(name)?.index ?? -1] ?? []);
    }),
    fromOthers: gather((asked) => countFromOthers(db, asked)),
    key: gather(async (customers) => {
      const keys = await vault.keysOf([...new Set(customers)]);
      return customers.map((customer) => keys.get(customer) ?? null);
    }),
    reference: gather(async (ids) => {
      const references = await referencesOf(db, [...new Set(ids)]);
      return ids.map((id) => references.get(id) ?? '');
    }),
    queuePosition: gather(async (ids) => {
      const positions = await queuePositions(db, [...new Set(ids)]);
      return ids.map((id) => positions.get(id) ?? null);
    }),
    list: {
      customer: gather((pages) => conversationLists(db, 'customer', pages)),
      booking: gather((pages) => conversationLists(db, 'booking', pages)),
    },
    listCount: {
      customer: gather((keys) => listCounts(db, 'customer', keys)),
      booking: gather((keys) => listCounts(db, 'booking', keys)),
    },
  };
}
