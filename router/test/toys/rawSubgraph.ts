import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createSecureServer, type TlsOptions } from 'node:tls';

export interface RawRequest {
  head: string;
  body: string;
  /** Which one on its connection, from 1. */
  turn: number;
}

export interface RawSubgraph {
  url: string;
  port: number;
  requests: RawRequest[];
  /** Connections ever opened. */
  connections: () => number;
  open: () => number;
  stop: () => Promise<void>;
}

export const answer = (text = '{"data":{}}', headers = ''): string =>
  `HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(text)}\r\n${headers}\r\n${text}`;

/** A server that says whatever `respond` writes, well formed or not, to each request that has come whole. */
export async function startRaw(
  respond: (socket: Socket, request: RawRequest) => void,
  { port = 0, tls }: { port?: number; tls?: TlsOptions } = {},
): Promise<RawSubgraph> {
  const requests: RawRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const accept = (socket: Socket): void => {
    let turn = 0;
    let held = '';
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => {
      held += bytes.toString('latin1');
      for (;;) {
        const end = held.indexOf('\r\n\r\n');
        const length = Number(/content-length: (\d+)/.exec(held.slice(0, end))?.[1] ?? 0);
        if (end === -1 || held.length < end + 4 + length) return;
        const body = Buffer.from(held.slice(end + 4, end + 4 + length), 'latin1').toString('utf8');
        const request = { head: held.slice(0, end), body, turn: (turn += 1) };
        held = held.slice(end + 4 + length);
        requests.push(request);
        respond(socket, request);
      }
    });
  };
  const server: Server = tls ? createSecureServer(tls, accept) : createServer(accept);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const taken = (server.address() as AddressInfo).port;
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${taken}/graphql`,
    port: taken,
    requests,
    connections: () => connections,
    open: () => sockets.size,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
