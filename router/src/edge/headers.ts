import type { IncomingHttpHeaders } from 'node:http';
import type { Configuration } from '../configuration.ts';
import { hopByHop } from './hopByHop.ts';
import type { Scope } from './scope.ts';

export const single = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value.join(', ') : value);

/** Names of the client's headers that the configuration lets through to `subgraph`. */
export const forwardedNames = ({ headers, subgraphs }: Pick<Configuration, 'headers' | 'subgraphs'>, subgraph: string): string[] =>
  [...new Set([...headers.forward, ...(subgraphs[subgraph]?.forward ?? [])])].filter((name) => !hopByHop.has(name));

/** Picks for `subgraph` what the configuration lets through of the client's headers; `x-forwarded-for` is the client's address. */
export function forwardRule(
  configuration: Pick<Configuration, 'headers' | 'subgraphs'>,
  subgraph: string,
): (scope: Scope) => Record<string, string> {
  const names = forwardedNames(configuration, subgraph);
  return (scope) => {
    const picked: Record<string, string> = {};
    for (const name of names) {
      const value = name === 'x-forwarded-for' ? scope.clientAddress : single(scope.headers[name]);
      if (value !== undefined) picked[name] = value;
    }
    return picked;
  };
}

/** The value of an Accept-Language header that a WebSocket client gave in connection_init. */
export const headersOfConnection = (handshake: IncomingHttpHeaders, acceptLanguage: unknown): IncomingHttpHeaders => ({
  'user-agent': handshake['user-agent'],
  'accept-language': typeof acceptLanguage === 'string' ? acceptLanguage.slice(0, 200) : handshake['accept-language'],
});
