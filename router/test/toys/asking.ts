import { createInternalTokens } from '../../src/auth/internalTokens.ts';
import { parseConfiguration, type ConfigurationInput } from '../../src/configuration.ts';
import { createScope, trace, type Scope } from '../../src/edge/scope.ts';
import { noMetrics, type Metrics } from '../../src/telemetry/metrics.ts';
import { createSubgraphs, type Subgraphs } from '../../src/traffic/subgraphs.ts';

export interface Asking {
  subgraphs: Subgraphs;
  ask: (body?: string, operation?: 'query' | 'mutation', scope?: Scope) => Promise<string>;
  /** What was counted, e.g. `retried`, `merged`, `breaker open`, `ok`. */
  counted: string[];
  close: () => Promise<void>;
}

export const internal = { key: Buffer.alloc(32, 7).toString('base64url') };

export function scopeOf({
  user = 'u1',
  headers = {},
  timeoutMs = 5000,
  signal,
}: { user?: string; headers?: Record<string, string>; timeoutMs?: number; signal?: AbortSignal } = {}): Scope {
  return createScope({
    identity: {
      party: { kind: 'User', id: user },
      key: user,
      claims: { sub: user },
      expiresAt: undefined,
      scopes: new Set(),
      policies: new Set(),
      session: undefined,
    },
    headers,
    clientAddress: '192.0.2.1',
    traceparent: trace(undefined),
    timeoutMs,
    ...(signal && { signal }),
  });
}

/** The traffic room alone, in front of one subgraph at these addresses. */
export function startAsking(url: string | string[], configuration: ConfigurationInput = {}): Asking {
  const counted: string[] = [];
  const metrics: Metrics = {
    ...noMetrics,
    subgraph: ({ outcome }) => counted.push(outcome),
    retried: () => counted.push('retried'),
    merged: () => counted.push('merged'),
    breaker: (_subgraph, _address, state) => counted.push(`breaker ${state}`),
  };
  const parsed = parseConfiguration(
    { subgraphTimeoutMs: 3000, ...configuration, subgraphs: { toy: { ...configuration.subgraphs?.['toy'], url } } },
    {},
  );
  const routing = new Map([['toy', 'http://127.0.0.1:9/']]);
  const subgraphs = createSubgraphs(routing, parsed, createInternalTokens(parsed.auth), metrics);
  let last = 0;
  return {
    subgraphs,
    counted,
    ask: (body = `{"query":"{ n${(last += 1)} }"}`, operation = 'query', scope = scopeOf()) =>
      subgraphs.ask({ subgraph: 'toy', operation, body, scope }),
    close: () => subgraphs.close(),
  };
}
