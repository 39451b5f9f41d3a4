import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { type Keys, admit, hostIsOurs, localOrigin } from './access.ts';
import { expand } from './expand.ts';
import { StripeFailure } from './failure.ts';
import { type Form, parseForm } from './form.ts';
import { Idempotency } from './idempotency.ts';
import { servePage } from './pages.ts';
import { allowOnly, texts } from './params.ts';
import { findRoute } from './routes.ts';
import type { View } from './view.ts';
import { API_VERSION, type World } from './world.ts';

const MAX_BODY_BYTES = 256 * 1024;

type Answer = { status: number; body: string; replayed: boolean };

function reply(response: ServerResponse, status: number, body: string, headers: Record<string, string>): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-cache, no-store',
    'stripe-version': API_VERSION,
    ...headers,
  });
  response.end(body);
}

/** The body as text, or undefined as soon as it grows past the limit. */
function readBody(request: IncomingMessage, then: (body: string | undefined) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  });
  request.on('end', () => {
    const [first] = chunks;
    then(bytes > MAX_BODY_BYTES ? undefined : chunks.length === 1 && first ? first.toString() : Buffer.concat(chunks).toString());
  });
}

function failureOf(error: unknown): StripeFailure {
  if (error instanceof StripeFailure) return error;
  console.error(error);
  return new StripeFailure(500, { type: 'api_error', message: 'The simulator failed; its own output says how.' }, true);
}

/** One server, answering only after what it did is written. */
export class Simulator {
  readonly #world: World;
  readonly #keys: Keys;
  readonly #latencyMs: number;
  readonly server: Server;
  #requests = 0;

  constructor(world: World, keys: Keys, latencyMs: number) {
    this.#world = world;
    this.#keys = keys;
    this.#latencyMs = latencyMs;
    this.server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      this.#take(request, response);
    });
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
    const method = request.method ?? 'GET';
    this.#requests += 1;
    const id = `req_${process.pid.toString(36)}${Date.now().toString(36)}${this.#requests.toString(36)}`;
    const headers: Record<string, string> = { 'request-id': id };
    const origin = localOrigin(request);
    if (origin !== undefined) {
      Object.assign(headers, {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'authorization, content-type, stripe-version',
        'access-control-max-age': '600',
        vary: 'origin',
      });
    }
    if (!hostIsOurs(request)) {
      reply(
        response,
        421,
        JSON.stringify({ error: { type: 'invalid_request_error', message: 'The simulator answers to localhost only.' } }),
        headers,
      );
    } else if (method === 'OPTIONS') {
      response.writeHead(204, headers).end();
    } else if (method === 'GET' && path.startsWith('/v3/')) {
      servePage(path, headers, response);
    } else {
      readBody(request, (body) => {
        this.#answer(request, response, { method, path, parameters: method === 'POST' ? body : query, id, headers });
      });
    }
  }

  #answer(
    request: IncomingMessage,
    response: ServerResponse,
    {
      method,
      path,
      parameters,
      id,
      headers,
    }: { method: string; path: string; parameters: string | undefined; id: string; headers: Record<string, string> },
  ): void {
    const { idempotency, log } = this.#world.store;
    const given = request.headers['idempotency-key'];
    const key = method === 'POST' && typeof given === 'string' && given !== '' ? given : undefined;
    let held: string | undefined;
    const answer = ((): Answer => {
      try {
        if (parameters === undefined)
          throw new StripeFailure(413, { type: 'invalid_request_error', message: 'The request is too large.' }, false);
        const fingerprint = key === undefined ? 0 : Idempotency.fingerprint(method, path, parameters);
        return this.#execute(request, method, path, parameters, id, key, {
          replay: () => (key === undefined ? undefined : idempotency.begin(key, fingerprint)),
          started: () => (held = key),
          done: (status, body) => {
            if (key !== undefined) idempotency.store(key, fingerprint, status, body);
          },
        });
      } catch (error) {
        const failure = failureOf(error);
        return { status: failure.status, body: JSON.stringify({ error: failure.error }), replayed: false };
      }
    })();
    if (key !== undefined) headers['idempotency-key'] = key;
    if (answer.replayed) headers['idempotent-replayed'] = 'true';
    const send = () => {
      log.afterWrite(() => {
        if (held !== undefined) idempotency.release(held);
        reply(response, answer.status, answer.body, headers);
      });
    };
    if (this.#latencyMs > 0 && method === 'POST') setTimeout(send, this.#latencyMs);
    else send();
  }

  #execute(
    request: IncomingMessage,
    method: string,
    path: string,
    parameters: string,
    id: string,
    key: string | undefined,
    once: {
      replay: () => { status: number; body: string } | undefined;
      started: () => void;
      done: (status: number, body: string) => void;
    },
  ): Answer {
    const found = findRoute(method, path);
    if (found === undefined) {
      throw new StripeFailure(404, { type: 'invalid_request_error', message: `Unrecognized request URL (${method}: ${path}).` }, false);
    }
    const form: Form = parseForm(parameters);
    const server = admit(this.#world, this.#keys, request, form, found.route, found.id);
    const earlier = once.replay();
    if (earlier !== undefined) return { ...earlier, replayed: true };
    once.started();
    this.#world.request = method === 'POST' ? { id, idempotency_key: key ?? null } : { id: null, idempotency_key: null };
    try {
      allowOnly(form, found.route.params);
      const view: View = found.route.run({ world: this.#world, id: found.id, form, server });
      if (server) expand(this.#world, view, texts(form, 'expand'));
      const body = JSON.stringify(view);
      once.done(200, body);
      return { status: 200, body, replayed: false };
    } catch (error) {
      const failure = failureOf(error);
      const body = JSON.stringify({ error: failure.error });
      if (failure.remembered) once.done(failure.status, body);
      return { status: failure.status, body, replayed: false };
    }
  }
}
