import { stringifyDocument } from '@urql/core';
import type { Language } from '@ycyw/core/language';
import type { Live } from '@ycyw/core/live';
import type { Session } from '@ycyw/core/session';
import type { Client } from 'graphql-ws/client';

const pingEvery = 12_000;
const pongWithin = 5_000;

async function connect(session: Session, language: Language): Promise<Client> {
  const { createClient } = await import('graphql-ws/client');
  let overdue: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`,
    lazy: true,
    lazyCloseTimeout: 2_000,
    // Whoever subscribes decides where to resume from, so nothing is retried down here.
    retryAttempts: 0,
    keepAlive: pingEvery,
    connectionParams: async () => {
      const token = await session.token();
      return { acceptLanguage: language, ...(token ? { authorization: `Bearer ${token}` } : {}) };
    },
    on: {
      ping: (received) => {
        if (received) return;
        overdue = setTimeout(() => {
          client.terminate();
        }, pongWithin);
      },
      pong: () => {
        clearTimeout(overdue);
      },
      closed: () => {
        clearTimeout(overdue);
      },
    },
  });
  return client;
}

/** Subscriptions over one socket that opens with the first of them; `dispose` closes it. */
export function createLive(session: Session, language: Language): { live: Live; dispose: () => void } {
  let client: Promise<Client> | null = null;
  const live: Live = (document, variables, sink) => {
    let ended = false;
    let release: () => void = () => undefined;
    const close = () => {
      if (ended) return;
      ended = true;
      release();
      sink.closed();
    };
    client ??= connect(session, language);
    client.then(
      (socket) => {
        if (ended) return;
        const forgetOpened = socket.on('connected', sink.opened);
        const unsubscribe = socket.subscribe(
          { query: stringifyDocument(document), variables },
          {
            next: ({ data, errors }) => {
              if (data && !errors?.length) sink.next(data as Parameters<typeof sink.next>[0]);
            },
            error: close,
            complete: close,
          },
        );
        release = () => {
          forgetOpened();
          unsubscribe();
        };
      },
      () => {
        client = null;
        close();
      },
    );
    return () => {
      ended = true;
      release();
    };
  };
  const dispose = () => {
    void client?.then((socket) => socket.dispose());
  };
  return { live, dispose };
}
