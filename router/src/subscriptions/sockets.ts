import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { GraphQLError, type ExecutionArgs } from 'graphql';
import { CloseCode, handleProtocols, makeServer, type Context } from 'graphql-ws';
import type { Logger } from 'pino';
import { WebSocket, WebSocketServer } from 'ws';
import type { Authenticate, Identity } from '../auth/authentication.ts';
import { networkOf, type ClientAddress } from '../edge/clientAddress.ts';
import { readRequest } from '../edge/body.ts';
import type { Configuration } from '../configuration.ts';
import type { Answer, Engine, Run } from '../execution/engine.ts';
import { headersOfConnection } from '../edge/headers.ts';
import type { Subgraphs } from '../traffic/subgraphs.ts';
import { answers, SubscriptionEnded } from './stream.ts';
import { negotiateLanguage, say } from '../edge/messages.ts';
import { Occupancy } from '../guard/occupancy.ts';
import { masked, present, Refusal, type ClientError } from '../edge/refusal.ts';
import { createScope, trace, type Scope } from '../edge/scope.ts';
import type { Planner } from '../planning/planning.ts';

/** What the router adds to graphql-ws's own closing codes; clients may connect again after each of them. */
export const closing = { tokenExpired: 4403, slowReader: 4413, goingAway: 1001 } as const;

type Parameters = Record<string, unknown>;
interface Client {
  socket: WebSocket;
  request: IncomingMessage;
  identity?: Identity;
  expiry?: NodeJS.Timeout;
}

const heartbeatMs = 12_000;
/** connection_init carries a token and a language, and stays in memory as long as its socket. */
const longestInit = 32_768;
const longestTimerMs = 2 ** 31 - 1;

const wire = ({ message, extensions }: ClientError): GraphQLError => new GraphQLError(message, { extensions });
/** graphql-ws writes what it is given; errors are already as clients read them. */
const onTheWire = ({ text }: Answer): unknown => JSON.parse(text);

/** Queries, mutations and subscriptions over graphql-transport-ws, under the same rules as over HTTP. */
export function createSockets(parts: {
  engine: Engine;
  subgraphs: Subgraphs;
  planner: Planner;
  authenticate: Authenticate;
  addressOf: ClientAddress;
  configuration: Configuration;
  log: Logger;
}) {
  const { engine, log } = parts;
  const { limits } = parts.configuration;
  const server = new WebSocketServer({ noServer: true, maxPayload: limits.bodyBytes, perMessageDeflate: false, handleProtocols });
  const runs = new WeakMap<object, { run: Run; scope: Scope; client: Client }>();
  const alive = new WeakSet<WebSocket>();
  const seats = new Occupancy(limits.socketsPerAddress);

  const scopeOf = ({ request, identity }: Client, acceptLanguage: unknown): Scope => {
    if (!identity) throw new Refusal(401, 'UNAUTHENTICATED', 'badToken');
    const headers = headersOfConnection(request.headers, acceptLanguage);
    return createScope({
      identity,
      headers,
      clientAddress: parts.addressOf(request),
      traceparent: trace(undefined),
      timeoutMs: parts.configuration.requestTimeoutMs,
    });
  };

  async function connect(context: Context<Parameters, Client>): Promise<boolean> {
    const client = context.extra;
    const { authorization } = context.connectionParams ?? {};
    try {
      client.identity = await parts.authenticate(typeof authorization === 'string' ? authorization : undefined);
    } catch (error) {
      if (!(error instanceof Refusal)) log.error({ err: error }, 'authentication failed');
      if (error instanceof Refusal && error.code === 'TOKEN_EXPIRED') client.socket.close(closing.tokenExpired, 'TOKEN_EXPIRED');
      else if (error instanceof Refusal && error.status === 401) client.socket.close(CloseCode.Unauthorized, 'UNAUTHENTICATED');
      else client.socket.close(1013, 'Try again later');
      return false;
    }
    const { expiresAt } = client.identity;
    if (expiresAt !== undefined) {
      const remaining = Math.min(Math.max(expiresAt - Date.now(), 0), longestTimerMs);
      client.expiry = setTimeout(() => {
        client.socket.close(closing.tokenExpired, 'TOKEN_EXPIRED');
      }, remaining);
    }
    return true;
  }

  function prepare(context: Context<Parameters, Client>, payload: unknown): ExecutionArgs | GraphQLError[] {
    const scope = scopeOf(context.extra, context.connectionParams?.['acceptLanguage']);
    try {
      if (Object.keys(context.subscriptions).length > limits.subscriptionsPerSocket) {
        throw new Refusal(400, 'TOO_COSTLY', 'tooCostly', `operations > ${String(limits.subscriptionsPerSocket)}`);
      }
      const prepared = engine.prepare(readRequest(payload, limits.nesting), scope);
      if (prepared.kind === 'Rejected') return prepared.errors.map(wire);
      const { document, definition } = prepared.run.operation;
      const args: ExecutionArgs = { schema: parts.planner.apiSchema, document, operationName: definition.name?.value ?? null };
      runs.set(args, { run: prepared.run, scope, client: context.extra });
      return args;
    } catch (error) {
      if (!(error instanceof Refusal)) log.error({ err: error, traceId: scope.traceId }, 'request failed');
      return [wire(error instanceof Refusal ? present(error, scope) : masked(scope))];
    }
  }

  const runOf = (args: ExecutionArgs): { run: Run; scope: Scope; client: Client } => {
    const found = runs.get(args);
    if (!found) throw new Error('not prepared');
    return found;
  };

  function closeSlow(socket: WebSocket): void {
    socket.close(closing.slowReader, 'Too much waits for this reader');
    setTimeout(() => {
      socket.terminate();
    }, 1000).unref();
  }

  function subscribe(args: ExecutionArgs): AsyncGenerator<Answer, void, undefined> {
    const { run, scope } = runOf(args);
    return answers({ ...parts, run, scope });
  }

  const protocol = makeServer<Parameters, Client>({
    connectionInitWaitTimeout: 5000,
    onConnect: connect,
    onSubscribe: (context, _id, payload) => prepare(context, payload),
    execute: (args) => engine.execute(runOf(args).run, runOf(args).scope) as never,
    subscribe: (args) => subscribe(args) as never,
    onNext: (_context, _id, _payload, _args, result) => onTheWire(result as unknown as Answer) as never,
    onError: (_context, _id, _payload, errors) => {
      const [ended] = errors.flatMap(({ originalError }) => (originalError instanceof SubscriptionEnded ? [originalError] : []));
      if (!ended) return;
      return ended.errors;
    },
  });

  function accept(socket: WebSocket, request: IncomingMessage): void {
    const client: Client = { socket, request };
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) =>
          new Promise((resolve) => {
            if (socket.readyState !== WebSocket.OPEN) {
              resolve();
              return;
            }
            if (socket.bufferedAmount > limits.socketBufferBytes) closeSlow(socket);
            const stalled = setTimeout(() => {
              closeSlow(socket);
            }, limits.slowReaderMs);
            socket.send(data, () => {
              clearTimeout(stalled);
              resolve();
            });
          }),
        close: (code, reason) => {
          socket.close(code, reason);
        },
        onMessage: (receive) => {
          socket.on('message', (data: Buffer) => {
            if (!client.identity && data.length > longestInit) {
              socket.close(1009, 'connection_init is too long');
              return;
            }
            receive(data.toString('utf8')).catch((error: unknown) => {
              log.error({ err: error }, 'socket failed');
              socket.close(CloseCode.InternalServerError, 'Internal server error');
            });
          });
        },
      },
      client,
    );
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
    socket.on('error', (error) => {
      log.debug({ err: error }, 'socket closed by its fault');
    });
    socket.once('close', (code, reason) => {
      clearTimeout(client.expiry);
      void closed(code, reason.toString());
    });
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
      const network = networkOf(parts.addressOf(request));
      if (!seats.enter(network)) {
        refuseUpgrade(request, socket);
        return;
      }
      socket.once('close', () => {
        seats.leave(network);
      });
      server.handleUpgrade(request, socket, head, accept);
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
