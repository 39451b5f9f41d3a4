import { setTimeout as wait } from 'node:timers/promises';
import type { Person } from './aDesk.ts';

/** What a subscription gave so far, and how it ended. */
export interface Follower<Item> {
  items: Item[];
  code(): string | undefined;
  until(done: (items: readonly Item[]) => boolean): Promise<Item[]>;
  stop(): void;
}

const patienceMs = 45_000;

/** Subscribes over a socket of its own; `name` is the subscription's field. */
export function following<Item>(
  person: Person,
  name: string,
  query: string,
  variables: Record<string, unknown>,
  at?: (item: Item) => void,
): Follower<Item> {
  const items: Item[] = [];
  let code: string | undefined;
  const stop = person.live().subscribe<Record<string, Item>>(
    { query, variables },
    {
      next: ({ data, errors }) => {
        if (errors) code = String(errors[0]?.extensions?.['code']);
        const item = data?.[name];
        if (item === undefined) return;
        items.push(item);
        at?.(item);
      },
      error: (errors) => {
        const [first] = Array.isArray(errors) ? (errors as { extensions?: { code?: string } }[]) : [];
        code = first?.extensions?.code ?? 'UNKNOWN';
      },
      complete: () => undefined,
    },
  );
  return {
    items,
    code: () => code,
    stop,
    until: async (done) => {
      const end = Date.now() + patienceMs;
      while (!done(items)) {
        if (Date.now() > end)
          throw new Error(`still waiting after ${String(items.length)} items: ${JSON.stringify(items.slice(-2))} ${code ?? ''}`);
        await wait(2);
      }
      return items;
    },
  };
}

interface Live {
  sequence: number;
  body: string;
  author: { id: string } | null;
}

export const followMessages = (
  person: Person,
  conversationId: string,
  afterSequence: number | null,
  at?: (item: Live) => void,
): Follower<Live> =>
  following(
    person,
    'messageAdded',
    'subscription ($conversationId: ID!, $afterSequence: Int) { messageAdded(conversationId: $conversationId, afterSequence: $afterSequence) { sequence body author { id } } }',
    { conversationId, afterSequence },
    at,
  );
