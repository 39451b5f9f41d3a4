import { parseArgs } from 'node:util';
import { authHelp } from './auth/configuration.ts';
import { cacheHelp } from './cache/configuration.ts';
import { edgeHelp } from './edge/configuration.ts';
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

export const help = `Serves a Federation 2 supergraph over HTTP and WebSocket (graphql-transport-ws) at /graphql.

  node router/src/main.ts --supergraph FILE|URL --port N [--introspection] [--config FILE] [--help]

  --supergraph FILE  composed supergraph SDL: a file, or an http(s) URL; a new one is swapped in while it serves
  --port N           port to listen on; 0 takes a free one
  --introspection    answers __schema and __type and gives suggestions in errors; off by default
  --config FILE      JSON; every key is optional; \${NAME} and \${NAME:-default} are taken from the environment

/livez says that the process lives, /readyz that it takes requests (503 while it drains). SIGTERM and SIGINT drain: /readyz
says so for drainDelayMs while requests are still taken, then no new connections, requests in flight end (at most drainMs),
WebSockets close with 1001, exit code 0. Node's heap grows lazily: where memory is dear, start with
node --max-old-space-size=112 --max-semi-space-size=8.

The configuration, with its defaults (… where there is none and the key may be left out):

{
  "host": "127.0.0.1",              address to listen on
  "graphqlPath": "/graphql",
  "allowedHosts": […],              host names served, without port; all when left out (421 otherwise)
  "trustedProxies": 0,              proxies in front that append to x-forwarded-for: the client's address is that many
                                    entries from its right; with 0 it is the address of the connection
  "logLevel": "info",
${trafficHelp}  "drainDelayMs": 0,                how long it takes until whoever balances the load hears of /readyz
  "drainMs": 10000,
  "operationCache": 500,            parsed, validated and planned operations kept, in units of some 40 kB of memory
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
