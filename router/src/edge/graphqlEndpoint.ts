import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Authenticate } from '../auth/authentication.ts';
import type { ClientAddress } from './clientAddress.ts';
import { parseJson, readBody, readRequest } from './body.ts';
import type { Freshness } from '../cache/answers.ts';
import type { Configuration } from '../configuration.ts';
import type { Answer, Engine, GraphQLRequest } from '../execution/engine.ts';
import type { Run } from '../execution/operations.ts';
import { negotiateLanguage } from './messages.ts';
import { sendParts } from './answerParts.ts';
import { negotiateMediaType, requireJson, requirePreflight, takesParts, type MediaType } from './negotiation.ts';
import { masked, present, Refusal } from './refusal.ts';
import { createScope, trace, type Scope } from './scope.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { createHttpStreams } from '../subscriptions/httpStreams.ts';
import { singleEvent, streamTypeOf } from '../subscriptions/streamType.ts';
import type { Shedding } from '../traffic/shedding.ts';
import type { Subgraphs } from '../traffic/subgraphs.ts';

interface Reply {
  status: number;
  type: MediaType | 'text/event-stream';
  /** The answer's JSON. */
  body: string;
  headers?: Record<string, string>;
  /** The request's body was not read to its end: the connection can't serve another one. */
  abandon?: boolean;
  setCookies?: string[];
  /** `body` is but the first part. */
  more?: Answer['more'];
}

function fromUrl(request: IncomingMessage): Record<string, unknown> {
  const parameters = new URL(request.url ?? '/', 'http://router').searchParams;
  const json = (name: string): unknown => (parameters.has(name) ? parseJson(parameters.get(name) ?? '') : undefined);
  const operationName = parameters.get('operationName') ?? undefined;
  const query = parameters.get('query') ?? undefined;
  return { query, operationName, variables: json('variables'), extensions: json('extensions') };
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

/** The type of an answer that is no stream; undefined when the client takes events alone. */
function acceptedBy({ headers: { accept } }: IncomingMessage): ReturnType<typeof negotiateMediaType> | undefined {
  const stream = streamTypeOf(accept);
  if (stream === undefined && takesParts(accept) && !/application\//i.test(accept ?? ''))
    return { type: 'application/json', byName: false };
  if (stream === undefined || /application\/(graphql-response\+)?json/i.test(accept ?? '')) return negotiateMediaType(accept);
  return stream === 'text/event-stream' ? undefined : { type: 'application/json', byName: false };
}

const event = (body: string): Pick<Reply, 'status' | 'type' | 'body'> => ({
  status: 200,
  type: 'text/event-stream',
  body: singleEvent(body),
});

const freshnessHeaders = ({ maxAge, age, isPrivate, vary }: Freshness): Record<string, string> => ({
  'cache-control': `max-age=${maxAge}, ${isPrivate ? 'private' : 'public'}`,
  age: String(age),
  vary: vary.join(', '),
});

function send(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  // A stream that had begun ends there.
  if (response.headersSent) response.destroy();
  if (response.destroyed) return;
  const { body } = reply;
  const bytes = Buffer.byteLength(body);
  const headers: Record<string, string | number | string[]> = {
    'content-type': `${reply.type}; charset=utf-8`,
    'content-length': bytes,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...reply.headers,
    ...(reply.setCookies && reply.setCookies.length > 0 && { 'set-cookie': reply.setCookies }),
  };
  if (!reply.abandon) {
    // As ASCII, which it mostly is, it is not transcoded.
    response.writeHead(reply.status, headers).end(body, bytes === body.length ? 'latin1' : 'utf8');
    return;
  }
  // Node would read the rest of the body away, or reset the connection before the client has read the answer.
  const lines = Object.entries({ ...headers, connection: 'close' }).map(([name, value]) => `${name}: ${[value].flat().join(', ')}\r\n`);
  request.pause();
  request.socket.end(
    `HTTP/1.1 ${String(reply.status)} ${reply.status === 413 ? 'Content Too Large' : 'Refused'}\r\n${lines.join('')}\r\n${body}`,
  );
  setTimeout(() => request.socket.destroy(), 1000).unref();
}

/** GraphQL over HTTP: POST with JSON, GET for queries only. */
export function createGraphQLEndpoint(parts: {
  engine: () => Engine;
  subgraphs: () => Subgraphs;
  streams: ReturnType<typeof createHttpStreams>;
  authenticate: Authenticate;
  addressOf: ClientAddress;
  configuration: Configuration;
  shedding: Shedding;
  telemetry: Pick<Telemetry, 'observer' | 'tracer'>;
  log: Logger;
}) {
  const { authenticate, addressOf, shedding, log } = parts;
  const { observer, tracer } = parts.telemetry;
  const { bodyBytes, batch } = parts.configuration.limits;

  async function executed({ method }: IncomingMessage, engine: Engine, run: Run, scope: Scope): Promise<Answer> {
    const operation: string = run.operation.definition.operation;
    if (operation === 'subscription') throw new Refusal(400, 'BAD_INPUT', 'subscriptionOverHttp');
    if (operation === 'mutation' && method !== 'POST') throw new Refusal(405, 'BAD_INPUT', 'method', 'POST');
    return engine.execute(run, operation === 'mutation' ? { ...scope, signal: undefined } : scope);
  }

  /** Undefined when a stream has taken the response. */
  async function answered(
    { request, response }: Exchange,
    graphql: GraphQLRequest,
    accepted: ReturnType<typeof negotiateMediaType> | undefined,
    scope: Scope,
  ): Promise<Reply | undefined> {
    const engine = parts.engine();
    const prepared = engine.prepare(graphql, scope);
    if (prepared.kind === 'Rejected') {
      const body = JSON.stringify({ errors: prepared.errors });
      return accepted ? { status: accepted.byName ? 200 : 400, type: accepted.type, body } : event(body);
    }
    const operation: string = prepared.run.operation.definition.operation;
    const stream = streamTypeOf(request.headers.accept);
    if (operation === 'subscription' && stream) {
      parts.streams.handle({ request, response, type: stream, engine, subgraphs: parts.subgraphs(), graphql, run: prepared.run, scope });
      return undefined;
    }
    const { text, freshness, more } = await executed(request, engine, prepared.run, scope);
    return {
      ...(accepted ? { status: 200, type: accepted.type, body: text } : event(text)),
      ...(freshness && { headers: freshnessHeaders(freshness) }),
      more,
      setCookies: scope.setCookies,
    };
  }

  /** Each operation of a batch stands for itself; none is a stream. */
  async function batched(request: IncomingMessage, operations: readonly unknown[], type: MediaType, scope: Scope): Promise<Reply> {
    if (operations.length === 0 || operations.length > batch) throw new Refusal(400, 'BAD_INPUT', 'batch', String(batch));
    const engine = parts.engine();
    const whole = { ...scope, headers: { ...scope.headers, accept: undefined } };
    const one = async (json: unknown): Promise<string> => {
      const prepared = engine.prepare(readRequest(json), whole);
      return prepared.kind === 'Ready'
        ? (await executed(request, engine, prepared.run, scope)).text
        : JSON.stringify({ errors: prepared.errors });
    };
    const bodies = await Promise.all(
      operations.map((json) => one(json).catch((error: unknown) => refused(error, request, scope.traceId).body)),
    );
    return { status: 200, type, body: `[${bodies.join()}]`, setCookies: scope.setCookies };
  }

  async function handle(exchange: Exchange, scopeOf: () => Promise<Scope>): Promise<Reply | undefined> {
    const { request } = exchange;
    if (request.method !== 'POST' && request.method !== 'GET') throw new Refusal(405, 'BAD_INPUT', 'method', 'GET, POST');
    const accepted = acceptedBy(request);
    if (request.method === 'GET') requirePreflight(request);
    else requireJson(request);
    const reading = request.method === 'GET' ? Promise.resolve(request).then(fromUrl) : readBody(request, bodyBytes).then(parseJson);
    const [scope, json] = await Promise.all([scopeOf(), reading]);
    if (Array.isArray(json) && batch > 1 && accepted) return batched(request, json, accepted.type, scope);
    return answered(exchange, readRequest(json), accepted, scope);
  }

  function refused(error: unknown, request: IncomingMessage, traceId: string): Reply {
    const accept = request.headers.accept ?? '';
    const type: MediaType = accept.includes('application/graphql-response+json') ? 'application/graphql-response+json' : 'application/json';
    const words = { language: negotiateLanguage(request.headers['accept-language']), traceId };
    const abandon = request.method === 'POST' && !request.complete;
    if (!(error instanceof Refusal)) {
      if (!request.destroyed) log.error({ err: error, traceId }, 'request failed');
      return { status: 500, type, body: JSON.stringify({ errors: [masked(words)] }), abandon };
    }
    if (error.status === 503 && error.code === 'INTERNAL')
      log.error({ traceId }, 'the key set of access tokens, or who knows the API keys, is out of reach');
    const headers: Record<string, string> = {
      ...(error.status === 405 && { allow: error.reason }),
      ...(error.status === 429 && { 'retry-after': error.sentence === 'tooManySockets' ? '10' : error.reason }),
      ...(error.code === 'OVERLOADED' && { 'retry-after': error.reason }),
      ...(error.status === 401 && { 'www-authenticate': `Bearer error="invalid_token"` }),
    };
    return { status: error.status, type, body: JSON.stringify({ errors: [present(error, words)] }), headers, abandon };
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const traceparent = trace(request.headers['traceparent'], tracer.samples);
    const signal = {
      get aborted() {
        return response.destroyed && !response.writableFinished;
      },
    };
    const scopeOf = async (): Promise<Scope> =>
      createScope({
        identity: await authenticate(request.headers.authorization),
        headers: request.headers,
        clientAddress: addressOf(request),
        traceparent,
        signal,
        timeoutMs: parts.configuration.requestTimeoutMs,
      });
    const admitted = shedding.enter();
    const handled = admitted ? handle({ request, response }, scopeOf) : Promise.reject(new Refusal(503, 'OVERLOADED', 'overloaded', '1'));
    const reply = await handled.catch((error: unknown) => {
      traceparent.work.code = error instanceof Refusal ? error.code : 'INTERNAL';
      return refused(error, request, traceparent.traceId);
    });
    try {
      if (reply?.more) await sendParts(response, reply.body, reply.more, { ...(reply.setCookies && { 'set-cookie': reply.setCookies }) });
      else if (reply) send(request, response, reply);
    } finally {
      if (admitted) shedding.leave();
    }
    if (!reply) return;
    observer.answered(traceparent, { transport: 'http', status: reply.status });
  };
}
