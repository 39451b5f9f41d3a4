import type { ServerResponse } from 'node:http';

const boundary = '\r\n---';
const part = (json: string): string => `\r\ncontent-type: application/json; charset=utf-8\r\n\r\n${json}${boundary}`;

/**
 * Sends an answer in parts, each as it comes (multipart/mixed;deferSpec=20220824, https://github.com/graphql/graphql-over-http,
 * "Incremental Delivery over HTTP"). Each part ends with the next one's boundary, so that it is read at once. Ends early when the
 * client has gone; waits for none who reads slowly, as no whole answer does: what is written is no more than that.
 */
export async function sendParts(
  response: ServerResponse,
  first: string,
  more: AsyncGenerator<string, void, undefined>,
  headers: Record<string, string | string[]>,
): Promise<void> {
  const gone = (): boolean => response.destroyed;
  if (gone()) return;
  response.writeHead(200, {
    'content-type': 'multipart/mixed;boundary="-";deferSpec=20220824',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.write(`${boundary}${part(first)}`);
  for await (const json of more) {
    if (gone()) return;
    response.write(part(json));
  }
  response.end('--\r\n');
}
