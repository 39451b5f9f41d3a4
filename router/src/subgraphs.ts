import { Pool } from 'undici';
import type { Configuration } from './configuration.ts';
import { forwardRule } from './headers.ts';
import type { InternalTokens } from './internalTokens.ts';
import type { JsonObject } from './plan.ts';
import type { Scope } from './scope.ts';

export interface SubgraphError {
  message: string;
  path: readonly (string | number)[] | undefined;
  extensions: JsonObject;
}

export interface SubgraphAnswer {
  data: JsonObject | null;
  errors: readonly SubgraphError[];
}

/** The subgraph gave no GraphQL answer: out of reach, too slow, or something else than GraphQL. For the log, never for clients. */
export class SubgraphFailure extends Error {
  readonly subgraph: string;
  constructor(subgraph: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'SubgraphFailure';
    this.subgraph = subgraph;
  }
}

export interface Subgraphs {
  /** Sends a GraphQL request's JSON; throws SubgraphFailure. */
  ask: (subgraph: string, body: string, scope: Scope) => Promise<SubgraphAnswer>;
  /** Where and as whom subscriptions of this subgraph are opened. */
  socketOf: (subgraph: string, scope: Scope) => Promise<{ url: string; payload: Record<string, string> }>;
  close: () => Promise<void>;
}

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
const isStep = (step: unknown): step is string | number => typeof step === 'string' || typeof step === 'number';

/** Reads a GraphQL answer's JSON; undefined when it is none. */
export function readAnswer(json: unknown): SubgraphAnswer | undefined {
  if (!isObject(json)) return undefined;
  const data = isObject(json['data']) ? json['data'] : null;
  const listed: readonly unknown[] = Array.isArray(json['errors']) ? json['errors'] : [];
  if (!('data' in json) && listed.length === 0) return undefined;
  const errors = listed.filter(isObject).map(({ message, path, extensions }) => ({
    message: typeof message === 'string' ? message : '',
    path: Array.isArray(path) && path.every(isStep) ? path : undefined,
    extensions: isObject(extensions) ? extensions : {},
  }));
  return { data, errors };
}

interface Target {
  pool: Pool;
  path: string;
  webSocketUrl: string;
  timeoutMs: number;
  setCookie: boolean;
  forward: (scope: Scope) => Record<string, string>;
}

function targetOf(name: string, routingUrl: string, configuration: Configuration): Target {
  const own = configuration.subgraphs[name];
  const url = new URL(own?.url ?? routingUrl);
  return {
    pool: new Pool(url.origin, {
      connections: configuration.subgraphConnections,
      pipelining: 1,
      keepAliveTimeout: 30_000,
      maxResponseSize: 32 * 1024 * 1024,
    }),
    path: `${url.pathname}${url.search}`,
    webSocketUrl: own?.webSocketUrl ?? url.href.replace(/^http/, 'ws'),
    timeoutMs: own?.timeoutMs ?? configuration.subgraphTimeoutMs,
    setCookie: own?.setCookie ?? false,
    forward: forwardRule(configuration, name),
  };
}

/** HTTP and WebSocket addresses of the subgraphs, kept-alive connections, and the headers each of them gets. */
export function createSubgraphs(routing: ReadonlyMap<string, string>, configuration: Configuration, tokens: InternalTokens): Subgraphs {
  const unknown = Object.keys(configuration.subgraphs).filter((name) => !routing.has(name));
  if (unknown.length > 0) throw new Error(`subgraphs.${unknown.join(', subgraphs.')}: no such subgraph in the supergraph`);
  const targets = new Map([...routing].map(([name, url]) => [name, targetOf(name, url, configuration)]));
  const targetNamed = (name: string): Target => {
    const target = targets.get(name);
    if (!target) throw new SubgraphFailure(name, 'no such subgraph');
    return target;
  };

  async function ask(subgraph: string, body: string, scope: Scope): Promise<SubgraphAnswer> {
    const target = targetNamed(subgraph);
    const authorization = await tokens(scope.identity, subgraph);
    const deadline = new AbortController();
    const timer = setTimeout(() => {
      deadline.abort(new Error(`no answer within ${String(target.timeoutMs)} ms`));
    }, target.timeoutMs);
    const clientGone = (): void => {
      deadline.abort(new Error('the client has gone'));
    };
    scope.signal?.addEventListener('abort', clientGone, { once: true });
    try {
      const response = await target.pool.request({
        method: 'POST',
        path: target.path,
        headers: {
          ...target.forward(scope),
          'content-type': 'application/json',
          accept: 'application/graphql-response+json, application/json',
          traceparent: scope.traceparent,
          ...(authorization !== undefined && { authorization }),
        },
        body,
        signal: deadline.signal,
      });
      const answer = readAnswer(await response.body.json());
      if (!answer || response.statusCode === 401 || response.statusCode === 403) {
        throw new SubgraphFailure(subgraph, `HTTP ${String(response.statusCode)}`);
      }
      if (target.setCookie) scope.setCookies.push(...[response.headers['set-cookie'] ?? []].flat());
      return answer;
    } catch (error) {
      if (error instanceof SubgraphFailure) throw error;
      throw new SubgraphFailure(subgraph, error instanceof Error ? error.message : 'no answer', error);
    } finally {
      clearTimeout(timer);
      scope.signal?.removeEventListener('abort', clientGone);
    }
  }

  return {
    ask,
    async socketOf(subgraph, scope) {
      const authorization = await tokens(scope.identity, subgraph);
      const acceptLanguage = scope.headers['accept-language'];
      const payload = {
        traceparent: scope.traceparent,
        ...(authorization !== undefined && { authorization }),
        ...(acceptLanguage !== undefined && { acceptLanguage }),
      };
      return { url: targetNamed(subgraph).webSocketUrl, payload };
    },
    async close() {
      await Promise.all([...targets.values()].map(({ pool }) => pool.close()));
    },
  };
}
