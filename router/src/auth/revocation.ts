import type { Logger } from 'pino';
import { z } from 'zod';
import { identify, type Identity } from './identity.ts';
import { createInternalTokens } from './internalTokens.ts';
import type { Configuration } from '../configuration.ts';
import type { Metrics } from '../telemetry/metrics.ts';

export interface Revocations {
  isRevoked: (identity: Identity) => boolean;
  /** Calls back whenever further ids have been revoked, until the function given back is called. */
  onChange: (listener: () => void) => () => void;
  close: () => void;
}

const feedShape = z.object({ revoked: z.array(z.string()) });
const timeoutMs = 5000;

/** Asks `auth.revocations.url` for the ids revoked, at once and then again and again; while it is out of reach the last list stands. */
export function createRevocations(auth: Configuration['auth'], log: Logger, metrics: Metrics): Revocations {
  if (!auth?.revocations) return { isRevoked: () => false, onChange: () => () => undefined, close: () => undefined };
  const { url, everySeconds, audience, claims } = auth.revocations;
  const tokens = createInternalTokens(auth);
  const router = identify(auth, { kind: 'Service' }, { claims, shown: claims, expiresAt: undefined });
  const listeners = new Set<() => void>();
  const closed = new AbortController();
  let revoked: ReadonlySet<string> = new Set();
  let misses = 0;
  let readAt = performance.now();
  metrics.gauge('revocations_age_seconds', () => (performance.now() - readAt) / 1000);

  async function read(): Promise<ReadonlySet<string>> {
    const authorization = tokens(router, audience) ?? '';
    const signal = AbortSignal.any([closed.signal, AbortSignal.timeout(timeoutMs)]);
    const response = await fetch(url, { headers: { authorization, accept: 'application/json' }, redirect: 'error', signal });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`status ${String(response.status)}`);
    }
    return new Set(feedShape.parse(await response.json()).revoked);
  }

  async function refresh(): Promise<void> {
    try {
      const latest = await read();
      const more = [...latest].some((id) => !revoked.has(id));
      revoked = latest;
      readAt = performance.now();
      if (misses > 1) log.info('the list of revocations is in reach again');
      misses = 0;
      if (more) for (const listener of listeners) listener();
    } catch (error) {
      if (closed.signal.aborted) return;
      misses += 1;
      // One miss is no outage: whoever starts beside this process, or starts again, makes one.
      if (misses === 2) log.error({ err: error, known: revoked.size }, 'the list of revocations is out of reach: the last one stands');
    }
  }

  let timer: NodeJS.Timeout | undefined;
  const again = (): void => {
    if (closed.signal.aborted) return;
    timer = setTimeout(() => void refresh().then(again), everySeconds * 1000);
    timer.unref();
  };
  void refresh().then(again);

  return {
    isRevoked: ({ session }) => session !== undefined && revoked.has(session),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed.abort();
      clearTimeout(timer);
    },
  };
}
