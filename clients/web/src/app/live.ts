import { stringifyDocument } from '@urql/core';
import type { Language } from '@ycyw/core/language';
import type { Live } from '@ycyw/core/live';
import type { Session } from '@ycyw/core/session';
import type { Client } from 'graphql-ws/client';

const pingEvery = 12_000;
const pongWithin = 5_000;
/** On a socket that is open already: a subscription that the server refuses has ended by then. */
const openedAfter = 1_000;

type Socket = { client: Client; isConnected: () => boolean };

async function connect(session: Session, language: Language): Promise<Socket> {
  const { createClient } = await import('graphql-ws/client');
  let overdue: ReturnType<typeof setTimeout> | undefined;
  let connected = false;
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
      connected: () => {
        connected = true;
      },
      closed: () => {
        connected = false;
        clearTimeout(overdue);
      },
    },
  });
  return { client, isConnected: () => connected };
}

/** Subscriptions over one socket that opens with the first of them; `dispose` closes it. */
export function createLive(session: Session, language: Language): { live: Live; dispose: () => void } {
  let opening: Promise<Socket> | null = null;
  const live: Live = (document, variables, sink) => {
    let ended = false;
    let release: () => void = () => undefined;
    const close = () => {
      if (ended) return;
      ended = true;
      release();
      sink.closed();
    };
    opening ??= connect(session, language);
    opening.then(
      ({ client, isConnected }) => {
        if (ended) return;
        const opened = isConnected() ? setTimeout(sink.opened, openedAfter) : undefined;
        const forgetOpened = client.on('connected', sink.opened);
        const unsubscribe = client.subscribe(
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
          clearTimeout(opened);
          forgetOpened();
          unsubscribe();
        };
      },
      () => {
        opening = null;
        close();
      },
    );
    return () => {
      ended = true;
      release();
    };
  };
  const dispose = () => {
    void opening?.then(({ client }) => client.dispose());
  };
  return { live, dispose };
}
