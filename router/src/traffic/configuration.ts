import { z } from 'zod';
import { hopByHop } from '../edge/hopByHop.ts';

const headerName = z.string().regex(/^[a-z0-9-]+$/, 'lower case header name');
const milliseconds = z.number().int().positive();
const count = z.number().int().positive();
const address = z.url({ protocol: /^https?$/ });
const ours = new Set([...hopByHop, 'accept', 'accept-encoding', 'content-type', 'traceparent']);
const constants = z
  .record(
    headerName.refine((name) => !ours.has(name), 'is not yours to set'),
    z.string().regex(/^[\t\x20-\x7e]*$/, 'printable ASCII'),
  )
  .default({});

const subgraph = z.strictObject({
  /** Replaces the routing URL of the supergraph. Several are addresses of the same subgraph. */
  url: z.union([address, z.array(address).min(1)]).optional(),
  /** Asked of each address every second; anything under 400 says that it is well. */
  healthPath: z.string().startsWith('/').optional(),
  /** Where its subscriptions are served; by default `url` with ws for http. */
  webSocketUrl: z.url({ protocol: /^wss?$/ }).optional(),
  timeoutMs: milliseconds.optional(),
  maxInFlight: count.optional(),
  maxWaiting: z.number().int().nonnegative().optional(),
  /** Client headers that this subgraph gets besides headers.forward; the only place for `cookie`. */
  forward: z.array(headerName).default([]),
  set: constants,
  /** Of headers.forward and headers.set, what this subgraph does not get. */
  remove: z.array(headerName).default([]),
  /** Whether its Set-Cookie reaches the client. */
  setCookie: z.boolean().default(false),
  /** Whether a socket speaks for one identity, or each subscription on it for its own. */
  subscriptionAuthority: z.enum(['connection', 'operation']).default('connection'),
});

/** Keys of the configuration's top level that say how subgraphs are asked. */
export const traffic = {
  subgraphs: z.record(z.string(), subgraph).default({}),
  subgraphTimeoutMs: milliseconds.default(800),
  /** For the whole of a request, or of what follows one event of a subscription. */
  requestTimeoutMs: milliseconds.default(1800),
  /** Fetches that one subgraph gets at a time, and those that may wait for their turn; more are refused. */
  subgraphMaxInFlight: count.default(128),
  subgraphMaxWaiting: z.number().int().nonnegative().default(1000),
  /** PEM files for https: subgraphs: who signs their certificates, and what the router shows of itself. */
  subgraphTls: z.strictObject({ ca: z.string(), certificate: z.string(), key: z.string() }).partial().prefault({}),
  /** When most requests to an address fail it is left alone for a while. */
  breaker: z
    .strictObject({
      failureRatio: z.number().positive().max(1).default(0.5),
      minimumRequests: count.default(20),
      windowMs: milliseconds.default(10_000),
      pauseMs: milliseconds.default(2000),
    })
    .prefault({}),
  /** Whether queries that are the same in everything that a subgraph gets share one fetch while it is under way. */
  mergeFetches: z.boolean().default(true),
  headers: z.strictObject({ forward: z.array(headerName).default(['accept-language']), set: constants }).prefault({}),
  /** Beyond it the edge refuses with 503. */
  overload: z.strictObject({ requestsInFlight: count.default(1000), eventLoopDelayMs: milliseconds.default(250) }).prefault({}),
};

export const trafficHelp = `  "subgraphs": {                    by name in the supergraph
    "NAME": {
      "url": …,                     instead of the routing URL; a list where it runs at several addresses
      "healthPath": …,              asked of each address every second; those that don't say 2xx or 3xx are used last
      "webSocketUrl": …,            ws for http by default
      "timeoutMs": …, "maxInFlight": …, "maxWaiting": …,   as below, for this one
      "forward": [],                client headers for this subgraph alone; the only place for cookie;
                                    x-forwarded-for is the client's address (see trustedProxies)
      "set": {}, "remove": [],      constant headers; what it does not get of the "headers" below
      "setCookie": false,           whether its Set-Cookie reaches the client
      "subscriptionAuthority": "connection"   one socket an identity, told in connection_init; or "operation", few sockets for all,
                                    told by authorization, acceptLanguage and traceparent in the extensions of each
                                    subscribe message, for a subgraph that reads them there
    }
  },
  "subgraphTimeoutMs": 800,         for a fetch with its retries; queries are retried twice at most, a tenth of all
  "requestTimeoutMs": 1800,         for the whole of a request, or of what one event of a subscription needs
  "subgraphMaxInFlight": 128, "subgraphMaxWaiting": 1000,   fetches a subgraph gets at a time, and those that wait; then refused
  "subgraphTls": { "ca": …, "certificate": …, "key": … },   PEM files, for https: subgraphs; read at start
  "breaker": { "failureRatio": 0.5, "minimumRequests": 20, "windowMs": 10000, "pauseMs": 2000 },
                                    an address where so large a share fails is left alone, then tried with one request
  "mergeFetches": true,             queries under way that are the same, authority and headers included, are fetched once
  "headers": { "forward": ["accept-language"], "set": {} },   client headers and constant ones for every subgraph
  "overload": { "requestsInFlight": 1000, "eventLoopDelayMs": 250 },   requests beyond either get 503 with Retry-After
`;
