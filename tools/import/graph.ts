import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';

const answerShape = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.object({ code: z.string().default('UNKNOWN') }).default({ code: 'UNKNOWN' }) }))
    .optional(),
});

/** The graph said no; `code` is extensions.code. */
export class GraphRefused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export type Ask = (query: string, variables: Readonly<Record<string, unknown>>) => Promise<Record<string, unknown>>;

const patienceMs = 30_000;
/** Refusals that pass by themselves. */
const passing = new Set(['RATE_LIMITED', 'OVERLOADED', 'INTERNAL']);
const pausesMs = [250, 1000, 2000, 4000, 8000];

/**
 * Asks the graph at `url`; every request is safe to repeat, so what gets no answer, or one that passes, is asked again for some 15 s.
 * Rejects with GraphRefused, or with what broke last.
 */
export function graphAt(url: string, language: string, token: () => Promise<string>): Ask {
  const once: Ask = async (query, variables) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        'accept-language': language,
        authorization: `Bearer ${await token()}`,
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(patienceMs),
    });
    const body = await response.text();
    const read = answerShape.safeParse(body.startsWith('{') ? JSON.parse(body) : null);
    if (!read.success) throw new Error(`${url} answered HTTP ${response.status}, and no GraphQL`);
    const [error] = read.data.errors ?? [];
    if (error) throw new GraphRefused(error.extensions.code, error.message);
    return read.data.data ?? {};
  };
  return async (query, variables) => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await once(query, variables);
      } catch (error) {
        const pause = pausesMs[attempt];
        if (pause === undefined || (error instanceof GraphRefused && !passing.has(error.code))) throw error;
        await setTimeout(pause);
      }
    }
  };
}
