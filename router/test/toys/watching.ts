import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';

export const until = async (condition: () => boolean, what = String(condition)): Promise<void> => {
  for (let tries = 0; !condition(); tries += 1) {
    if (tries === 1500) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

export interface Watching {
  /** What came, each the one field's value. */
  events: Record<string, unknown>[];
  /** How it ended, once it has. */
  ended: () => 'completed' | { errors: unknown } | undefined;
  stop: () => void;
}

export const connect = (url: string, connectionParams: Record<string, unknown> = {}): Client =>
  createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, connectionParams, retryAttempts: 0, lazy: false });

export function watch(client: Client, query: string, variables: Record<string, unknown> = {}): Watching {
  const events: Watching['events'] = [];
  let ended: ReturnType<Watching['ended']>;
  const stop = client.subscribe<Record<string, Record<string, unknown>>>(
    { query, variables },
    {
      next: ({ data }) => {
        events.push(...Object.values(data ?? {}));
      },
      error: (errors) => (ended = { errors }),
      complete: () => (ended ??= 'completed'),
    },
  );
  return { events, ended: () => ended, stop };
}

export const sequences = ({ events }: Watching): unknown[] => events.map(({ sequence }) => sequence);
export const upTo = (last: number, first = 1): number[] => Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** Resolves when the router has read everything that was sent before. */
export const settled = async (client: Client): Promise<void> => {
  for await (const _ of client.iterate({ query: '{ first }' })) return;
};
