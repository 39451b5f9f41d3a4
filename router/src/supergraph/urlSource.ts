import type { Source } from './source.ts';

const timeoutMs = 10_000;
const defaultLongest = 32 * 1024 * 1024;

async function textOf(response: Response, longest: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > longest) throw new Error(`the supergraph is longer than ${longest} bytes`);
    chunks.push(chunk);
  }
  const declared = response.headers.get('content-length');
  if (size === 0) throw new Error('the supergraph is empty');
  if (declared !== null && !response.headers.has('content-encoding') && Number(declared) !== size)
    throw new Error('the answer is cut short');
  return Buffer.concat(chunks).toString('utf8');
}

/** Asks with the ETag of what it gave last; refuses a text of more than `longest` bytes, 32 MiB. */
export function urlSource(url: string, longest = defaultLongest): Source {
  let etag: string | null = null;
  return {
    async read() {
      const response = await fetch(url, {
        headers: etag === null ? {} : { 'if-none-match': etag },
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (response.status === 304) return undefined;
      if (response.status !== 200) {
        await response.body?.cancel();
        throw new Error(`HTTP ${response.status}`);
      }
      const text = await textOf(response, longest);
      etag = response.headers.get('etag');
      return text;
    },
    watch: () => () => undefined,
  };
}
