import { setTimeout as sleep } from 'node:timers/promises';
import { ConversationChangedDocument, MessageAddedDocument, MessageChangedDocument, TypingDocument } from '@ycyw/core/generated/graphql';
import { print } from 'graphql';
import { WebSocket } from 'ws';

/** So many sockets are opened at once; the rest wait. */
const together = 50;
/** The router takes a number of sockets from one address; these are as good as any. */
export const addressOf = (index: number): string => `127.0.0.${String(2 + (index % 8))}`;

const texts = [MessageAddedDocument, MessageChangedDocument, ConversationChangedDocument, TypingDocument].map((document) =>
  print(document),
);
/** By their places above. */
const [added, changed] = ['0', '2'];
export const subscriptionsAScreen = texts.length;

interface Frame {
  id?: string;
  type: string;
  payload?: { data?: { messageAdded?: { clientId: string } } };
}

/** What a screen that shows a conversation keeps open: one socket with the client's own subscriptions. Resolves when the conversation has been told. */
export function screen(
  url: string,
  token: string,
  conversationId: string,
  index: number,
  hear: (clientId: string) => void = () => undefined,
) {
  const socket = new WebSocket(url, 'graphql-transport-ws', { localAddress: addressOf(index), perMessageDeflate: false });
  const send = (frame: object): void => {
    socket.send(JSON.stringify(frame));
  };
  const told = new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code, reason) => {
      reject(new Error(`a socket was closed: ${String(code)} ${reason.toString()}`));
    });
    socket.on('open', () => {
      send({ type: 'connection_init', payload: { authorization: `Bearer ${token}`, acceptLanguage: 'fr' } });
    });
    socket.on('message', (data: Buffer) => {
      const { id, type, payload } = JSON.parse(data.toString()) as Frame;
      if (type === 'connection_ack')
        for (const [n, query] of texts.entries())
          send({ id: String(n), type: 'subscribe', payload: { query, variables: { conversationId } } });
      else if (type === 'ping') send({ type: 'pong' });
      else if (type === 'error') reject(new Error(JSON.stringify(payload)));
      else if (id === added && payload?.data?.messageAdded) hear(payload.data.messageAdded.clientId);
      else if (id === changed) resolve();
    });
  });
  told.catch(() => undefined);
  return {
    told,
    isOpen: () => socket.readyState === WebSocket.OPEN,
    close: () => {
      socket.terminate();
    },
  };
}

export type Screen = ReturnType<typeof screen>;

/** Opens one screen for each, some at a time, and waits until all have been told what they show. */
export async function openScreens<Each>(
  all: readonly Each[],
  open: (each: Each, index: number) => Screen,
  advance: () => void,
): Promise<Screen[]> {
  const screens: Screen[] = [];
  for (let from = 0; from < all.length; from += together) {
    const some = all.slice(from, from + together).map((each, index) => open(each, from + index));
    await Promise.all(some.map(async ({ told }) => told.then(advance)));
    screens.push(...some);
  }
  await sleep(1000);
  return screens;
}
