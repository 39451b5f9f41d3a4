import type { Configuration } from '../configuration.ts';
import type { Scope } from '../edge/scope.ts';
import type { Subgraphs } from '../traffic/subgraphs.ts';
import { openUpstreamSocket, type Upstream, type UpstreamSocket } from './upstreamSocket.ts';

const heartbeatMs = 15_000;

export interface Upstreams {
  /** Opens a subscription; `request` is the JSON of what the subgraph is asked. Throws what `subgraphs` throws. */
  open: (asked: { subgraphs: Subgraphs; subgraph: string; request: string; scope: Scope }) => Promise<Upstream>;
  close: () => void;
}

/**
 * Subscriptions at the subgraphs, over few sockets: one for each identity and language, or, where the subgraph takes authority
 * with each operation (in the `extensions` of its subscribe message), at most `socketsPerSubgraph` for everybody.
 */
export function createUpstreams(configuration: Configuration): Upstreams {
  const pools = new Map<string, Set<UpstreamSocket>>();
  const { limits, subscriptions, subgraphs: settings } = configuration;

  function socketAt(key: string, most: number, url: string, payload: Readonly<Record<string, string>>): UpstreamSocket {
    const pool = pools.get(key) ?? new Set();
    pools.set(key, pool);
    const [idlest] = [...pool].sort((a, b) => a.load() - b.load());
    if (idlest && pool.size >= most) return idlest;
    const socket = openUpstreamSocket({
      url,
      payload,
      connectTimeoutMs: configuration.subgraphTimeoutMs,
      bufferBytes: limits.socketBufferBytes,
      onClosing: () => {
        pool.delete(socket);
        if (pool.size === 0 && pools.get(key) === pool) pools.delete(key);
      },
    });
    pool.add(socket);
    return socket;
  }

  const heartbeat = setInterval(() => {
    for (const pool of pools.values()) for (const socket of [...pool]) socket.heartbeat();
  }, heartbeatMs);

  return {
    async open({ subgraphs, subgraph, request, scope }) {
      const { url, payload } = await subgraphs.socketOf(subgraph, scope);
      if (settings[subgraph]?.subscriptionAuthority === 'operation') {
        const extended = `${request.slice(0, -1)},"extensions":${JSON.stringify(payload)}}`;
        return socketAt(url, subscriptions.socketsPerSubgraph, url, {}).subscribe(extended);
      }
      const key = JSON.stringify([url, scope.identity.key, payload['acceptLanguage']]);
      return socketAt(key, 1, url, payload).subscribe(request);
    },
    close() {
      clearInterval(heartbeat);
    },
  };
}
