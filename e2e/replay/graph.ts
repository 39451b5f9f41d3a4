import type { Wire } from './wire.ts';

export interface GraphError {
  message: string;
  extensions?: { code?: string; traceId?: string };
}

interface Answer {
  data?: unknown;
  errors?: GraphError[];
}

/** The graph refused or failed; `code` is extensions.code. */
export class GraphRefused extends Error {
  readonly code: string;
  constructor(operation: string, errors: readonly GraphError[]) {
    const [first] = errors;
    super(`${operation}: ${first?.message ?? 'no data'} (${[first?.extensions?.code, first?.extensions?.traceId].join(' ')})`);
    this.code = first?.extensions?.code ?? 'UNKNOWN';
  }
}

export type Variables = Readonly<Record<string, unknown>>;
export type Ask = <Data>(query: string, variables: Variables, urgent?: boolean) => Promise<Data>;
export type Limit = <Result>(job: () => Promise<Result>, urgent: boolean) => Promise<Result>;

const nameOf = (query: string): string => /(?:query|mutation)\s+(\w+)/.exec(query)?.[1] ?? query.slice(0, 40);

/** Asks the router as one person; `token` gives a fresh access token, or null for nobody. What failed by an outage is asked again. */
export function graphClient(url: string, wire: Wire, limit: Limit, token: () => Promise<string | null>): Ask {
  const once = async (query: string, variables: Variables, urgent: boolean): Promise<Answer> => {
    const { status, text } = await limit(async () => {
      const bearer = await token();
      const headers = {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        'accept-language': 'en',
        ...(bearer !== null && { authorization: `Bearer ${bearer}` }),
      };
      return wire.ask('POST', url, headers, JSON.stringify({ query, variables }));
    }, urgent);
    try {
      return JSON.parse(text) as Answer;
    } catch {
      throw new Error(`${nameOf(query)}: HTTP ${status}, ${text.slice(0, 200)}`);
    }
  };
  return async <Data>(query: string, variables: Variables, urgent = true): Promise<Data> => {
    const until = Date.now() + wire.outageMs;
    for (;;) {
      const answer = await once(query, variables, urgent);
      if (!answer.errors && answer.data) return answer.data as Data;
      const failed = answer.errors?.some(({ extensions }) => extensions?.code === 'INTERNAL');
      if (!failed || Date.now() >= until) throw new GraphRefused(nameOf(query), answer.errors ?? []);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
}
