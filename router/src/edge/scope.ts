import type { IncomingHttpHeaders } from 'node:http';
import type { Identity } from '../auth/identity.ts';
import { negotiateLanguage, type Language } from './messages.ts';
import { randomHex } from './randomHex.ts';

/** What one request carries through the router: who asks, in which language, under which trace, until when. */
export interface Scope {
  identity: Identity;
  language: Language;
  /** 32 hex digits, W3C Trace Context; this router's span goes to the subgraphs in `traceparent`. */
  traceId: string;
  traceparent: string;
  /** The caller's span, 16 hex digits; undefined where the trace begins. */
  parentSpan: string | undefined;
  /** The client's headers, lower case; forwarding rules pick from them. */
  headers: IncomingHttpHeaders;
  clientAddress: string;
  /** Aborted when the client has gone; undefined for what goes on without it. */
  signal: Pick<AbortSignal, 'aborted'> | undefined;
  /** By performance.now(), milliseconds: when everything done for this request has to be over. */
  deadline: number;
  /** Set-Cookie headers of subgraphs that may set them. */
  setCookies: string[];
  work: Work;
}

/** What is known of a request's own course; the engine and the subgraphs write it, the observer tells it. Copies of a scope share it. */
export interface Work {
  /** By performance.now(), milliseconds. */
  startedAt: number;
  /** The name is as the client gave it where nothing was run. */
  operation: { name: string | undefined; type: 'query' | 'mutation' | 'subscription' | 'none' };
  /** Whether the operation was run, rather than refused before. */
  ran: boolean;
  /** Of the first error. */
  code: string | undefined;
  /** Asked of subgraphs. */
  fetches: number;
}

export type Trace = Pick<Scope, 'traceId' | 'traceparent' | 'parentSpan' | 'work'>;

const known = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Continues the caller's trace, or begins one where `traceparent` is missing or malformed: recorded if `samples` says so. */
export function trace(traceparent: unknown, samples: (traceId: string) => boolean = () => true): Trace {
  const match = typeof traceparent === 'string' ? known.exec(traceparent) : null;
  const random = randomHex(24);
  const traceId = match?.[1] ?? random.slice(0, 32);
  const flags = match?.[3] ?? (samples(traceId) ? '01' : '00');
  return {
    traceId,
    traceparent: `00-${traceId}-${random.slice(32)}-${flags}`,
    parentSpan: match?.[2],
    work: { startedAt: performance.now(), operation: { name: undefined, type: 'none' }, ran: false, code: undefined, fetches: 0 },
  };
}

export function createScope(from: {
  identity: Identity;
  headers: IncomingHttpHeaders;
  clientAddress: string;
  traceparent: Trace;
  signal?: Scope['signal'];
  timeoutMs: number;
}): Scope {
  return {
    identity: from.identity,
    language: negotiateLanguage(from.headers['accept-language']),
    ...from.traceparent,
    headers: from.headers,
    clientAddress: from.clientAddress,
    signal: from.signal,
    deadline: performance.now() + from.timeoutMs,
    setCookies: [],
  };
}
