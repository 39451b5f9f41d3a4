import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import { WebSocket, type RawData } from 'ws';
import { readAnswer, type SubgraphAnswer, type SubgraphError } from '../traffic/subgraphAnswer.ts';

/** Why a stream from a subgraph ended other than by `complete`. */
export class StreamEnd extends Error {
  readonly kind: 'lost' | 'refused';
  readonly errors: readonly SubgraphError[];
  constructor(kind: StreamEnd['kind'], message: string, errors: readonly SubgraphError[] = []) {
    super(message);
    this.name = 'StreamEnd';
    this.kind = kind;
    this.errors = errors;
  }
}

export interface UpstreamOptions {
  url: string;
  /** connection_init's payload. */
  payload: Record<string, string>;
  /** The GraphQL request's JSON. */
  request: string;
  /** Aborting ends the subscription at the subgraph and the iteration here. */
  signal: AbortSignal;
  /** Bytes of events that may wait for the reader; beyond them the subgraph waits. */
  bufferBytes: number;
  connectTimeoutMs: number;
}

interface Message {
  type?: unknown;
  payload?: unknown;
}

const heartbeatMs = 15_000;

/**
 * The events of one subscription at a subgraph (graphql-transport-ws), in order. One socket a subscription: the socket's
 * authority is the viewer's own, it ends with the subscription, and no other viewer's slow reading can hold it up.
 * Ends on `complete`; throws StreamEnd otherwise.
 */
export async function* upstreamEvents(options: UpstreamOptions): AsyncGenerator<SubgraphAnswer, void, undefined> {
  const socket = new WebSocket(options.url, GRAPHQL_TRANSPORT_WS_PROTOCOL, {
    handshakeTimeout: options.connectTimeoutMs,
    maxPayload: 8 * 1024 * 1024,
    perMessageDeflate: false,
  });
  const queue: { answer: SubgraphAnswer; bytes: number }[] = [];
  let queued = 0;
  let end: { reason: StreamEnd | undefined } | undefined;
  let wake: (() => void) | undefined;
  let alive = true;

  const finish = (reason?: StreamEnd): void => {
    end ??= { reason };
    wake?.();
  };
  const acknowledged = setTimeout(() => {
    finish(new StreamEnd('lost', 'no connection_ack in time'));
  }, options.connectTimeoutMs);
  const heartbeat = setInterval(() => {
    if (!alive && !socket.isPaused) finish(new StreamEnd('lost', 'no pong'));
    alive = false;
    if (socket.readyState === WebSocket.OPEN) socket.ping();
  }, heartbeatMs);
  const abort = (): void => {
    finish();
  };

  const receive = (raw: RawData): void => {
    const text = Buffer.isBuffer(raw) ? raw.toString('utf8') : '';
    let message: Message;
    try {
      message = JSON.parse(text) as Message;
    } catch {
      finish(new StreamEnd('lost', 'not JSON'));
      return;
    }
    if (message.type === 'connection_ack') {
      clearTimeout(acknowledged);
      socket.send(`{"id":"1","type":"subscribe","payload":${options.request}}`);
    } else if (message.type === 'next') {
      const answer = readAnswer(message.payload);
      if (answer) queue.push({ answer, bytes: text.length });
      queued += text.length;
      if (queued > options.bufferBytes) socket.pause();
      wake?.();
    } else if (message.type === 'error') {
      finish(new StreamEnd('refused', 'refused by the subgraph', readAnswer({ errors: message.payload })?.errors));
    } else if (message.type === 'complete') {
      finish();
    } else if (message.type === 'ping') {
      socket.send('{"type":"pong"}');
    }
  };

  socket.on('open', () => {
    socket.send(JSON.stringify({ type: 'connection_init', payload: options.payload }));
  });
  socket.on('message', receive);
  socket.on('pong', () => {
    alive = true;
  });
  socket.on('error', (error) => {
    finish(new StreamEnd('lost', error.message));
  });
  socket.on('close', (code) => {
    finish(new StreamEnd('lost', `closed with ${String(code)}`));
  });
  options.signal.addEventListener('abort', abort, { once: true });
  if (options.signal.aborted) abort();

  try {
    for (;;) {
      if (options.signal.aborted) return;
      const next = queue.shift();
      if (next) {
        queued -= next.bytes;
        if (socket.isPaused && queued <= options.bufferBytes / 2) socket.resume();
        yield next.answer;
      } else if (end) {
        if (end.reason) throw end.reason;
        return;
      } else {
        await new Promise<void>((resolve) => (wake = resolve));
      }
    }
  } finally {
    clearTimeout(acknowledged);
    clearInterval(heartbeat);
    options.signal.removeEventListener('abort', abort);
    socket.off('message', receive);
    if (socket.readyState === WebSocket.OPEN) socket.send('{"id":"1","type":"complete"}');
    if (socket.readyState === WebSocket.CONNECTING || socket.isPaused) {
      socket.terminate();
    } else {
      socket.close(1000);
      setTimeout(() => {
        socket.terminate();
      }, 2000).unref();
    }
  }
}
