import { z } from 'zod';
import type { Language } from './language.ts';
import { mintServiceToken } from './viewer.ts';

const answerShape = z.object({ data: z.record(z.string(), z.unknown()).nullish() });
const timeoutMs = 15_000;
/** A token lives for 60 s; none is used in its last ten, in which the router's clock might already be past it. */
const tokenMs = 50_000;

/** No answer, or none that can be used. The message holds nothing of the answer, so that it may be logged. */
export class GraphSilent extends Error {}

export type Ask = (query: string, variables: Record<string, unknown>, language: Language) => Promise<Record<string, unknown>>;

/**
 * Asks the graph through the router at `url` as the subgraph `name`, over the process's one pool of connections. Gives the data as far
 * as it came: a field that failed is null. Rejects with GraphSilent when there is no answer at all.
 */
export function graph(name: string, url: string, internalKey: Uint8Array): Ask {
  let token: { value: Promise<string>; until: number } | null = null;
  return async (query, variables, language) => {
    if (!token || token.until < Date.now()) token = { value: mintServiceToken(name, internalKey), until: Date.now() + tokenMs };
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await token.value}`,
        'content-type': 'application/json',
        accept: 'application/json',
        'accept-language': language,
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (!response.ok) throw new GraphSilent(`the graph answered ${String(response.status)}`);
    return answerShape.parse(JSON.parse(text)).data ?? {};
  };
}
