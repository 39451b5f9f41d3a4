import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Configuration } from '../configuration.ts';
import { Refusal } from './refusal.ts';
import { securityHeaders } from './security.ts';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.woff2': 'font/woff2',
};
const encodings = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

interface Found {
  file: string;
  size: number;
  etag: string;
}

async function fileAt(file: string): Promise<Found | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  return { file, size: found.size, etag: `W/"${found.size.toString(36)}-${Math.round(found.mtimeMs).toString(36)}"` };
}

/**
 * Serves a built single-page application: files as they are (their .br or .gz neighbour where the client takes it), paths
 * without a file extension as index.html. Refuses with 404 and 405.
 */
export function createWeb(web: NonNullable<Configuration['web']>) {
  const security = securityHeaders(web);

  async function locate(pathname: string): Promise<(Found & { path: string }) | undefined> {
    const within = join(web.folder, pathname);
    if (pathname.includes('\0') || !within.startsWith(web.folder.endsWith(sep) ? web.folder : `${web.folder}${sep}`)) return undefined;
    const own = pathname.endsWith('/') ? undefined : await fileAt(within);
    if (own) return { ...own, path: pathname };
    if (pathname.startsWith(web.immutablePrefix) || /\.[a-z0-9]+$/i.test(pathname)) return undefined;
    const index = await fileAt(join(web.folder, 'index.html'));
    return index && { ...index, path: '/index.html' };
  }

  return async (request: IncomingMessage, response: ServerResponse, rawPath: string): Promise<void> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') throw new Refusal(405, 'BAD_INPUT', 'method', 'GET, HEAD');
    let pathname: string;
    try {
      pathname = decodeURIComponent(rawPath);
    } catch {
      throw new Refusal(404, 'NOT_FOUND', 'notFound');
    }
    const found = await locate(pathname);
    if (!found) throw new Refusal(404, 'NOT_FOUND', 'notFound');
    const accepted = [request.headers['accept-encoding'] ?? ''].flat().join();
    let served: { found: Found; encoding?: string } = { found };
    for (const [encoding, suffix] of encodings) {
      const compressed = new RegExp(`\\b${encoding}\\b`).test(accepted) ? await fileAt(`${found.file}${suffix}`) : undefined;
      if (!compressed) continue;
      served = { found: compressed, encoding };
      break;
    }
    const headers = {
      ...security,
      'content-type': types[extname(found.path).toLowerCase()] ?? 'application/octet-stream',
      'cache-control': found.path.startsWith(web.immutablePrefix) ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag: served.found.etag,
      vary: 'accept-encoding',
      // A payment service's card frame may show the page's own typeface.
      ...(extname(found.path) === '.woff2' && { 'access-control-allow-origin': '*' }),
      ...(served.encoding !== undefined && { 'content-encoding': served.encoding }),
    };
    if (request.headers['if-none-match'] === served.found.etag) {
      response.writeHead(304, headers).end();
      return;
    }
    response.writeHead(200, { ...headers, 'content-length': served.found.size });
    if (request.method === 'HEAD') response.end();
    else await pipeline(createReadStream(served.found.file), response).catch(() => response.destroy());
  };
}
