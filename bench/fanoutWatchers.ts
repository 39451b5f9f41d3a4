import { WebSocket } from 'ws';
import { now } from '../router/test/toys/chat.ts';

/** One client: a socket with its subscriptions, each of which begins after a sequence. */
export interface Client {
  token?: string;
  /** Whom everything that comes must be addressed to. */
  to: string;
  fields: { field: string; after: number }[];
}
export interface Report {
  frames: number;
  lost: number;
  doubled: number;
  misdelivered: number;
  /** Frames whose author another subgraph did not give in time. */
  incomplete: number;
  resubscribed: number;
  reconnected: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** When the last frame came, of `now`. */
  lastAt: number;
}
export type Order =
  { kind: 'open'; url: string; clients: Client[] } | { kind: 'expect'; frames: number; withinMs: number } | { kind: 'close' };
export type Notice = { kind: 'opened' } | { kind: 'closed' } | { kind: 'report'; report: Report };

const latencies: number[] = [];
let figures = { frames: 0, lost: 0, doubled: 0, misdelivered: 0, incomplete: 0, resubscribed: 0, reconnected: 0, lastAt: 0 };
let sockets: WebSocket[] = [];
let closing = false;
const tell = (notice: Notice): void => {
  process.send?.(notice);
};
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const query = (field: string): string =>
  `subscription Watch($after: Int) { ${field}(after: $after) { id sequence to sentAt body author { name } } }`;

interface Next {
  id: string;
  type: string;
  payload: { data?: Record<string, { sequence: number; to: string; sentAt: number; author: unknown } | null> };
}

function receive(client: Client, { id, payload }: Next): void {
  const place = client.fields[Number(id)];
  const message = place && payload.data?.[place.field];
  if (!message) throw new Error(`no message: ${JSON.stringify(payload)}`);
  figures.lastAt = now();
  latencies.push(figures.lastAt - message.sentAt);
  figures.frames += 1;
  if (message.author === null) figures.incomplete += 1;
  if (message.to !== client.to) figures.misdelivered += 1;
  if (message.sequence <= place.after) figures.doubled += 1;
  else figures.lost += message.sequence - place.after - 1;
  place.after = Math.max(place.after, message.sequence);
}

/** Resolves when the router has read all of its subscriptions. */
function open(url: string, client: Client): Promise<void> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
    sockets.push(socket);
    const subscribe = (id: number): void => {
      const place = client.fields[id];
      if (place && socket.readyState === WebSocket.OPEN)
        socket.send(
          JSON.stringify({ id: String(id), type: 'subscribe', payload: { query: query(place.field), variables: { after: place.after } } }),
        );
    };
    socket.on('open', () => {
      const authorization = client.token === undefined ? {} : { authorization: `Bearer ${client.token}` };
      socket.send(JSON.stringify({ type: 'connection_init', payload: authorization }));
    });
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as Next;
      if (message.type === 'next') receive(client, message);
      else if (message.type === 'connection_ack') {
        for (const id of client.fields.keys()) subscribe(id);
        socket.send('{"type":"ping"}');
      } else if (message.type === 'pong') resolve();
      else if (message.type === 'error' && JSON.stringify(message.payload).includes('"resubscribe":true')) {
        figures.resubscribed += 1;
        setTimeout(subscribe, 50 + Math.random() * 50, Number(message.id));
      } else throw new Error(data.toString());
    });
    socket.on('error', () => undefined);
    socket.on('close', (code, reason) => {
      if (closing) return;
      figures.reconnected += 1;
      if (figures.reconnected === 1) process.stderr.write(`watcher: closed with ${String(code)} ${reason.toString()}\n`);
      setTimeout(() => void open(url, client), 100);
    });
  });
}

function reported(): Report {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const report = { ...figures, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
  latencies.length = 0;
  figures = { frames: 0, lost: 0, doubled: 0, misdelivered: 0, incomplete: 0, resubscribed: 0, reconnected: 0, lastAt: 0 };
  return report;
}

async function obey(order: Order): Promise<void> {
  if (order.kind === 'open') {
    for (let at = 0; at < order.clients.length; at += 50) {
      await Promise.all(order.clients.slice(at, at + 50).map((client) => open(order.url, client)));
    }
    tell({ kind: 'opened' });
  } else if (order.kind === 'expect') {
    const until = now() + order.withinMs;
    while (figures.frames < order.frames && now() < until) await wait(20);
    // Whatever comes twice comes soon after.
    await wait(300);
    tell({ kind: 'report', report: reported() });
  } else {
    closing = true;
    for (const socket of sockets) socket.terminate();
    sockets = [];
    await wait(200);
    closing = false;
    tell({ kind: 'closed' });
  }
}

process.on('message', (order: Order) => void obey(order));
process.on('disconnect', () => process.exit(0));
