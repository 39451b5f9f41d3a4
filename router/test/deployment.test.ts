import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseConfiguration } from '../src/configuration.ts';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { store } from './toys/store.ts';
import { startToys } from './toys/subgraph.ts';

const folder = mkdtempSync(join(tmpdir(), 'router-'));
const script = 'console.log(1)';
let toys: Awaited<ReturnType<typeof startToys>>;
let router: TestRouter;
let origin: string;
let seen: { url: string | undefined; headers: IncomingMessage['headers']; body: Buffer } | undefined;
let passed = 0;
const behind = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    passed += 1;
    seen = { url: request.url, headers: request.headers, body: Buffer.concat(chunks) };
    response.writeHead(202, { 'x-own': '1', 'set-cookie': 'a=b' }).end('taken');
  });
});

beforeAll(async () => {
  mkdirSync(join(folder, 'web/assets'), { recursive: true });
  writeFileSync(join(folder, 'web/index.html'), '<!doctype html><title>app</title>');
  writeFileSync(join(folder, 'web/assets/app-1a2b3c4d.js'), script);
  writeFileSync(join(folder, 'web/assets/app-1a2b3c4d.js.br'), brotliCompressSync(script));
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve));
  const target = `http://127.0.0.1:${String((behind.address() as AddressInfo).port)}`;
  toys = await startToys(store);
  writeFileSync(join(folder, 'supergraph.graphql'), toys.supergraph);
  router = await startTestRouter(toys.supergraph, {
    allowedHosts: ['127.0.0.1'],
    web: {
      folder: join(folder, 'web'),
      contentSecurityPolicy: { 'script-src': ['https://pay.example'], 'frame-src': ['https://pay.example'] },
    },
    proxies: [
      { prefix: '/hooks', target },
      { prefix: '/gone', target: 'http://127.0.0.1:9' },
    ],
  });
  origin = new URL(router.url).origin;
});
afterAll(async () => {
  await router.stop();
  await toys.stop();
  await new Promise((resolve) => behind.close(resolve));
});

test('serves the application and its routes with security headers', async () => {
  for (const path of ['/', '/bookings/YC-1']) {
    const response = await fetch(origin + path);
    expect([response.status, await response.text()]).toEqual([200, '<!doctype html><title>app</title>']);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(response.headers.get('content-security-policy')).toContain("script-src 'self' https://pay.example");
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test('serves hashed files for ever, compressed for those who take it, and 304 to those who have it', async () => {
  const response = await fetch(`${origin}/assets/app-1a2b3c4d.js`, { headers: { 'accept-encoding': 'br' } });
  expect(await response.text()).toBe(script);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-encoding': 'br',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
    'content-type': 'text/javascript; charset=utf-8',
  });
  const again = await fetch(`${origin}/assets/app-1a2b3c4d.js`, {
    headers: { 'accept-encoding': 'br', 'if-none-match': response.headers.get('etag') ?? '' },
  });
  expect(again.status).toBe(304);
});

test.each(['/assets/none.js', '/none.png', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/%00', '/%zz'])(
  'finds nothing at %s',
  async (path) => {
    const response = await fetch(origin + path);
    expect([response.status, (await response.text()).includes('secret')]).toEqual([404, false]);
  },
);

test('passes a proxied path on byte for byte, without credentials', async () => {
  const body = Buffer.from('{ "raw":  1 }\n');
  const response = await fetch(`${origin}/hooks/pay?x=1`, {
    method: 'POST',
    body,
    headers: { 'pay-signature': 't=1,v1=ab', cookie: 'session=1', authorization: 'Bearer x' },
  });
  expect([response.status, await response.text(), response.headers.get('x-own'), response.headers.get('set-cookie')]).toEqual([
    202,
    'taken',
    '1',
    null,
  ]);
  expect([seen?.url, seen?.body.equals(body), seen?.headers['pay-signature'], seen?.headers.cookie, seen?.headers.authorization]).toEqual([
    '/hooks/pay?x=1',
    true,
    't=1,v1=ab',
    undefined,
    undefined,
  ]);
  expect((await fetch(`${origin}/gone`)).status).toBe(502);
});

/** Sends bytes as they are, and gives the status of what comes back. */
async function raw(text: string): Promise<number> {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  socket.write(text);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return Number(answer.toString().slice(9, 12));
}

test.each(['GET', 'DELETE', 'OPTIONS', 'POST'])('passes the body of a %s on as a body, not as the next request', async (method) => {
  const inner = 'POST /internal HTTP/1.1\r\nhost: x\r\nauthorization: Bearer forged\r\ncontent-length: 0\r\n\r\n';
  const before = passed;
  const head = `${method} /hooks/a HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\nconnection: x-secret\r\nx-secret: 1\r\n\r\n`;
  expect(await raw(`${head}${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`)).toBe(202);
  expect([seen?.url, seen?.body.toString(), seen?.headers['x-secret']]).toEqual(['/hooks/a', inner, undefined]);
  expect((await fetch(`${origin}/hooks/b`)).status).toBe(202);
  expect(passed - before).toBe(2);
});

test.each(['/hooks/../internal', '/hooks/%2e%2E/internal', '/hooks/a%2f..%2f../internal', '/hooks/..\\internal', '/hooks/%'])(
  'lets no path out of its prefix: %s',
  async (path) => {
    const before = passed;
    await raw(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
    expect((await fetch(`${origin}/hooks/c`)).status).toBe(202);
    expect(passed - before).toBe(1);
  },
);

test('refuses host names that are not served', async () => {
  expect((await fetch(`${origin.replace('127.0.0.1', 'localhost')}/graphql`).catch(() => ({ status: 421 }))).status).toBe(421);
});

test('takes secrets from the environment and says what is wrong', () => {
  const key = Buffer.alloc(32).toString('base64url');
  expect(parseConfiguration({ auth: { internal: { key: '${KEY}' } }, host: '${HOST:-::1}' }, { KEY: key })).toMatchObject({
    auth: { internal: { key } },
    host: '::1',
  });
  expect(() => parseConfiguration({ host: '${NOWHERE}' }, {})).toThrow('NOWHERE is missing');
  expect(() => parseConfiguration({ headers: { forward: ['cookie'] } }, {})).toThrow('named subgraphs only');
  expect(() => parseConfiguration({ auth: { internal: { key } }, headers: { forward: ['authorization'] } }, {})).toThrow('internal tokens');
  expect(() => parseConfiguration({ prot: 1 }, {})).toThrow('prot');
});

const startIn = (environment: Record<string, string>, ...args: string[]) =>
  spawn(process.execPath, [new URL('../src/main.ts', import.meta.url).pathname, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
  });
const start = (...args: string[]) => startIn({}, ...args);

test('starts from the command line and ends with 0 on SIGTERM', async () => {
  const child = start('--supergraph', join(folder, 'supergraph.graphql'), '--port', '0');
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = /port (\d+)/.exec(line.toString())?.[1] ?? '';
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test.each([
  [['--port', '0'], '--supergraph FILE is missing'],
  [['--supergraph', '/nowhere', '--port', '0'], 'no such file'],
  [['--supergraph', join(folder, 'supergraph.graphql'), '--port', 'x'], '--port needs'],
  [['--supergraph', join(folder, 'secret.txt'), '--port', '0'], '--supergraph: Syntax Error'],
  [['--supergraph', join(folder, 'supergraph.graphql'), '--port', '0', '--config', join(folder, 'secret.txt')], 'secret.txt: SyntaxError'],
])('refuses to start with one clear line: %j', async (args, said) => {
  const child = start(...args);
  const [line] = (await once(child.stderr, 'data')) as [Buffer];
  expect(line.toString()).toContain(said);
  expect(line.toString().trim().split('\n')).toHaveLength(1);
  expect((await once(child, 'exit'))[0]).toBe(1);
});

test('refuses to start in production with nothing that encrypts', async () => {
  const child = startIn({ NODE_ENV: 'production' }, '--supergraph', join(folder, 'supergraph.graphql'), '--port', '0');
  const [line] = (await once(child.stderr, 'data')) as [Buffer];
  expect(line.toString()).toContain('production needs tls, or behindTls');
  expect((await once(child, 'exit'))[0]).toBe(1);
});

test('ends with every line of its log written', async () => {
  const child = start('--supergraph', join(folder, 'supergraph.graphql'), '--port', '0');
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  await once(child.stdout, 'data');
  const port = /port (\d+)/.exec(out)?.[1] ?? '';
  const body = JSON.stringify({ query: 'query Last { me { id } }' });
  await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  child.kill('SIGTERM');
  await once(child, 'close');
  expect(out).toContain('"operation":"Last"');
});
