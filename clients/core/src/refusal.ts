type GraphError = { message: string; extensions?: Record<string, unknown> };
type Failure = { graphQLErrors?: readonly GraphError[]; networkError?: unknown; response?: unknown };

/** Why a request failed: a RefusalCode (or INTERNAL) with the server's translated words, or OFFLINE without any when no answer came. */
export type Refused = {
  code: string;
  message: string | null;
  /** What the server names: of BAD_INPUT the field, e.g. licence.number. */ reason?: string;
};

export function readRefusal(failure: Failure): Refused {
  const first = failure.graphQLErrors?.[0];
  if (!first) return { code: failure.response ? 'INTERNAL' : 'OFFLINE', message: null };
  const code = first.extensions?.['code'];
  const reason = first.extensions?.['reason'];
  return {
    code: typeof code === 'string' ? code : 'INTERNAL',
    message: code === 'INTERNAL' ? null : first.message,
    ...(typeof reason === 'string' && { reason }),
  };
}
