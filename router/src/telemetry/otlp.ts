import { SpanKind, SpanStatusCode, TraceFlags, type HrTime, type SpanContext } from '@opentelemetry/api';
import type { Configuration } from '../configuration.ts';
import { isSampled, spanOf, type FinishedSpan, type Tracer } from './tracer.ts';

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL } as const;
const flushMs = 2000;

/** Of milliseconds by performance.now(). */
function wallClock(at: number): HrTime {
  const ms = performance.timeOrigin + at;
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}

function elapsed(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}

/**
 * Spans to an OTLP collector: in batches, from a bounded queue, dropped while the collector is out of reach. The router makes
 * its spans itself, so that a trace that is not sampled costs nothing; the SDK batches and sends them, and is loaded here only.
 */
export async function createOtlpTracer(traces: NonNullable<Configuration['telemetry']['traces']>): Promise<Tracer> {
  const [{ OTLPTraceExporter }, { BatchSpanProcessor }, { resourceFromAttributes }] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/sdk-trace-base'),
    import('@opentelemetry/resources'),
  ]);
  const exporter = new OTLPTraceExporter({ url: traces.url, headers: traces.headers, timeoutMillis: flushMs });
  const queue = new BatchSpanProcessor(exporter, { maxQueueSize: 4096, maxExportBatchSize: 512, scheduledDelayMillis: 1000 });
  const resource = resourceFromAttributes({ 'service.name': traces.serviceName });
  const threshold = Math.floor(traces.ratio * 2 ** 32);

  const contextOf = (traceparent: string, spanId: string): SpanContext => ({
    traceId: traceparent.slice(3, 35),
    spanId,
    traceFlags: TraceFlags.SAMPLED,
  });

  return {
    // The last digits: the first of some vendors' ids are a time.
    samples: (traceId) => Number.parseInt(traceId.slice(-8), 16) < threshold,
    records: isSampled,
    record({ name, kind, traceparent, parentSpan, startedAt, failed, attributes }: FinishedSpan) {
      const now = performance.now();
      const context = contextOf(traceparent, spanOf(traceparent));
      queue.onEnd({
        name,
        kind: kinds[kind],
        spanContext: () => context,
        ...(parentSpan !== undefined && { parentSpanContext: { ...contextOf(traceparent, parentSpan), isRemote: kind === 'server' } }),
        startTime: wallClock(startedAt),
        endTime: wallClock(now),
        duration: elapsed(now - startedAt),
        ended: true,
        status: { code: failed ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
        attributes,
        links: [],
        events: [],
        resource,
        instrumentationScope: { name: 'router' },
        droppedAttributesCount: 0,
        droppedEventsCount: 0,
        droppedLinksCount: 0,
      });
    },
    async close() {
      const late = new Promise<void>((resolve) => setTimeout(resolve, flushMs).unref());
      await Promise.race([queue.shutdown(), late]).catch(() => undefined);
    },
  };
}
