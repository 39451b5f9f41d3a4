import { randomBytes } from 'node:crypto';

/** The trace id (32 hex digits) of a W3C traceparent header, or a new one. */
export const traceIdOf = (traceparent: string | undefined): string =>
  /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}$/.exec(traceparent ?? '')?.[1] ?? randomBytes(16).toString('hex');
