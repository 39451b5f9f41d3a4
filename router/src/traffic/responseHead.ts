import { Malformed } from './malformed.ts';

export interface ResponseHead {
  status: number;
  setCookies: readonly string[];
  /** How many bytes the body has, or how its end is found. */
  body: number | 'chunked' | 'until close';
  persistent: boolean;
  /** After so many idle milliseconds the server may close the connection. */
  idleMs: number;
}

const legal = /^HTTP\/1\.[01] [1-5]\d\d(?: [\t\x20-\x7e\x80-\xff]*)?(?:\r\n[!#$%&'*+\-.^`|~\w]+:[\t\x20-\x7e\x80-\xff]*)*$/;
const telling = /\r\n(content-length|transfer-encoding|connection|keep-alive|set-cookie):[ \t]*([^\r]*)/gi;
const noCookies: readonly string[] = [];

/**
 * Reads status line and headers, without the blank line after them. Strict where two readers could see different ends of the
 * body (RFC 9112, 6.3): one content-length or one `chunked`, never both, no folded or bare line ends. Throws Malformed.
 */
export function readHead(text: string): ResponseHead {
  if (!legal.test(text)) throw new Malformed('head');
  const status = Number(text.slice(9, 12));
  const modern = text.startsWith('HTTP/1.1');
  let persistent = modern;
  let idleMs = Infinity;
  let setCookies = noCookies;
  let length: number | undefined;
  let chunked = false;
  telling.lastIndex = 0;
  for (let found = telling.exec(text); found; found = telling.exec(text)) {
    const value = (found[2] ?? '').trimEnd();
    switch (found[1]?.toLowerCase()) {
      case 'content-length':
        if (length !== undefined || !/^\d{1,12}$/.test(value)) throw new Malformed('content-length');
        length = Number(value);
        break;
      case 'transfer-encoding':
        if (chunked || !modern || value.toLowerCase() !== 'chunked') throw new Malformed('transfer-encoding');
        chunked = true;
        break;
      case 'connection':
        if (/\bclose\b/i.test(value)) persistent = false;
        break;
      case 'keep-alive':
        idleMs = Number(/\btimeout=(\d{1,6})\b/i.exec(value)?.[1] ?? Infinity) * 1000;
        break;
      default:
        setCookies = [...setCookies, value];
    }
  }
  if (chunked && length !== undefined) throw new Malformed('two lengths');
  const bodyless = status < 200 || status === 204 || status === 304;
  const body = bodyless ? 0 : chunked ? 'chunked' : (length ?? 'until close');
  return { status, setCookies, body, persistent: persistent && body !== 'until close', idleMs };
}
