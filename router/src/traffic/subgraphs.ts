import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { InternalTokens } from '../auth/internalTokens.ts';
import type { Configuration } from '../configuration.ts';
import type { Scope } from '../edge/scope.ts';
import { noMetrics, type Metrics } from '../telemetry/metrics.ts';
import { Address } from './address.ts';
import { createHeaderLines } from './headerLines.ts';
import { watchHealth } from './health.ts';
import { createTarget, type Target } from './target.ts';

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

/** Where subgraphs are by the supergraph: their addresses by name. */
export type Routing = ReadonlyMap<string, string>;

export interface Subgraphs {
  /** The text of a subgraph's answer; throws SubgraphFailure when there is none. */
  ask: (ask: Ask) => Promise<string>;
  /** Where and as whom subscriptions of this subgraph are opened. */
  socketOf: (subgraph: string, scope: Scope) => Promise<{ url: string; payload: Record<string, string> }>;
  /**
   * Another supergraph is served. Addresses that stay keep their connections and what is known of their health; subgraphs that
   * vanish can still be asked by what was planned before. Throws, and changes nothing, when an address is no URL.
   */
  update: (routing: Routing) => void;
  /** Ends all fetches. */
  close: () => Promise<void>;
}

const checkMs = 10;
const tidyMs = 1000;

const secureContextOf = ({ ca, certificate, key }: Configuration['subgraphTls']) =>
  createSecureContext({
    ...(ca !== undefined && { ca: readFileSync(ca) }),
    ...(certificate !== undefined && { cert: readFileSync(certificate) }),
    ...(key !== undefined && { key: readFileSync(key) }),
  });

/** How each subgraph is reached, and on whose behalf. Throws when the configuration names one that the supergraph lacks. */
export function createSubgraphs(
  routing: Routing,
  configuration: Configuration,
  tokens: InternalTokens,
  metrics: Metrics = noMetrics,
): Subgraphs {
  const unknown = Object.keys(configuration.subgraphs).filter((name) => !routing.has(name));
  if (unknown.length > 0) throw new Error(`subgraphs.${unknown.join(', subgraphs.')}: no such subgraph in the supergraph`);
  const secure = secureContextOf(configuration.subgraphTls);
  const targets = new Map<string, Target>();
  /** How to stop watching each address. */
  const watched = new Map<Address, () => void>();
  let checking: NodeJS.Timeout | undefined;

  function addressOf(name: string, url: string): Address {
    const changed = (state: Parameters<Metrics['breaker']>[2]): void => {
      metrics.breaker(name, address.url.host, state);
    };
    const address = new Address(url, { secure, breaker: configuration.breaker, changed });
    const { healthPath } = configuration.subgraphs[name] ?? {};
    watched.set(address, healthPath === undefined ? () => undefined : watchHealth(address, healthPath));
    return address;
  }

  function retire(address: Address): void {
    watched.get(address)?.();
    address.retire();
  }

  function update(next: Routing): void {
    const named = [...next].map(([name, routingUrl]) => {
      const urls = [configuration.subgraphs[name]?.url ?? routingUrl].flat();
      return { name, urls: urls.map((url) => new URL(url).href) };
    });
    for (const { name, urls } of named) {
      const target = targets.get(name);
      const known = target?.addresses.filter(({ retired }) => !retired) ?? [];
      const addresses = urls.map((url) => known.find((one) => one.url.href === url) ?? addressOf(name, url));
      for (const one of known) if (!addresses.includes(one)) retire(one);
      if (target) target.move(addresses);
      else
        targets.set(name, createTarget({ name, addresses, headerLines: createHeaderLines(configuration, name), configuration, metrics }));
    }
    for (const [name, { addresses }] of targets) if (!next.has(name)) addresses.forEach(retire);
  }

  function targetNamed(name: string): Target {
    const target = targets.get(name);
    if (!target) throw new SubgraphFailure(name, 'no such subgraph');
    return target;
  }

  function check(): void {
    const now = performance.now();
    let busy = false;
    for (const target of targets.values()) busy = target.check(now) || busy;
    if (busy) return;
    clearInterval(checking);
    checking = undefined;
  }

  const tidying = setInterval(() => {
    const now = performance.now();
    for (const address of watched.keys()) {
      address.closeIdle(now);
      if (address.retired && address.inFlight === 0) watched.delete(address);
    }
  }, tidyMs).unref();

  update(routing);
  return {
    async ask({ subgraph, operation, body, scope }) {
      const target = targetNamed(subgraph);
      try {
        const authorization = tokens(scope.identity, subgraph, scope.traceId);
        checking ??= setInterval(check, checkMs).unref();
        const { text, setCookies } = await target.ask({ body, mutation: operation === 'mutation', authorization, scope });
        if (setCookies.length > 0 && configuration.subgraphs[subgraph]?.setCookie) scope.setCookies.push(...setCookies);
        return text;
      } catch (error) {
        throw new SubgraphFailure(subgraph, error instanceof Error ? error.message : 'no answer', error);
      }
    },
    socketOf(subgraph, scope) {
      const authorization = tokens(scope.identity, subgraph, scope.traceId);
      const acceptLanguage = scope.headers['accept-language'];
      const payload = {
        traceparent: scope.traceparent,
        ...(authorization !== undefined && { authorization }),
        ...(acceptLanguage !== undefined && { acceptLanguage }),
      };
      const address = targetNamed(subgraph).choose();
      const url = configuration.subgraphs[subgraph]?.webSocketUrl ?? address?.url.href.replace(/^http/, 'ws');
      return url === undefined ? Promise.reject(new SubgraphFailure(subgraph, 'no address')) : Promise.resolve({ url, payload });
    },
    update,
    close() {
      clearInterval(checking);
      clearInterval(tidying);
      for (const [address, stop] of watched) {
        stop();
        address.close();
      }
      return Promise.resolve();
    },
  };
}
