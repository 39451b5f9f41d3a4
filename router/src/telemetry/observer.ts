import type { Logger } from 'pino';
import type { Trace, Work } from '../edge/scope.ts';
import type { Metrics } from './metrics.ts';
import type { Tracer } from './tracer.ts';

type Outcome = Parameters<Metrics['request']>[0]['outcome'];

export interface Observer {
  /** One request answered, or one subscription ended: counted, logged, and its trace told. `trace` may be a Scope. */
  answered: (trace: Trace, by: { transport: 'http' | 'sse' | 'multipart' | 'websocket'; status: number | undefined }) => void;
}

const longestName = 80;

function outcomeOf({ ran, code }: Work, status: number | undefined): Outcome {
  if (ran && (status ?? 0) < 400) return code === undefined ? 'ok' : 'partial';
  return code === 'INTERNAL' || (status ?? 0) >= 500 ? 'failed' : 'refused';
}

/** Names that a document can't give an operation are not told: a client may write anything there. */
const nameOf = ({ operation: { name } }: Work): string =>
  name !== undefined && /^[_a-z]\w*$/i.test(name) ? name.slice(0, longestName) : '';

const levels = { ok: 'info', partial: 'warn', refused: 'info', failed: 'error' } as const;

/** What is told of a request holds no address, no user, no variable and no query text. */
export function createObserver(parts: { metrics: Metrics; tracer: Tracer; log: Logger; requestLog: boolean }): Observer {
  const { metrics, tracer, log, requestLog } = parts;
  return {
    answered({ traceId, traceparent, parentSpan, work }, { transport, status }) {
      const outcome = outcomeOf(work, status);
      const name = nameOf(work);
      const { type } = work.operation;
      const { startedAt, code, fetches, ran } = work;
      const milliseconds = performance.now() - startedAt;
      metrics.request({ operation: ran ? name : '', type, outcome, seconds: milliseconds / 1000 });
      if (requestLog) {
        const durationMs = Math.round(milliseconds * 10) / 10;
        log[levels[outcome]]({ transport, operation: name, type, outcome, status, code, durationMs, fetches, traceId }, 'request');
      }
      if (!tracer.records(traceparent)) return;
      tracer.record({
        name: name === '' ? type : `${type} ${name}`,
        kind: 'server',
        traceparent,
        parentSpan,
        startedAt,
        failed: outcome === 'failed' || outcome === 'partial',
        attributes: {
          'graphql.operation.type': type,
          ...(name !== '' && { 'graphql.operation.name': name }),
          ...(status !== undefined && { 'http.response.status_code': status }),
          ...(code !== undefined && { 'error.type': code }),
          'router.outcome': outcome,
          'router.fetches': fetches,
        },
      });
    },
  };
}
