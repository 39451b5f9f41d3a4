import { pino } from 'pino';
import { parseConfiguration, type ConfigurationInput } from '../../src/configuration.ts';
import { startRouter, type Router } from '../../src/server.ts';
import type { Source } from '../../src/supergraph/source.ts';

export interface TestRouter extends Router {
  url: string;
  /** Lines of the log, parsed. */
  logged: Record<string, unknown>[];
  post: (
    query: string,
    variables?: unknown,
    headers?: Record<string, string>,
  ) => Promise<{ status: number; headers: Headers; body: Result }>;
}
export interface Result {
  data?: Record<string, unknown> | null;
  extensions?: Record<string, unknown>;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
}

/** What no test of something else may run into, however slow its machine. */
const patience = { subgraphTimeoutMs: 15_000, requestTimeoutMs: 20_000 };

export async function startTestRouter(
  supergraph: string | Source,
  configuration: ConfigurationInput = {},
  introspection = false,
): Promise<TestRouter> {
  const logged: Record<string, unknown>[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(JSON.parse(line) as Record<string, unknown>) });
  const router = await startRouter({
    supergraph,
    port: 0,
    introspection,
    production: false,
    configuration: parseConfiguration({ ...patience, ...configuration }, {}),
    log,
  });
  const url = `http://127.0.0.1:${String(router.port)}/graphql`;
  return {
    ...router,
    url,
    logged,
    async post(query, variables, headers = {}) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, headers: response.headers, body: (await response.json()) as Result };
    },
  };
}
