/** What is counted of the router's work. Each call is cheap; labels never carry what a client may choose freely. */
export interface Metrics {
  /** One request answered. `operation` is the operation's name, or '' where it has none or is not known to be real. */
  request: (of: {
    operation: string;
    type: 'query' | 'mutation' | 'subscription' | 'none';
    outcome: 'ok' | 'partial' | 'refused' | 'failed';
    seconds: number;
  }) => void;
  /** One fetch from a subgraph, attempts and waiting included. */
  subgraph: (of: { subgraph: string; outcome: 'ok' | 'failed' | 'timeout' | 'rejected'; seconds: number }) => void;
  planCache: (hit: boolean) => void;
  retried: (subgraph: string) => void;
  merged: (subgraph: string) => void;
  breaker: (subgraph: string, address: string, state: 'closed' | 'half-open' | 'open') => void;
  /** A figure that is read when somebody asks for it. */
  gauge: (
    name: 'watchers' | 'upstreams' | 'sockets' | 'requests_in_flight' | 'revocations_age_seconds' | 'supergraph_refused',
    read: () => number,
  ) => void;
}

export const noMetrics: Metrics = {
  request: () => undefined,
  subgraph: () => undefined,
  planCache: () => undefined,
  retried: () => undefined,
  merged: () => undefined,
  breaker: () => undefined,
  gauge: () => undefined,
};
