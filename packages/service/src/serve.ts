import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { ApolloServer, HeaderMap, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { InMemoryLRUCache } from '@apollo/utils.keyvaluecache';
import { GraphQLError, type DocumentNode, type GraphQLSchema } from 'graphql';
import { WebSocketServer } from 'ws';
import { bearer } from './bearer.ts';
import { BodyTooLarge, readBody } from './body.ts';
import { negotiate } from './language.ts';
import type { Logger } from './log.ts';
import { isUnforeseen, present } from './refusal.ts';
import type { RequestScope } from './scope.ts';
import { serveSockets } from './sockets.ts';
import { traceIdOf } from './trace.ts';
import { verifyInternal } from './viewer.ts';

export type Route = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** What a GraphQL request's body holds, as the client sent it. */
export interface Asked {
  query?: unknown;
  operationName?: unknown;
  variables?: unknown;
}

export interface ServeOptions<Context extends RequestScope> {
  /** The subgraph's name: the audience that internal tokens must carry. */
  name: string;
  port: number;
  host: string;
  internalKey: Uint8Array;
  schema: GraphQLSchema;
  /** Made anew for each request (over HTTP) and each operation (over WebSocket), so that loaders never outlive it. */
  context(scope: RequestScope): Context;
  /** Plain HTTP paths beside /graphql, e.g. `GET /.well-known/jwks.json`, as `METHOD path`. They check their callers themselves. */
  routes?: Record<string, Route>;
  /** Rejects while the subgraph cannot do its work; /ready tells. */
  ready(): Promise<unknown>;
  log: Logger;
  /** The body of the answer to what need not be executed; null for all else, and where it fails the executor tells why. */
  answers?(asked: Asked, context: Context): Promise<Buffer | null>;
}

/** Bytes of a request's body, or of a message over a socket. */
const bodyLimit = 1_500_000;

/** Of documents that are remembered parsed, as JSON; they take some four times as much. */
const documentsBytes = 3 * 2 ** 20;

/** Logs what nobody foresaw, once, with its trace id. */
function logUnforeseen(errors: readonly GraphQLError[], scope: RequestScope, log: Logger): void {
  for (const error of errors) {
    if (isUnforeseen(error)) log.error({ err: error.originalError, path: error.path?.join('.'), traceId: scope.traceId }, 'unforeseen');
  }
}

function presentation<Context extends RequestScope>(log: Logger): ApolloServerPlugin<Context> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors: ({ errors, contextValue }) => {
          logUnforeseen(errors, contextValue, log);
          return Promise.resolve();
        },
        willSendResponse: ({ response, contextValue }) => {
          if (response.body.kind === 'single' && response.body.singleResult.errors) {
            response.body.singleResult.errors = response.body.singleResult.errors.map((error) => present(error, contextValue));
          }
          return Promise.resolve();
        },
      }),
  };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function send(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: Iterable<[string, string]> = [['content-type', 'application/json']],
): void {
  for (const [name, value] of headers) response.setHeader(name, value);
  response.writeHead(status).end(body);
}

/** Serves one subgraph: GraphQL over HTTP and graphql-transport-ws on /graphql, its own routes, /health and /ready. */
export async function serve<Context extends RequestScope>(
  options: ServeOptions<Context>,
): Promise<{ port: number; stop(): Promise<void> }> {
  const { name, internalKey, schema, log } = options;
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: true,
    csrfPrevention: false,
    stopOnTerminationSignals: false,
    includeStacktraceInErrorResponses: false,
    parseOptions: { noLocation: true },
    documentStore: new InMemoryLRUCache<DocumentNode>({ maxSize: documentsBytes }),
    formatError: (formatted, error) =>
      error instanceof GraphQLError && isUnforeseen(error) ? { ...formatted, extensions: { code: 'INTERNAL' } } : formatted,
    // No plugin that watches single fields: to wrap every resolver takes as long as most of them.
    plugins: [presentation<Context>(log), ApolloServerPluginInlineTraceDisabled(), ApolloServerPluginCacheControlDisabled()],
  });
  await apollo.start();

  async function graphql(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const viewer = await verifyInternal(bearer(request.headers.authorization), internalKey, name).catch(() => null);
    if (!viewer) {
      send(response, 401, '{"errors":[{"message":"Only the router may ask here.","extensions":{"code":"UNAUTHENTICATED"}}]}');
      return;
    }
    const body = await readBody(request, bodyLimit);
    const context = options.context({
      viewer,
      language: negotiate(request.headers['accept-language']),
      traceId: traceIdOf(request.headers['traceparent'] as string | undefined),
      headers: request.headers,
      setCookie: (value) => {
        response.appendHeader('set-cookie', value);
      },
    });
    const asked = JSON.parse(body.toString()) as unknown;
    const ready = options.answers && isObject(asked) ? await options.answers(asked, context).catch(() => null) : null;
    if (ready) {
      send(response, 200, ready);
      return;
    }
    const headers = new HeaderMap();
    for (const [key, value] of Object.entries(request.headers)) if (typeof value === 'string') headers.set(key, value);
    const answer = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: request.method ?? 'POST', headers, search: '', body: asked },
      context: () => Promise.resolve(context),
    });
    send(response, answer.status ?? 200, answer.body.kind === 'complete' ? answer.body.string : '', answer.headers);
  }

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const own = options.routes?.[`${request.method ?? 'GET'} ${path}`];
    if (path === '/graphql' && request.method === 'POST') await graphql(request, response);
    else if (own) await own(request, response);
    else if (path === '/health') send(response, 200, '{"status":"up"}');
    else if (path === '/ready') {
      await options.ready().then(
        () => {
          send(response, 200, '{"status":"ready"}');
        },
        () => {
          send(response, 503, '{"status":"not ready"}');
        },
      );
    } else send(response, 404, '{"error":"not found"}');
  }

  const http = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    route(request, response).catch((error: unknown) => {
      if (error instanceof BodyTooLarge) send(response.setHeader('connection', 'close'), 413, '{"error":"body too large"}');
      else if (error instanceof SyntaxError) send(response, 400, '{"error":"not JSON"}');
      else {
        log.error({ err: error }, 'request failed');
        if (!response.headersSent) send(response, 500, '{"error":"internal"}');
      }
    });
  });

  const sockets = new WebSocketServer({ server: http, path: '/graphql', maxPayload: bodyLimit });
  const live = serveSockets(options, sockets);

  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(options.port, options.host, resolve);
  });
  const address = http.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    stop: async () => {
      const closed = new Promise((resolve) => http.close(resolve));
      http.closeIdleConnections();
      await live.dispose();
      const hurry = setTimeout(() => {
        http.closeAllConnections();
      }, 5000);
      await closed;
      clearTimeout(hurry);
      await apollo.stop();
    },
  };
}
