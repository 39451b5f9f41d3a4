import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Identity } from '../auth/authentication.ts';
import { negotiateLanguage, type Language } from './messages.ts';

/** What one request carries through the router: who asks, in which language, under which trace, until when. */
export interface Scope {
  identity: Identity;
  language: Language;
  /** 32 hex digits, W3C Trace Context; this router's span goes to the subgraphs in `traceparent`. */
  traceId: string;
  traceparent: string;
  /** The client's headers, lower case; forwarding rules pick from them. */
  headers: IncomingHttpHeaders;
  clientAddress: string;
  /** Aborted when the client has gone. */
  signal: AbortSignal | undefined;
  /** By performance.now(), milliseconds: when everything done for this request has to be over. */
  deadline: number;
  /** Set-Cookie headers of subgraphs that may set them. */
  setCookies: string[];
}

const known = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})$/;

/** Continues the caller's trace, or begins one where `traceparent` is missing or malformed. */
export function trace(traceparent: unknown): { traceId: string; traceparent: string } {
  const match = typeof traceparent === 'string' ? known.exec(traceparent) : null;
  const random = randomBytes(24).toString('hex');
  const traceId = match?.[1] ?? random.slice(0, 32);
  return { traceId, traceparent: `00-${traceId}-${random.slice(32)}-${match?.[2] ?? '01'}` };
}

export function createScope(from: {
  identity: Identity;
  headers: IncomingHttpHeaders;
  clientAddress: string;
  traceparent: { traceId: string; traceparent: string };
  signal?: AbortSignal;
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
