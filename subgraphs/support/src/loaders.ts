import type { Clock } from '@ycyw/service/clock';
import type { PersonalKey, Vault } from '@ycyw/service/vault';
import DataLoader from 'dataloader';
import { attachmentsOf, type Attachment } from './data/attachment.ts';
import { callsById, openCalls, type Call } from './data/call/call.ts';
import { referencesOf } from './data/booking.ts';
import { devicesInConversations, type ConversationDevice } from './data/confidential/conversationDevice.ts';
import { contactsById, type Contact } from './data/contact.ts';
import { conversationsById, type Conversation } from './data/conversation.ts';
import { conversationLists, listCounts, type ListKey, type ListOwner, type ListPage } from './data/conversationList.ts';
import type { Sql } from '@ycyw/service/sql';
import { countFromOthers, messagePages, type Message, type Page } from './data/message.ts';
import { changePages, versionsOf, type ChangesPage, type MessageVersion } from './data/messageChange.ts';
import { presencesOf, presentAt, type Presence } from './data/presence.ts';
import { unmailed } from './data/mail/outgoing.ts';
import { standings } from './data/routing/waits.ts';
import type { Standing } from './domain/routing/expectedWait.ts';

const hourMs = 3_600_000;

export interface Loaders {
  conversation: DataLoader<string, Conversation | null>;
  call: DataLoader<string, Call | null>;
  /** The open call of a conversation, by the conversation's id. */
  openCall: DataLoader<string, Call | null>;
  messages: DataLoader<Page, Message[]>;
  changes: DataLoader<ChangesPage, Message[]>;
  /** By the message's id. */
  versions: DataLoader<string, MessageVersion[]>;
  /** By the message's id. */
  attachments: DataLoader<string, Attachment[]>;
  /** By the user's id; null where they were not heard of for a day. */
  presence: DataLoader<string, Presence | null>;
  fromOthers: DataLoader<{ conversationId: string; above: number; side: 'CUSTOMER' | 'AGENT' }, number>;
  /** The customer's key, by the customer's id; null once it was erased. */
  key: DataLoader<string, PersonalKey | null>;
  /** How the queue stands in which a conversation waits, by its id; null where it does not wait. */
  standing: DataLoader<string, Standing | null>;
  /** Who is there with a conversation open, by its id. */
  presentAt: DataLoader<string, string[]>;
  /** The devices of a confidential conversation. */
  conversationDevices: DataLoader<string, ConversationDevice[]>;
  /** Null for one that was forgotten. */
  contact: DataLoader<string, Contact | null>;
  /** A conversation's answers that could not be mailed, by their sequences. */
  unmailed: DataLoader<string, number[]>;
  /** A booking's reference, by its id; '' where it is not known. */
  reference: DataLoader<string, string>;
  list: Record<ListOwner, DataLoader<ListPage, Conversation[]>>;
  listCount: Record<ListOwner, DataLoader<ListKey, number>>;
}

/**
 * One set a process. They only gather what is asked at the same moment into one query, whoever asks, and keep nothing:
 * a subscription lives long and must never be told yesterday's row.
 */
export function loaders(sql: Sql, vault: Vault, clock: Clock): Loaders {
  const gather = <Key, Value>(load: (keys: readonly Key[]) => Promise<Value[]>): DataLoader<Key, Value> =>
    new DataLoader(load, { cache: false, maxBatchSize: 500 });
  return {
    conversation: gather(async (ids) => {
      const rows = await conversationsById(sql, [...new Set(ids)]);
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id) ?? null);
    }),
    versions: gather(async (ids) => {
      const versions = Map.groupBy(await versionsOf({ sql, vault }, [...new Set(ids)]), ({ messageId }) => messageId);
      return ids.map((id) => versions.get(id) ?? []);
    }),
    attachments: gather(async (ids) => {
      const attachments = Map.groupBy(await attachmentsOf({ sql, vault }, [...new Set(ids)]), ({ messageId }) => messageId);
      return ids.map((id) => attachments.get(id) ?? []);
    }),
    presence: gather(async (ids) => {
      const presences = await presencesOf(sql, [...new Set(ids)]);
      return ids.map((id) => presences.get(id) ?? null);
    }),
    changes: gather(async (pages) => {
      // Followers that stand at the same place share one page.
      const slots = new Map(pages.map((page) => [`${page.conversationId} ${String(page.above)} ${String(page.size)}`, page]));
      const names = [...slots.keys()];
      const found = await changePages({ sql, vault }, [...slots.values()]);
      const byName = new Map(names.map((name, index) => [name, found[index] ?? []]));
      return pages.map((page) => byName.get(`${page.conversationId} ${String(page.above)} ${String(page.size)}`) ?? []);
    }),
    call: gather(async (ids) => {
      const found = await callsById(sql, [...new Set(ids)]);
      return ids.map((id) => found.get(id) ?? null);
    }),
    openCall: gather(async (conversations) => {
      const found = await openCalls(sql, [...new Set(conversations)]);
      return conversations.map((id) => found.get(id) ?? null);
    }),
    messages: gather(async (pages) => {
      const slots = new Map<string, { index: number; page: Page }>();
      const names = pages.map((page) => {
        const name = `${page.conversationId} ${String(page.above)} ${String(page.below)} ${String(page.size)} ${String(page.fromEnd)}`;
        if (!slots.has(name)) slots.set(name, { index: slots.size, page });
        return name;
      });
      const found = await messagePages(
        { sql, vault },
        [...slots.values()].map((slot) => slot.page),
      );
      return names.map((name) => found[slots.get(name)?.index ?? -1] ?? []);
    }),
    fromOthers: gather((asked) => countFromOthers(sql, asked)),
    key: gather(async (customers) => {
      const keys = await vault.keysOf([...new Set(customers)]);
      return customers.map((customer) => keys.get(customer) ?? null);
    }),
    contact: gather(async (ids) => {
      const contacts = await contactsById({ sql, vault }, [...new Set(ids)]);
      return ids.map((id) => contacts.get(id) ?? null);
    }),
    unmailed: gather(async (ids) => {
      const sequences = await unmailed(sql, [...new Set(ids)]);
      return ids.map((id) => sequences.get(id) ?? []);
    }),
    reference: gather(async (ids) => {
      const references = await referencesOf(sql, [...new Set(ids)]);
      return ids.map((id) => references.get(id) ?? '');
    }),
    standing: gather(async (ids) => {
      const found = await standings(sql, [...new Set(ids)], new Date(clock.now().getTime() - hourMs));
      return ids.map((id) => found.get(id) ?? null);
    }),
    presentAt: gather(async (ids) => {
      const there = await presentAt(sql, [...new Set(ids)]);
      return ids.map((id) => there.get(id) ?? []);
    }),
    conversationDevices: gather((ids) => devicesInConversations(sql, ids)),
    list: {
      customer: gather((pages) => conversationLists(sql, 'customer', pages)),
      booking: gather((pages) => conversationLists(sql, 'booking', pages)),
    },
    listCount: {
      customer: gather((keys) => listCounts(sql, 'customer', keys)),
      booking: gather((keys) => listCounts(sql, 'booking', keys)),
    },
  };
}
