import { randomHex } from '../edge/randomHex.ts';

/** A span that is over. It carries no variables and nothing of the person who asked. */
export interface FinishedSpan {
  name: string;
  kind: 'server' | 'client' | 'internal';
  /** The span's own: the trace's id, the span's id, the flags. */
  traceparent: string;
  /** 16 hex digits; undefined where the trace begins. */
  parentSpan: string | undefined;
  /** By performance.now(), milliseconds; it ends when it is recorded. */
  startedAt: number;
  failed: boolean;
  attributes: Readonly<Record<string, string | number>>;
}

export interface Tracer {
  /** Whether a trace that begins here is to be recorded, by the router and whoever it asks. */
  samples: (traceId: string) => boolean;
  /** Whether spans of this trace are recorded; to be asked before a span is made. */
  records: (traceparent: string) => boolean;
  /** Never throws, never waits. */
  record: (span: FinishedSpan) => void;
  /** Sends what waits, for two seconds at most. Never rejects. */
  close: () => Promise<void>;
}

export const noTracer: Tracer = {
  samples: () => true,
  records: () => false,
  record: () => undefined,
  close: () => Promise.resolve(),
};

export const spanOf = (traceparent: string): string => traceparent.slice(36, 52);

export const isSampled = (traceparent: string): boolean => (Number.parseInt(traceparent.slice(53), 16) & 1) === 1;

/** The same trace and flags, a new span. */
export const childOf = (traceparent: string): string => `${traceparent.slice(0, 36)}${randomHex(8)}${traceparent.slice(52)}`;
