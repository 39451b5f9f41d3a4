import { Pool } from 'undici';
import type { Configuration } from '../configuration.ts';
import { forwardRule } from '../edge/headers.ts';
import type { InternalTokens } from '../auth/internalTokens.ts';
import type { Scope } from '../edge/scope.ts';

/** The subgraph gave no GraphQL answer: out of reach, too slow, or something else than GraphQL. For the log, never for clients. */
export class SubgraphFailure extends Error {
  readonly subgraph: string;
  constructor(subgraph: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'SubgraphFailure';
    this.subgraph = subgraph;
  }
}

export interface Ask {
  subgraph: string;
  operation: 'query' | 'mutation';
  /** The GraphQL request's JSON. */
  body: string;
  scope: Scope;
}

export interface Subgraphs {
  /** The text of a subgraph's answer; throws SubgraphFailure when there is none. */
  ask: (ask: Ask) => Promise<string>;
  /** Where and as whom subscriptions of this subgraph are opened. */
  socketOf: (subgraph: string, scope: Scope) => Promise<{ url: string; payload: Record<string, string> }>;
  /** Takes the addresses of a new supergraph. */
  update?: (routing: ReadonlyMap<string, string>) => void;
  close: () => Promise<void>;
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

  async function ask({ subgraph, body, scope }: Ask): Promise<string> {
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
      const text = await response.body.text();
      if (response.statusCode === 401 || response.statusCode === 403 || !text.startsWith('{')) {
        throw new SubgraphFailure(subgraph, `HTTP ${String(response.statusCode)}`);
      }
      if (target.setCookie) scope.setCookies.push(...[response.headers['set-cookie'] ?? []].flat());
      return text;
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
