import { WebSocket, type RawData } from 'ws';
import { readAnswer, type SubgraphAnswer } from '../traffic/subgraphAnswer.ts';
import { EventQueue, StreamEnd } from './eventQueue.ts';

/** One subscription at a subgraph. */
export interface Upstream {
  /** The next event, in order; undefined once the subgraph has completed it. Throws StreamEnd. */
  next: () => Promise<SubgraphAnswer | undefined>;
  /** Ends it at the subgraph at once. */
  stop: () => void;
}

export interface UpstreamSocket {
  /** How many subscriptions it carries. */
  load: () => number;
  /** `request` is the JSON of a GraphQL request. */
  subscribe: (request: string) => Upstream;
  heartbeat: () => void;
}

export interface UpstreamSocketOptions {
  url: string;
  /** connection_init's payload. */
  payload: Readonly<Record<string, string>>;
  connectTimeoutMs: number;
  /** Bytes of events of one subscription that may wait to be taken. */
  bufferBytes: number;
  /** It takes no more subscriptions. */
  onClosing: () => void;
}

interface Message {
  type?: unknown;
  id?: unknown;
  payload?: unknown;
}

/**
 * A graphql-transport-ws socket to a subgraph, for as long as it carries a subscription. A subscription whose events are not
 * taken makes the subgraph wait when it is alone on its socket; beside others it ends, so that it can't hold them up.
 */
export function openUpstreamSocket(options: UpstreamSocketOptions): UpstreamSocket {
  const { bufferBytes } = options;
  const streams = new Map<string, { request: string; queue: EventQueue }>();
  let acknowledged = false;
  let alive = true;
  let closed = false;
  let lastId = 0;
  const socket = new WebSocket(options.url, 'graphql-transport-ws', {
    handshakeTimeout: options.connectTimeoutMs,
    maxPayload: 8 * 1024 * 1024,
    perMessageDeflate: false,
  });

  function close(): void {
    if (closed) return;
    closed = true;
    clearTimeout(patience);
    socket.off('message', receive);
    options.onClosing();
    if (socket.readyState === WebSocket.CONNECTING || socket.isPaused) {
      socket.terminate();
      return;
    }
    socket.close(1000);
    setTimeout(() => {
      socket.terminate();
    }, 2000).unref();
  }

  function lose(reason: string): void {
    for (const { queue } of streams.values()) queue.end(new StreamEnd('lost', reason));
    streams.clear();
    close();
  }

  function forget(id: string): void {
    streams.delete(id);
    if (streams.size === 0) close();
  }

  const begin = (id: string, request: string): void => {
    socket.send(`{"id":"${id}","type":"subscribe","payload":${request}}`);
  };
  const end = (id: string): void => {
    if (acknowledged && socket.readyState === WebSocket.OPEN) socket.send(`{"id":"${id}","type":"complete"}`);
    forget(id);
  };

  function arrived(id: string, queue: EventQueue, payload: unknown, bytes: number): void {
    const answer = readAnswer(payload);
    if (answer) queue.push(answer, bytes);
    if (queue.bytes <= bufferBytes) return;
    if (streams.size === 1) {
      socket.pause();
      return;
    }
    queue.end(new StreamEnd('lost', 'events come faster than they are taken'));
    end(id);
  }

  function receive(raw: RawData): void {
    let message: Message;
    const text = Buffer.isBuffer(raw) ? raw.toString('utf8') : '';
    try {
      message = JSON.parse(text) as Message;
    } catch {
      lose('not JSON');
      return;
    }
    const id = typeof message.id === 'string' ? message.id : '';
    const queue = streams.get(id)?.queue;
    switch (message.type) {
      case 'connection_ack':
        if (acknowledged) break;
        clearTimeout(patience);
        acknowledged = true;
        for (const [waiting, { request }] of streams) begin(waiting, request);
        break;
      case 'next':
        if (queue) arrived(id, queue, message.payload, text.length);
        break;
      case 'error':
        queue?.end(new StreamEnd('refused', 'refused by the subgraph', readAnswer({ errors: message.payload })?.errors));
        if (queue) forget(id);
        break;
      case 'complete':
        queue?.end();
        if (queue) forget(id);
        break;
      case 'ping':
        socket.send('{"type":"pong"}');
        break;
    }
  }

  const patience = setTimeout(() => {
    lose('no connection_ack in time');
  }, options.connectTimeoutMs);
  socket.on('open', () => {
    socket.send(JSON.stringify({ type: 'connection_init', payload: options.payload }));
  });
  socket.on('message', receive);
  socket.on('pong', () => {
    alive = true;
  });
  socket.on('error', (error) => {
    lose(error.message);
  });
  socket.on('close', (code) => {
    lose(`closed with ${String(code)}`);
  });

  return {
    load: () => streams.size,
    subscribe(request) {
      const id = String((lastId += 1));
      const queue = new EventQueue();
      streams.set(id, { request, queue });
      if (acknowledged) begin(id, request);
      // Whoever made the subgraph wait is no longer alone.
      if (socket.isPaused) socket.resume();
      return {
        next() {
          if (socket.isPaused && queue.bytes <= bufferBytes / 2) socket.resume();
          return queue.take();
        },
        stop() {
          queue.abandon();
          if (streams.has(id)) end(id);
        },
      };
    },
    heartbeat() {
      // While we don't read we can't hear the answer.
      if (!alive && !socket.isPaused) {
        lose('no pong');
        return;
      }
      alive = false;
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    },
  };
}
