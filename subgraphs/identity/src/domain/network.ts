import { isIPv4, isIPv6 } from 'node:net';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The client's address as the router forwards it (it takes no client's word for it); null when unknown. */
export function addressOf(headers: Headers): string | null {
  const forwarded = headers['x-forwarded-for'];
  const address = typeof forwarded === 'string' ? forwarded.trim().replace(/^::ffff:(?=\d+\.)|%.*$/gi, '') : '';
  return isIPv4(address) || isIPv6(address) ? address : null;
}

/** An IPv6 address in its eight groups, as URL parsers read it. */
function groups(address: string): string[] {
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const before = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => '0'), ...after];
}

/**
 * Whose address it is: an IPv4 address itself, of IPv6 the /64 that a household is given. Null where it is unknown, or this very
 * machine: in the local start everybody has that one.
 */
export function networkOf(headers: Headers): string | null {
  const address = addressOf(headers);
  if (address === null || address.startsWith('127.') || address === '::1') return null;
  return isIPv4(address) ? address : `${groups(address).slice(0, 4).join(':')}::/64`;
}
