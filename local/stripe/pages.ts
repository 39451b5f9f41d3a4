import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';

type Page = { type: string; body: Buffer };

const LOCAL = 'http://localhost:* http://127.0.0.1:*';
const POLICY = `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src ${LOCAL}; form-action 'none'; base-uri 'none'; frame-ancestors ${LOCAL}`;
const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** By path below /v3/; the empty path is the script that pages include in place of https://js.stripe.com/v3/. */
const FILES: Record<string, string> = {
  '': 'stripe.js',
  element: 'element.html',
  'element.js': 'element.js',
  'card-fields.js': 'card-fields.js',
  'words.js': 'words.js',
  'appearance.js': 'appearance.js',
  challenge: 'challenge.html',
  'challenge.js': 'challenge.js',
  'style.css': 'style.css',
};

const pages = new Map<string, Page>();

function page(path: string): Page | undefined {
  const file = FILES[path];
  if (file === undefined) return undefined;
  let found = pages.get(path);
  if (found === undefined) {
    const type = TYPES[file.slice(file.lastIndexOf('.') + 1)] ?? 'text/plain';
    pages.set(path, (found = { type, body: readFileSync(new URL(`browser/${file}`, import.meta.url)) }));
  }
  return found;
}

export function servePage(path: string, headers: Record<string, string>, response: ServerResponse): void {
  const found = page(path.slice('/v3/'.length));
  if (found === undefined) {
    response.writeHead(404, { ...headers, 'content-type': 'text/plain' }).end('No such page.\n');
    return;
  }
  response.writeHead(200, {
    ...headers,
    'content-type': found.type,
    'content-length': found.body.length,
    'content-security-policy': POLICY,
    'cross-origin-resource-policy': 'cross-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-cache',
  });
  response.end(found.body);
}
