import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, WebSocket } from 'ws';
import { networkOf } from '../edge/clientAddress.ts';
import { negotiateLanguage, say } from '../edge/messages.ts';
import type { Occupancy } from '../guard/occupancy.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { closing } from './closing.ts';
import { openSession, type SessionParts } from './session.ts';

const heartbeatMs = 12_000;
const subprotocol = 'graphql-transport-ws';

/** Queries, mutations and subscriptions over graphql-transport-ws, under the same rules as over HTTP. */
export function createSockets(parts: SessionParts & { seats: Occupancy; metrics: Metrics }) {
  const { log, seats, addressOf } = parts;
  const { limits } = parts.configuration;
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: limits.bodyBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => offered.has(subprotocol) && subprotocol,
  });
  const alive = new WeakSet<WebSocket>();
  parts.metrics.gauge('sockets', () => server.clients.size);

  function accept(socket: WebSocket, transport: Duplex, request: IncomingMessage): void {
    socket.on('error', (error) => {
      log.debug({ err: error }, 'socket closed by its fault');
    });
    if (socket.protocol !== subprotocol) {
      socket.close(closing.subprotocol, 'Subprotocol not acceptable');
      return;
    }
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
    openSession(parts, socket, transport, request);
  }

  function refuseUpgrade(request: IncomingMessage, socket: Duplex): void {
    const sentence = say('tooManySockets', negotiateLanguage(request.headers['accept-language']), String(limits.socketsPerAddress));
    const headers = `content-type: text/plain; charset=utf-8\r\ncontent-length: ${String(Buffer.byteLength(sentence))}\r\nretry-after: 10`;
    socket.end(`HTTP/1.1 429 Too Many Requests\r\nconnection: close\r\n${headers}\r\n\r\n${sentence}`);
  }

  const heartbeat = setInterval(() => {
    for (const socket of server.clients) {
      if (alive.delete(socket)) socket.ping();
      else socket.terminate();
    }
  }, heartbeatMs);

  return {
    upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      if (socket.destroyed) return;
      const network = networkOf(addressOf(request));
      if (!seats.enter(network)) {
        refuseUpgrade(request, socket);
        return;
      }
      socket.once('close', () => {
        seats.leave(network);
      });
      server.handleUpgrade(request, socket, head, (opened) => {
        accept(opened, socket, request);
      });
    },
    /** Closes every socket with 1001. */
    async close(): Promise<void> {
      clearInterval(heartbeat);
      const open = [...server.clients];
      const gone = Promise.all(open.map((socket) => new Promise((resolve) => socket.once('close', resolve))));
      for (const socket of open) socket.close(closing.goingAway, 'Going away');
      const impatience = setTimeout(() => {
        for (const socket of open) socket.terminate();
      }, 1000);
      await gone;
      clearTimeout(impatience);
      server.close();
    },
  };
}
