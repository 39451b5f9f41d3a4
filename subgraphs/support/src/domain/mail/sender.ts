import { addressIn } from '../contact/address.ts';

/** A line has 998 characters at most (RFC 5322, 2.1.1); one sender needs no second. */
const longest = 998;

/**
 * The one address of a From header as it came (RFC 5322, 3.4), and the words before it, undecoded. Null for several, for groups, and for all
 * else that two readers may read in two ways: the server that vouches for the sender is one of them.
 */
export function senderIn(raw: string): { address: string; words: string } | null {
  if (raw.length > longest) return null;
  const bare = raw
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, ' ')
    .replaceAll(/=\?[^?\s]*\?[bqBQ]\?[^?\s]*\?=/g, ' ')
    .replaceAll(/\([^()]*\)/g, ' ')
    .trim();
  const found = /^[^<>,;:@"]*<([^<>\s]+)>$/.exec(bare)?.[1] ?? (/^[^\s<>,;:"]+$/.test(bare) ? bare : null);
  const address = found === null ? null : addressIn(found);
  if (address === null) return null;
  const words = raw.includes('<') ? raw.slice(0, raw.lastIndexOf('<')).trim() : '';
  return { address, words: words.replace(/^"(.*)"$/s, '$1').replaceAll(/\\(.)/g, '$1') };
}
