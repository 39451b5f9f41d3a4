import { parseArgs } from 'node:util';

export interface Options {
  supergraph: string;
  port: number;
  introspection: boolean;
  config: string | undefined;
}

export const help = `Serves a Federation 2 supergraph over HTTP and WebSocket (graphql-transport-ws) at /graphql.

  node router/src/main.ts --supergraph FILE --port N [--introspection] [--config FILE] [--help]

  --supergraph FILE  composed supergraph SDL
  --port N           port to listen on; 0 takes a free one
  --introspection    answers __schema and __type and gives suggestions in errors; off by default
  --config FILE      JSON; every key is optional; \${NAME} and \${NAME:-default} are taken from the environment

/health says that the process lives, /ready that it takes requests. SIGTERM and SIGINT drain: no new connections,
requests in flight end (at most drainMs), WebSockets close with 1001, exit code 0. Node's heap grows lazily: where memory
is dear, start with node --max-old-space-size=112 --max-semi-space-size=8.

The configuration, with its defaults (… where there is none and the key may be left out):

{
  "host": "127.0.0.1",              address to listen on
  "graphqlPath": "/graphql",
  "allowedHosts": […],              host names served, without port; all when left out (421 otherwise)
  "trustedProxies": 0,              proxies in front that append to x-forwarded-for: the client's address is that many
                                    entries from its right; with 0 it is the address of the connection
  "logLevel": "info",
  "subgraphs": {                    by name in the supergraph
    "NAME": {
      "url": …, "webSocketUrl": …,  instead of the routing URL; ws for http by default
      "timeoutMs": …,
      "forward": [],                client headers for this subgraph alone; the only place for cookie;
                                    x-forwarded-for is the client's address (see trustedProxies)
      "setCookie": false            whether its Set-Cookie reaches the client
    }
  },
  "subgraphTimeoutMs": 5000, "subgraphConnections": 64, "drainMs": 10000,
  "operationCache": 500,            parsed, validated and planned operations kept, in units of some 40 kB of memory
  "headers": { "forward": ["accept-language"] },   client headers for every subgraph
  "auth": {                         left out: everybody is anonymous and no token is made
    "accessTokens": { "jwksUrl": …, "issuer": …, "audience": …, "algorithms": ["EdDSA", "Ed25519"] },
    "serviceTokens": { "audience": …, "claims": { … }, "maxAgeSeconds": 60 },
                                    HS256 with the internal key; claims are what subgraphs then read
    "internal": {
      "key": "\${INTERNAL_KEY}",     base64url, 32 bytes or more
      "issuer": "router", "lifetimeSeconds": 60,
      "claims": ["sub"],            claims of the access token that subgraphs get
      "anonymousClaims": {}
    }
  },
  "limits": {
    "bodyBytes": 1000000, "tokens": 4000, "depth": 12, "aliases": 60, "rootFields": 20, "fields": 1500,
    "rootWeights": { "Query.NAME": 7 },   what a root field costs; 1 when it is not named
    "rootCost": 20,                 the most that an operation's root fields may cost together: every alias counts, fragments
                                    are written out, @skip and @include are disregarded; TOO_COSTLY beyond it
    "rate": { "perSecond": …, "burst": … },   off when left out; by the same cost, for each signed-in user and, for the
                                    anonymous, each client address (IPv6: its /64); services are not counted;
                                    RATE_LIMITED beyond it, over HTTP 429 with Retry-After
    "socketsPerAddress": 100,       WebSockets open at a time; 429 at the handshake beyond it
    "subscriptionsPerSocket": 50, "socketBufferBytes": 1048576, "slowReaderMs": 10000
  },
  "web": {
    "folder": …,                    a built single-page application, from the configuration file's folder
    "immutablePrefix": "/assets/",  files under it are cached for ever
    "contentSecurityPolicy": { "script-src": […], "frame-src": […], "connect-src": […] },  sources added to 'self'
    "headers": {}
  },
  "proxies": [ { "prefix": "/path", "target": "http://host:port", "credentials": false, "timeoutMs": 30000 } ]
                                    the path stays as it is; without credentials no Cookie, Authorization or Set-Cookie passes
}
`;

/** Throws one readable line on anything missing or unknown. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      supergraph: { type: 'string' },
      port: { type: 'string' },
      introspection: { type: 'boolean', default: false },
      config: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const port = Number(values.port);
  if (values.supergraph === undefined) throw new Error('--supergraph FILE is missing');
  if (values.port === undefined || !Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error('--port needs a number from 0 to 65535');
  return { supergraph: values.supergraph, port, introspection: values.introspection, config: values.config };
}
