import { parseArgs } from 'node:util';
import { authHelp } from './auth/configuration.ts';
import { cacheHelp } from './cache/configuration.ts';
import { edgeHelp, tlsHelp } from './edge/configuration.ts';
import { limitsHelp } from './guard/configuration.ts';
import { trafficHelp } from './traffic/configuration.ts';
import { subscriptionsHelp } from './subscriptions/configuration.ts';
import { supergraphHelp } from './supergraph/configuration.ts';
import { telemetryHelp } from './telemetry/configuration.ts';

export interface Options {
  supergraph: string;
  port: number;
  introspection: boolean;
  config: string | undefined;
}

export const help = `Serves a Federation 2 supergraph at /graphql, over HTTP (POST; GET for queries) and WebSocket (graphql-transport-ws).

  npm run router -- --supergraph FILE|URL --port N [--introspection] [--config FILE] [--help]

  --supergraph FILE  composed supergraph SDL: a file, or an http(s) URL; a new one is swapped in while it serves
  --port N           port to listen on; 0 takes a free one
  --introspection    answers __schema and __type, suggests names in errors, and has an explorer at /explorer; off by default
  --config FILE      JSON; every key is optional; \${NAME} and \${NAME:-default} are taken from the environment

Subscriptions go over WebSocket, server-sent events (Accept: text/event-stream; graphql-sse, distinct connections) or multipart
(Accept: multipart/mixed;subscriptionSpec=1.0). @defer is answered in parts with Accept: multipart/mixed;deferSpec=20220824,
and as if it were not there otherwise. A GET needs a header x-graphql-client, so that no other site's page can make it. What the
router itself refuses it says in French or English, by Accept-Language.

/livez says that the process lives, /readyz that it takes requests (503 while it drains). SIGTERM and SIGINT drain: /readyz
says so for drainDelayMs while requests are still taken, then no new connections, requests in flight end (at most drainMs),
WebSockets close with 1001, exit code 0. npm run router gives Node 92 MiB for what lives long: a supergraph or operationCache
that needs more wants node --max-old-space-size=N router/src/main.ts.

The configuration, with its defaults (… where there is none and the key may be left out); times in milliseconds where a name ends in Ms:

{
  "host": "127.0.0.1",              address to listen on; 0.0.0.0 for all, e.g. in a container
  "graphqlPath": "/graphql",
  "allowedHosts": […],              host names served, without port; all when left out (421 otherwise)
  "trustedProxies": 0,              proxies in front that append to x-forwarded-for: the client's address is that many
                                    entries from its right; with 0 it is the address of the connection
${tlsHelp}  "drainDelayMs": 0,                how long it takes until whoever balances the load hears of /readyz
  "drainMs": 10000,                 how long requests in flight are waited for after that
  "logLevel": "info",               silent, fatal, error, warn, info, debug or trace
${trafficHelp}  "operationCache": 500,            parsed, validated and planned operations kept, in units of some 40 kB of memory
${authHelp}${limitsHelp}${subscriptionsHelp}${cacheHelp}${supergraphHelp}${telemetryHelp}${edgeHelp}}
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
