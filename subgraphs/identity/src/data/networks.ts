import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { BlockList, isIPv6 } from 'node:net';
import { Reader } from 'mmdb-lib';

// One buffer of 7.8 MB, read at the first session and kept: the tree is walked in it, nothing is unpacked.
let registry: Reader<never> | undefined;

function read(): Reader<never> {
  const file = createRequire(import.meta.url).resolve('@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb');
  return new Reader<never>(readFileSync(file));
}

// The registries' own blocks cover these, and would place an office's network in Australia (RFC 1918, 6598, 4193).
const unregistered = new BlockList();
unregistered.addSubnet('10.0.0.0', 8);
unregistered.addSubnet('172.16.0.0', 12);
unregistered.addSubnet('192.168.0.0', 16);
unregistered.addSubnet('100.64.0.0', 10);
unregistered.addSubnet('fc00::', 7, 'ipv6');

const hasCountry = (found: unknown): found is { country_code: string } =>
  typeof found === 'object' && found !== null && 'country_code' in found && typeof found.country_code === 'string';

/** The country (ISO 3166-1 alpha-2) that an address's network is registered in; null when none is. */
export function countryOf(address: string): string | null {
  if (unregistered.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')) return null;
  registry ??= read();
  const found: unknown = registry.get(address);
  return hasCountry(found) && /^[A-Z]{2}$/.test(found.country_code) ? found.country_code : null;
}
