import type { Logger } from 'pino';
import type { Configuration } from '../configuration.ts';
import { noMetrics, type Metrics } from './metrics.ts';
import { listenForScrapes } from './metricsListener.ts';
import { createObserver, type Observer } from './observer.ts';
import { createOtlpTracer } from './otlp.ts';
import { createPrometheus } from './prometheus.ts';
import { noTracer, type Tracer } from './tracer.ts';

export interface Telemetry {
  metrics: Metrics;
  /** Where /metrics is served, when it is. */
  metricsPort: number | undefined;
  tracer: Tracer;
  observer: Observer;
  /** Sends what waits. Never rejects. */
  close: () => Promise<void>;
}

/** Rejects when the port of the metrics is taken. */
export async function startTelemetry(
  { requestLog, metrics: scraped, traces }: Configuration['telemetry'],
  log: Logger,
): Promise<Telemetry> {
  const prometheus = scraped && createPrometheus();
  const listener = scraped && prometheus && (await listenForScrapes(prometheus, scraped));
  const tracer = traces ? await createOtlpTracer(traces) : noTracer;
  const metrics = prometheus?.metrics ?? noMetrics;
  return {
    metrics,
    metricsPort: listener?.port,
    tracer,
    observer: createObserver({ metrics, tracer, log, requestLog }),
    async close() {
      listener?.close();
      prometheus?.close();
      await tracer.close();
    },
  };
}
