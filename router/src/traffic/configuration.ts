import { z } from 'zod';

const headerName = z.string().regex(/^[a-z0-9-]+$/, 'lower case header name');
const milliseconds = z.number().int().positive();

const subgraph = z.strictObject({
  /** Replaces the routing URL of the supergraph. */
  url: z.url({ protocol: /^https?$/ }).optional(),
  /** Where its subscriptions are served; by default `url` with ws for http. */
  webSocketUrl: z.url({ protocol: /^wss?$/ }).optional(),
  timeoutMs: milliseconds.optional(),
  /** Client headers that this subgraph gets besides headers.forward; the only place for `cookie`. */
  forward: z.array(headerName).default([]),
  /** Whether its Set-Cookie reaches the client. */
  setCookie: z.boolean().default(false),
  /** Whether a socket speaks for one identity, or each subscription on it for its own. */
  subscriptionAuthority: z.enum(['connection', 'operation']).default('connection'),
});

/** Keys of the configuration's top level that say how subgraphs are asked. */
export const traffic = {
  subgraphs: z.record(z.string(), subgraph).default({}),
  subgraphTimeoutMs: milliseconds.default(5000),
  /** For the whole of a request, or of what follows one event of a subscription. */
  requestTimeoutMs: milliseconds.default(10_000),
  subgraphConnections: z.number().int().positive().default(64),
  headers: z.strictObject({ forward: z.array(headerName).default(['accept-language']) }).prefault({}),
};

export const trafficHelp = `  "subgraphs": {                    by name in the supergraph
    "NAME": {
      "url": …, "webSocketUrl": …,  instead of the routing URL; ws for http by default
      "timeoutMs": …,
      "forward": [],                client headers for this subgraph alone; the only place for cookie;
                                    x-forwarded-for is the client's address (see trustedProxies)
      "setCookie": false,           whether its Set-Cookie reaches the client
      "subscriptionAuthority": "connection"   one socket an identity, told in connection_init; or "operation": authorization,
                                    acceptLanguage and traceparent in the extensions of each subscribe message
    }
  },
  "subgraphTimeoutMs": 5000, "requestTimeoutMs": 10000, "subgraphConnections": 64,
  "headers": { "forward": ["accept-language"] },   client headers for every subgraph
`;
