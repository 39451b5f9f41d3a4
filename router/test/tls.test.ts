import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseConfiguration } from '../src/configuration.ts';
import { requireEncryption } from '../src/edge/plaintext.ts';
import { WebSocket } from 'ws';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { accounts } from './toys/store.ts';
import { startToys } from './toys/subgraph.ts';

const made = (name: string): string => new URL(`toys/certificates/${name}`, import.meta.url).pathname;
const fingerprint = (name: string): string => new X509Certificate(readFileSync(made(name))).fingerprint256;
const folder = mkdtempSync(join(tmpdir(), 'router-tls-'));
const tls = { certificate: join(folder, 'tls.crt'), key: join(folder, 'tls.key') };
const install = (name: string): void => {
  copyFileSync(made(`${name}.crt`), tls.certificate);
  copyFileSync(made(`${name}.key`), tls.key);
};
const ca = [readFileSync(made('first.crt')), readFileSync(made('second.crt'))];

let toys: Awaited<ReturnType<typeof startToys>>;
let router: TestRouter;

beforeAll(async () => {
  install('first');
  toys = await startToys([accounts]);
  router = await startTestRouter(toys.supergraph, { tls });
});
afterAll(async () => {
  await router.stop();
  await toys.stop();
});

async function handshake(options: { maxVersion?: 'TLSv1.2' } = {}): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port: router.port, ca, ...options });
  await once(socket, 'secureConnect');
  return socket;
}

async function answer(agent: Agent): Promise<{ status: number | undefined; security: unknown; reused: boolean }> {
  const request = get({ host: '127.0.0.1', port: router.port, path: '/livez', ca, agent });
  const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage];
  response.resume();
  await once(response, 'end');
  return { status: response.statusCode, security: response.headers['strict-transport-security'], reused: request.reusedSocket };
}

test('speaks TLS 1.3, tells browsers to stay with it, and nothing older', async () => {
  const socket = await handshake();
  expect(socket.getProtocol()).toBe('TLSv1.3');
  socket.destroy();
  const agent = new Agent();
  expect(await answer(agent)).toMatchObject({ status: 200, security: 'max-age=31536000; includeSubDomains' });
  agent.destroy();
  await expect(handshake({ maxVersion: 'TLSv1.2' })).rejects.toThrow(/protocol version/);
});

test('takes WebSockets over TLS', async () => {
  const socket = new WebSocket(`wss://127.0.0.1:${String(router.port)}/graphql`, 'graphql-transport-ws', { ca });
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  const [message] = (await once(socket, 'message')) as [Buffer];
  expect(JSON.parse(message.toString())).toMatchObject({ type: 'connection_ack' });
  socket.close();
  await once(socket, 'close');
});

test('takes a new certificate without dropping a connection, and keeps the old one when the new one is none', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  await answer(agent);
  const served = async (): Promise<string> => {
    const socket = await handshake();
    const { fingerprint256 } = socket.getPeerCertificate();
    socket.destroy();
    return fingerprint256;
  };
  expect(await served()).toBe(fingerprint('first.crt'));
  writeFileSync(tls.certificate, 'half a certifi');
  while (!router.logged.some(({ msg }) => String(msg).includes('not usable'))) await wait(50);
  expect(await served()).toBe(fingerprint('first.crt'));
  install('second');
  while ((await served()) !== fingerprint('second.crt')) await wait(50);
  expect(await answer(agent)).toMatchObject({ status: 200, reused: true });
  await expect(handshake({ maxVersion: 'TLSv1.2' })).rejects.toThrow(/protocol version/);
  agent.destroy();
});

test('does not start with the key of another certificate', async () => {
  const mixed = { certificate: made('first.crt'), key: made('second.key') };
  await expect(startTestRouter(toys.supergraph, { tls: mixed })).rejects.toThrow(/key values mismatch/);
});

const routing = new Map([['accounts', 'http://accounts:4001/graphql']]);
test.each([
  [{}, 'tls, or behindTls'],
  [{ behindTls: true }, 'subgraphs.accounts.url'],
  [{ tls, subgraphs: { accounts: { url: 'https://a/graphql', webSocketUrl: 'ws://a/graphql' } } }, 'subgraphs.accounts.webSocketUrl'],
  [{ tls, subgraphs: { accounts: { url: 'https://a/' } }, proxies: [{ prefix: '/p', target: 'http://p' }] }, 'proxies.0.target'],
  [
    {
      tls,
      auth: {
        accessTokens: { jwksUrl: 'http://i/keys', issuer: 'i', audience: 'a' },
        internal: { key: Buffer.alloc(32).toString('base64url') },
      },
    },
    'auth.accessTokens.jwksUrl',
  ],
] as const)('production refuses %j', (configuration, key) => {
  expect(() => {
    requireEncryption(parseConfiguration(configuration, {}), routing);
  }).toThrow(key);
});
test.each([
  { tls, insecureUpstreams: 'mesh' as const },
  { behindTls: true, subgraphs: { accounts: { url: 'https://a/graphql' } } },
])('production takes %j', (configuration) => {
  requireEncryption(parseConfiguration(configuration, {}), routing);
});
