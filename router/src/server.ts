import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { pino, type Logger } from 'pino';
import { createAuthentication } from './auth/authentication.ts';
import { clientAddresses } from './edge/clientAddress.ts';
import type { Configuration } from './configuration.ts';
import { createEngine, type Engine } from './execution/engine.ts';
import { createGraphQLEndpoint } from './edge/graphqlEndpoint.ts';
import { createInternalTokens } from './auth/internalTokens.ts';
import { negotiateLanguage } from './edge/messages.ts';
import { createProxy } from './edge/proxy.ts';
import { present, Refusal } from './edge/refusal.ts';
import { trace } from './edge/scope.ts';
import { Occupancy } from './guard/occupancy.ts';
import { createHttpStreams } from './subscriptions/httpStreams.ts';
import { noRevocations } from './subscriptions/revocations.ts';
import { createSharing } from './subscriptions/sharing.ts';
import { createSockets } from './subscriptions/sockets.ts';
import { createTenures } from './subscriptions/tenures.ts';
import { noMetrics } from './telemetry/metrics.ts';
import { follow } from './supergraph/following.ts';
import type { Source } from './supergraph/source.ts';
import { checked, type Checked } from './supergraph/version.ts';
import { createVersions } from './supergraph/versions.ts';
import { createSubgraphs } from './traffic/subgraphs.ts';
import { createWeb } from './edge/web.ts';

export interface Router {
  port: number;
  /** Has the supergraph's source looked at now. */
  checkSupergraph: () => void;
  /** Stops accepting, lets requests in flight finish, closes sockets with 1001. */
  stop: () => Promise<void>;
}

export interface RouterOptions {
  /** SDL, or where it comes from and may change. */
  supergraph: string | Source;
  port: number;
  introspection: boolean;
  configuration: Configuration;
  log?: Logger;
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/';

function sendPlain(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  if (response.headersSent) response.destroy();
  else
    response
      .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff', ...headers })
      .end(`${body}\n`);
}

/** Starts a router; rejects when the supergraph or the configuration is wrong, or the port is taken (EADDRINUSE). */
export async function startRouter(options: RouterOptions): Promise<Router> {
  const { configuration } = options;
  const log = options.log ?? pino({ name: 'router', level: configuration.logLevel });
  const source = typeof options.supergraph === 'string' ? undefined : options.supergraph;
  const first = checked(typeof options.supergraph === 'string' ? options.supergraph : ((await source?.read()) ?? ''), configuration);
  const authenticate = createAuthentication(configuration.auth);
  const subgraphs = createSubgraphs(first.planner.subgraphs, configuration, createInternalTokens(configuration.auth));
  const engineOf = ({ planner }: Checked): Engine =>
    createEngine({ planner, subgraphs, configuration, introspection: options.introspection, log });
  const versions = createVersions({ first, engineOf, subgraphs, configuration, log });
  const addressOf = clientAddresses(configuration.trustedProxies);
  const metrics = noMetrics;
  const sharing = createSharing({ configuration, metrics });
  const tenures = createTenures(noRevocations);
  const version = { engine: versions.current, subgraphs: () => subgraphs };
  const live = { watch: sharing.watch, tenures, seats: new Occupancy(configuration.limits.socketsPerAddress), configuration, log };
  const streams = createHttpStreams(live);
  const graphql = createGraphQLEndpoint({ ...version, streams, authenticate, addressOf, configuration, log });
  const sockets = createSockets({ ...version, ...live, authenticate, addressOf, metrics });
  const proxies = configuration.proxies.map((rule) => createProxy(rule, addressOf)).sort((a, b) => b.prefix.length - a.prefix.length);
  const web = configuration.web && createWeb(configuration.web);
  let stopping = false;

  const allowed = (request: IncomingMessage): boolean =>
    !configuration.allowedHosts?.every((name) => name !== (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, ''));

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request);
    if (!allowed(request)) throw new Refusal(421, 'BAD_INPUT', 'host');
    if (path === configuration.graphqlPath) return graphql(request, response);
    if (path === '/health') {
      sendPlain(response, 200, 'ok');
      return;
    }
    if (path === '/ready') {
      sendPlain(response, stopping ? 503 : 200, stopping ? 'stopping' : 'ready');
      return;
    }
    const proxy = proxies.find(({ matches }) => matches(path));
    if (proxy) return proxy.handle(request, response);
    if (web) return web(request, response, path);
    throw new Refusal(404, 'NOT_FOUND', 'notFound');
  }

  function fail(error: unknown, request: IncomingMessage, response: ServerResponse): void {
    const words = {
      language: negotiateLanguage(request.headers['accept-language']),
      traceId: trace(request.headers['traceparent']).traceId,
    };
    const refusal = error instanceof Refusal ? error : new Refusal(500, 'INTERNAL', 'internal');
    if (refusal.status >= 500) log.error({ err: error, traceId: words.traceId }, 'request failed');
    sendPlain(response, refusal.status, present(refusal, words).message, refusal.status === 405 ? { allow: refusal.reason } : {});
  }

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    if (stopping) response.setHeader('connection', 'close');
    route(request, response).catch((error: unknown) => {
      fail(error, request, response);
    });
  };

  const server = createServer({ keepAliveTimeout: 65_000, headersTimeout: 10_000, requestTimeout: 60_000 }, handle);
  // A client that asks before it sends hears the refusal of a large body without sending it.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    const refused =
      pathOf(request) === configuration.graphqlPath && Number(request.headers['content-length'] ?? 0) > configuration.limits.bodyBytes;
    if (!refused) response.writeContinue();
    handle(request, response);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (stopping || !allowed(request) || pathOf(request) !== configuration.graphqlPath)
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
    else sockets.upgrade(request, socket, head);
  });
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, configuration.host, resolve);
  });
  const following = source && follow(source, { take: versions.offer, pollMs: configuration.supergraph.pollMs, log });

  return {
    checkSupergraph: () => following?.check(),
    port: (server.address() as AddressInfo).port,
    async stop() {
      stopping = true;
      await following?.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      // Node leaves a connection open that becomes idle after close().
      const sweep = setInterval(() => {
        server.closeIdleConnections();
      }, 50);
      const impatience = setTimeout(() => {
        server.closeAllConnections();
      }, configuration.drainMs);
      streams.close();
      await sockets.close();
      await closed;
      sharing.close();
      tenures.close();
      clearTimeout(impatience);
      clearInterval(sweep);
      for (const proxy of proxies) proxy.close();
      await subgraphs.close();
    },
  };
}
