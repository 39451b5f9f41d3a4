import type { Configuration } from '../configuration.ts';

const plain = /^(http|ws|redis):\/\//;

/** Where plain addresses stand in a part of the configuration, e.g. `subgraphs.accounts.url`. */
function plainIn(value: unknown, path: string): string[] {
  if (typeof value === 'string') return plain.test(value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => plainIn(item, `${path}.${key}`));
}

/**
 * What production refuses: an edge without TLS, and upstreams asked without it. Throws one line that names the keys to set.
 * `routing` are the supergraph's own addresses, by subgraph.
 */
export function requireEncryption(configuration: Configuration, routing: ReadonlyMap<string, string>): void {
  const { tls, behindTls, insecureUpstreams, subgraphs, cache, proxies, auth } = configuration;
  if (!tls && !behindTls) throw new Error('production needs tls, or behindTls where a proxy in front ends it');
  if (insecureUpstreams === 'mesh') return;
  const insecure = [
    ...[...routing].flatMap(([name, url]) => (subgraphs[name]?.url === undefined ? plainIn(url, `subgraphs.${name}.url`) : [])),
    ...Object.entries(subgraphs).flatMap(([name, { url, webSocketUrl }]) => plainIn({ url, webSocketUrl }, `subgraphs.${name}`)),
    ...plainIn(cache, 'cache'),
    ...proxies.flatMap(({ target }, index) => plainIn(target, `proxies.${String(index)}.target`)),
    ...plainIn(auth?.accessTokens?.jwksUrl, 'auth.accessTokens.jwksUrl'),
    ...plainIn(auth?.apiKeys?.url, 'auth.apiKeys.url'),
    ...plainIn(auth?.revocations?.url, 'auth.revocations.url'),
  ];
  if (insecure.length > 0)
    throw new Error(
      `production needs https:, wss: or rediss: in ${insecure.join(', ')}; or insecureUpstreams: "mesh" where a mesh encrypts`,
    );
}
