import type { Configuration } from '../configuration.ts';
import type { ClientError } from '../edge/refusal.ts';
import type { Scope } from '../edge/scope.ts';
import type { Answer, Engine, Run } from '../execution/engine.ts';
import type { Observer } from '../telemetry/observer.ts';
import type { Subgraphs } from '../traffic/subgraphs.ts';
import { upstreamEvents } from './upstream.ts';

/** A subscription that ended with errors. */
export class SubscriptionEnded extends Error {
  readonly errors: readonly ClientError[];
  constructor(errors: readonly ClientError[]) {
    super('the subscription ended');
    this.name = 'SubscriptionEnded';
    this.errors = errors;
  }
}

interface Subscription {
  engine: Engine;
  subgraphs: Subgraphs;
  configuration: Configuration;
  observer: Observer;
  run: Run;
  scope: Scope;
}

async function* events(
  { engine, subgraphs, configuration, observer, run, scope }: Subscription,
  signal: AbortSignal,
): AsyncGenerator<Answer, void, undefined> {
  try {
    const { subgraph, request } = engine.source(run);
    const { url, payload } = await subgraphs.socketOf(subgraph, scope);
    const bounds = { bufferBytes: configuration.limits.socketBufferBytes, connectTimeoutMs: configuration.subgraphTimeoutMs };
    for await (const event of upstreamEvents({ url, payload, request, signal, ...bounds })) {
      yield await engine.event(run, event, { ...scope, deadline: performance.now() + configuration.requestTimeoutMs });
    }
  } catch (error) {
    throw new SubscriptionEnded(engine.ended(run, error, scope));
  } finally {
    observer.answered(scope, { transport: 'websocket', status: undefined });
  }
}

/** One answer an event, in order; throws SubscriptionEnded. `return` ends the subscription at the subgraph at once. */
export function answers(subscription: Subscription): AsyncGenerator<Answer, void, undefined> {
  const stop = new AbortController();
  const inner = events(subscription, stop.signal);
  // A generator's own return() waits for the event it waits for: aborting first ends that wait.
  const end = inner.return.bind(inner);
  inner.return = (value) => {
    stop.abort();
    return end(value);
  };
  return inner;
}
