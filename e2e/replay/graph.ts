import type { Wire } from './wire.ts';

export interface GraphError {
  message: string;
  extensions?: { code?: string; traceId?: string };
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

/** Asks the router as one person; `token` gives a fresh access token, or null for nobody. */
export function graphClient(url: string, wire: Wire, limit: Limit, token: () => Promise<string | null>): Ask {
  return async <Data>(query: string, variables: Variables, urgent = true): Promise<Data> => {
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
    let answer: { data?: Data | null; errors?: GraphError[] };
    try {
      answer = JSON.parse(text) as typeof answer;
    } catch {
      throw new Error(`${nameOf(query)}: HTTP ${status}, ${text.slice(0, 200)}`);
    }
    if (answer.errors || !answer.data) throw new GraphRefused(nameOf(query), answer.errors ?? []);
    return answer.data;
  };
}
