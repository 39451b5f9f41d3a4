import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { createDurations } from './durations.ts';
import type { Metrics } from './metrics.ts';

/** Names of operations that get series of their own; clients choose names, and a series is never forgotten. */
const mostNames = 200;
const breakerStates = { closed: 0, 'half-open': 1, open: 2 } as const;

/** Metrics in Prometheus' text format, those of the process (heap, event loop lag, collections) among them. */
export function createPrometheus(): { metrics: Metrics; text: () => Promise<string>; contentType: string; close: () => void } {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 });
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> =>
    new Counter({ name, help, labelNames: [...labelNames], registers: [registry] });

  const requests = createDurations('router_request_duration_seconds', 'Requests answered, by operation name, type and outcome');
  const fetches = createDurations('router_subgraph_duration_seconds', 'Fetches from subgraphs, attempts and waiting included');
  const plans = counter('router_plan_cache_total', 'Operations looked up among the planned ones', ['result']);
  const [hits, misses] = [plans.labels({ result: 'hit' }), plans.labels({ result: 'miss' })];
  const retries = counter('router_subgraph_retries_total', 'Attempts beyond the first', ['subgraph']);
  const merged = counter('router_subgraph_merged_total', 'Fetches answered by an identical one in flight', ['subgraph']);
  const breakers = new Gauge({
    name: 'router_breaker_state',
    help: 'Circuit breaker of an address: 0 closed, 1 half-open, 2 open',
    labelNames: ['subgraph', 'address'],
    registers: [registry],
  });
  const gauges = new Map<string, () => number>();
  const names = new Set<string>();

  const bounded = (operation: string): string => {
    if (operation === '' || names.has(operation)) return operation;
    if (names.size >= mostNames) return 'other';
    names.add(operation);
    return operation;
  };

  const metrics: Metrics = {
    request({ operation, type, outcome, seconds }) {
      const name = bounded(operation);
      requests.observe(`${name} ${type} ${outcome}`, () => ({ operation: name, type, outcome }), seconds);
    },
    subgraph({ subgraph, outcome, seconds }) {
      fetches.observe(`${subgraph} ${outcome}`, () => ({ subgraph, outcome }), seconds);
    },
    planCache(hit) {
      (hit ? hits : misses).inc();
    },
    retried(subgraph) {
      retries.inc({ subgraph });
    },
    merged(subgraph) {
      merged.inc({ subgraph });
    },
    breaker(subgraph, address, state) {
      breakers.set({ subgraph, address }, breakerStates[state]);
    },
    gauge(name, read) {
      if (!gauges.has(name)) {
        new Gauge({
          name: `router_${name}`,
          help: name.replaceAll('_', ' '),
          registers: [registry],
          collect() {
            this.set(gauges.get(name)?.() ?? 0);
          },
        });
      }
      gauges.set(name, read);
    },
  };
  return {
    metrics,
    text: async () => `${await registry.metrics()}\n${requests.text()}${fetches.text()}`,
    contentType: registry.contentType,
    close: () => {
      registry.clear();
    },
  };
}
