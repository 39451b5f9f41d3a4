import type { IncomingMessage } from 'node:http';
import { isIP, isIPv6 } from 'node:net';
import { single } from './headers.ts';

export type ClientAddress = (request: IncomingMessage) => string;

/**
 * The address of the client's connection; behind `trustedProxies` proxies, which each append to x-forwarded-for the address
 * they were asked from, the entry of the outermost. A header too short or malformed can't come from them and is not believed.
 */
export function clientAddresses(trustedProxies: number): ClientAddress {
  return (request) => {
    const own = request.socket.remoteAddress ?? '';
    if (trustedProxies === 0) return own;
    const entry = (single(request.headers['x-forwarded-for']) ?? '').split(',').at(-trustedProxies)?.trim() ?? '';
    const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(entry)?.[1] ?? /^([\d.]+):\d+$/.exec(entry)?.[1] ?? entry;
    return isIP(bare) > 0 ? bare : own;
  };
}

/** What one client can be counted by: its IPv4 address, or the /64 of its IPv6 address, of which it has every address. */
export function networkOf(address: string): string {
  const bare = address.toLowerCase().replace(/%.*$/, '');
  const mapped = /^::ffff:([\d.]+)$/.exec(bare)?.[1];
  if (mapped !== undefined || !isIPv6(bare)) return mapped ?? bare;
  const [left = [], right = []] = bare.split('::').map((part) => part.split(':').filter(Boolean));
  const omitted = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  const groups = [...left, ...omitted, ...right].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}
