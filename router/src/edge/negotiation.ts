import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

export type MediaType = 'application/graphql-response+json' | 'application/json';

/**
 * GraphQL over HTTP: the type of the answer, and whether the client asked for application/json by name, for which a
 * well-formed request with a bad document is answered with 200. Refuses with 406 when the client takes neither.
 */
export function negotiateMediaType(accept: string | undefined): { type: MediaType; byName: boolean } {
  if (accept === undefined || accept.trim() === '') return { type: 'application/json', byName: false };
  let best: { type: MediaType; byName: boolean; quality: number } | undefined;
  for (const part of accept.toLowerCase().split(',').slice(0, 20)) {
    const [range = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    const q = parameters.map((parameter) => /^q=([\d.]+)$/.exec(parameter)?.[1]).find(Boolean);
    const quality = q === undefined ? 1 : Number(q);
    const named = range === 'application/graphql-response+json' || range === 'application/json' ? range : undefined;
    const wild = range === '*/*' || range === 'application/*';
    if ((!named && !wild) || quality <= (best?.quality ?? 0)) continue;
    best = { type: named ?? 'application/json', byName: named === 'application/json', quality };
  }
  if (!best) throw new Refusal(406, 'BAD_INPUT', 'notAcceptable');
  return best;
}

/** Whether the client takes an answer in parts (multipart/mixed;deferSpec=20220824). */
export const takesParts = (accept: string | undefined): boolean => /multipart\/mixed\s*;[^,]*deferspec="?20220824/i.test(accept ?? '');

const header = (request: IncomingMessage, name: string): string => {
  const value = request.headers[name];
  return typeof value === 'string' ? value.trim().toLowerCase() : '';
};

/** Refuses with 415 a POST that is not application/json in UTF-8. A page of another site can't send that without asking first. */
export function requireJson(request: IncomingMessage): void {
  const [type = '', ...parameters] = header(request, 'content-type')
    .split(';')
    .map((piece) => piece.trim());
  const charset = parameters.map((parameter) => /^charset="?([^"]+)"?$/.exec(parameter)?.[1]).find(Boolean) ?? 'utf-8';
  const encoding = header(request, 'content-encoding');
  if (type !== 'application/json' || !['utf-8', 'utf8'].includes(charset) || (encoding !== '' && encoding !== 'identity')) {
    throw new Refusal(415, 'BAD_INPUT', 'mediaType');
  }
}

/** Refuses a GET that a page of another site could have made: one header that needs a CORS preflight must be there. */
export function requirePreflight(request: IncomingMessage): void {
  const safe = ['apollo-require-preflight', 'x-graphql-client'].some((name) => header(request, name) !== '');
  if (!safe && !header(request, 'content-type').startsWith('application/json')) throw new Refusal(400, 'BAD_INPUT', 'csrf');
}
