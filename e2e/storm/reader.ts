import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { followMessages } from '../../clients/core/src/messageFeed.ts';

/** What a client was given of a message. */
export interface Seen {
  sequence: number;
  clientId: string;
}

export interface Reader {
  conversationId: string;
  seen: Seen[];
  /** Times that it had to subscribe anew. */
  resumed(): number;
  stop(): void;
}

const query = `subscription Storm($conversationId: ID!, $afterSequence: Int) {
  messageAdded(conversationId: $conversationId, afterSequence: $afterSequence) { sequence clientId author { displayName } }
}`;

const wait = (milliseconds: number, then: () => void): (() => void) => {
  const timer = setTimeout(then, milliseconds);
  return () => {
    clearTimeout(timer);
  };
};

/**
 * One client with a socket of its own, which resumes after each break as the apps do: behind the last message it has. It does not notice
 * the message `deafTo`.
 */
export function reader(url: string, token: string, conversationId: string, deafTo: number | null): Reader {
  const seen: Seen[] = [];
  let opened = 0;
  let client: Client | null = null;
  const stop = followMessages<Seen>({
    subscribe: (afterSequence, sink) => {
      opened += 1;
      void client?.dispose();
      client = createClient({
        url,
        webSocketImpl: WebSocket,
        connectionParams: { authorization: `Bearer ${token}`, acceptLanguage: 'fr' },
        retryAttempts: 0,
        keepAlive: 5000,
      });
      client.on('connected', sink.opened);
      let ended = false;
      const close = (): void => {
        if (ended) return;
        ended = true;
        sink.closed();
      };
      return client.subscribe<{ messageAdded: Seen }>(
        { query, variables: { conversationId, afterSequence } },
        {
          next: ({ data }) => {
            if (data) sink.next(data.messageAdded);
          },
          error: close,
          complete: close,
        },
      );
    },
    resumeAfter: () => seen.at(-1)?.sequence ?? 0,
    receive: ({ sequence, clientId }) => {
      if (sequence !== deafTo) seen.push({ sequence, clientId });
    },
    changed: () => undefined,
    wait,
  });
  return {
    conversationId,
    seen,
    resumed: () => opened - 1,
    stop: () => {
      stop();
      void client?.dispose();
    },
  };
}
