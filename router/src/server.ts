import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { createAuthentication } from './auth/authentication.ts';
import { createRevocations } from './auth/revocation.ts';
import { clientAddresses } from './edge/clientAddress.ts';
import { createCaches } from './cache/caches.ts';
import { createStore } from './cache/store.ts';
import type { Configuration } from './configuration.ts';
import { createEngine, type Engine } from './execution/engine.ts';
import { createExplorer } from './edge/explorer.ts';
import { createGraphQLEndpoint } from './edge/graphqlEndpoint.ts';
import { createGuard } from './guard/guard.ts';
import { createInternalTokens } from './auth/internalTokens.ts';
import { createLog } from './telemetry/log.ts';
import { negotiateLanguage } from './edge/messages.ts';
import { observedEngine, observedSubgraphs } from './telemetry/observed.ts';
import { requireEncryption } from './edge/plaintext.ts';
import { createProxy } from './edge/proxy.ts';
import { present, Refusal } from './edge/refusal.ts';
import { trace } from './edge/scope.ts';
import { Occupancy } from './guard/occupancy.ts';
import { createHttpStreams } from './subscriptions/httpStreams.ts';
import { createSharing } from './subscriptions/sharing.ts';
import { createSockets } from './subscriptions/sockets.ts';
import { createTenures } from './subscriptions/tenures.ts';
import { follow } from './supergraph/following.ts';
import type { Source } from './supergraph/source.ts';
import { checked, type Checked } from './supergraph/version.ts';
import { createVersions } from './supergraph/versions.ts';
import { createShedding } from './traffic/shedding.ts';
import { createSubgraphs } from './traffic/subgraphs.ts';
import { startTelemetry } from './telemetry/telemetry.ts';
import { readCertificate, watchCertificate } from './edge/tls.ts';
import { createWeb } from './edge/web.ts';

export interface Router {
  port: number;
  /** Has the supergraph's source looked at now. */
  checkSupergraph: () => void;
  /** Where /metrics is served, when it is. */
  metricsPort: number | undefined;
  /** Says so at /readyz, waits drainDelayMs, stops accepting, lets requests in flight finish, closes sockets with 1001. */
  stop: () => Promise<void>;
}

export interface RouterOptions {
  /** SDL, or where it comes from and may change. */
  supergraph: string | Source;
  port: number;
  introspection: boolean;
  /** Refuses what travels unencrypted. */
  production: boolean;
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
  if (configuration.explorer && !options.introspection) throw new Error('explorer: needs --introspection');
  const log = options.log ?? createLog(configuration.logLevel);
  const check = (sdl: string): Checked => {
    const version = checked(sdl, configuration);
    const audience = configuration.auth?.serviceTokens?.audience ?? '';
    // Its tokens for users would pass here as a service's.
    if (version.planner.subgraphs.has(audience)) throw new Error(`auth.serviceTokens.audience: ${audience} is a subgraph`);
    if (options.production) requireEncryption(configuration, version.planner.subgraphs);
    return version;
  };
  const source = typeof options.supergraph === 'string' ? undefined : options.supergraph;
  const first = check(typeof options.supergraph === 'string' ? options.supergraph : ((await source?.read()) ?? ''));
  const certificate = configuration.tls && readCertificate(configuration.tls);
  const telemetry = await startTelemetry(configuration.telemetry, log);
  const { metrics, tracer } = telemetry;
  const revocations = createRevocations(configuration.auth, log, metrics);
  const authenticate = createAuthentication(configuration.auth, revocations.isRevoked);
  const tokens = createInternalTokens(configuration.auth);
  const subgraphs = observedSubgraphs(createSubgraphs(first.planner.subgraphs, configuration, tokens, metrics), tracer);
  const guard = createGuard(configuration);
  const store = configuration.cache && (await createStore(configuration.cache, log));
  const engineOf = (version: Checked): Engine => {
    const { planner, sdl: supergraph } = version;
    const caches = store && createCaches(version, store, configuration);
    const { introspection } = options;
    return observedEngine(
      createEngine({ planner, subgraphs, supergraph, guard, configuration, introspection, caches, metrics, log }),
      tracer,
    );
  };
  const versions = createVersions({ first, check, engineOf, subgraphs, configuration, metrics, log });
  const addressOf = clientAddresses(configuration.trustedProxies);
  const sharing = createSharing({ configuration, metrics, log });
  const tenures = createTenures(revocations);
  const version = { engine: versions.current, subgraphs: () => subgraphs };
  const shedding = createShedding(configuration.overload);
  metrics.gauge('requests_in_flight', shedding.inFlight);
  const live = {
    watch: sharing.watch,
    tenures,
    authenticate,
    seats: new Occupancy(configuration.limits.socketsPerAddress),
    configuration,
    telemetry,
    log,
  };
  const streams = createHttpStreams(live);
  const graphql = createGraphQLEndpoint({ ...version, streams, shedding, authenticate, addressOf, configuration, telemetry, log });
  const sockets = createSockets({ ...version, ...live, shedding, addressOf, metrics });
  const scheme = configuration.tls || configuration.behindTls ? 'https' : 'http';
  const proxies = configuration.proxies
    .map((rule) => createProxy(rule, addressOf, scheme))
    .sort((a, b) => b.prefix.length - a.prefix.length);
  const web = configuration.web && createWeb(configuration.web);
  const explorer = (configuration.explorer ?? options.introspection) ? createExplorer(configuration.graphqlPath) : undefined;
  let stopping = false;
  let closing = false;

  const allowed = (request: IncomingMessage): boolean =>
    !configuration.allowedHosts?.every((name) => name !== (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, ''));

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request);
    // Probes come by address.
    if (path === '/livez') {
      sendPlain(response, 200, 'ok');
      return;
    }
    if (path === '/readyz') {
      sendPlain(response, stopping ? 503 : 200, stopping ? 'stopping' : 'ready');
      return;
    }
    if (!allowed(request)) throw new Refusal(421, 'BAD_INPUT', 'host');
    if (path === configuration.graphqlPath) return graphql(request, response);
    if (explorer?.matches(path)) return explorer.handle(request, response, path);
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
    if (certificate) response.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains');
    route(request, response).catch((error: unknown) => {
      fail(error, request, response);
    });
  };

  const patience = { keepAliveTimeout: 65_000, headersTimeout: 10_000, requestTimeout: 60_000 };
  const secure = certificate && createSecureServer({ ...patience, ...certificate }, handle);
  const server = secure ?? createServer(patience, handle);
  // A client that asks before it sends hears the refusal of a large body without sending it.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    const refused =
      pathOf(request) === configuration.graphqlPath && Number(request.headers['content-length'] ?? 0) > configuration.limits.bodyBytes;
    if (!refused) response.writeContinue();
    handle(request, response);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (closing || !allowed(request) || pathOf(request) !== configuration.graphqlPath)
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
  const unwatch =
    secure &&
    configuration.tls &&
    watchCertificate(
      configuration.tls,
      (renewed) => {
        secure.setSecureContext(renewed);
      },
      log,
    );
  const take = async (sdl: string): Promise<void> => {
    await versions.offer(sdl);
    await sharing.swapped(versions.current());
  };
  const following = source && follow(source, { take, pollMs: configuration.supergraph.pollMs, log });

  return {
    checkSupergraph: () => following?.check(),
    port: (server.address() as AddressInfo).port,
    metricsPort: telemetry.metricsPort,
    async stop() {
      stopping = true;
      await following?.stop();
      await wait(configuration.drainDelayMs);
      closing = true;
      unwatch?.();
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
      revocations.close();
      clearTimeout(impatience);
      clearInterval(sweep);
      for (const proxy of proxies) proxy.close();
      store?.close();
      await subgraphs.close();
      shedding.close();
      await telemetry.close();
    },
  };
}
