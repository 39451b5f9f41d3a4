import { say, type Language, type Sentence } from './messages.ts';

/** What a client reads of a failure: `path` from the root of the data, `extensions.code` always there. */
export interface ClientError {
  message: string;
  path?: readonly (string | number)[];
  locations?: readonly { line: number; column: number }[];
  extensions: { code: string; [key: string]: unknown };
}

export type EdgeCode =
  | 'BAD_INPUT'
  | 'FORBIDDEN'
  | 'INTERNAL'
  | 'NOT_FOUND'
  | 'OVERLOADED'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'RATE_LIMITED'
  | 'SCOPE_MISSING'
  | 'TOKEN_EXPIRED'
  | 'TOO_COSTLY'
  | 'UNAUTHENTICATED';

/** A request refused by the edge itself, with the HTTP status that fits it. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: EdgeCode;
  readonly sentence: Sentence;
  readonly reason: string;

  constructor(status: number, code: EdgeCode, sentence: Sentence, reason = '') {
    super(say(sentence, 'en', reason));
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.sentence = sentence;
    this.reason = reason;
  }
}

export const present = (refusal: Refusal, scope: { language: Language; traceId: string }): ClientError => ({
  message: say(refusal.sentence, scope.language, refusal.code === 'INTERNAL' ? scope.traceId : refusal.reason),
  extensions: { code: refusal.code, traceId: scope.traceId, ...(refusal.code === 'SCOPE_MISSING' && { reason: refusal.reason }) },
});

/** What stands for any fault of ours or of a subgraph: says nothing but the trace id, which the log has too. */
export const masked = (scope: { language: Language; traceId: string }, path?: readonly (string | number)[]): ClientError => ({
  message: say('internal', scope.language, scope.traceId),
  ...(path && { path }),
  extensions: { code: 'INTERNAL', traceId: scope.traceId },
});
