import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, jwtVerify, type CryptoKey } from 'jose';
import { WebSocket } from 'ws';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { store } from './toys/store.ts';
import { startToys } from './toys/subgraph.ts';

const internalKey = Buffer.alloc(32, 7);
let toys: Awaited<ReturnType<typeof startToys>>;
let router: TestRouter;
let keys: Server;
let keySetUp = true;
const pair = await generateKeyPair('EdDSA');
const stranger = await generateKeyPair('EdDSA');

beforeAll(async () => {
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'EdDSA' };
  keys = createServer((_, response) =>
    response.writeHead(keySetUp ? 200 : 500, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [jwk] })),
  );
  await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve));
  toys = await startToys(store);
  router = await startTestRouter(toys.supergraph, auth());
});
afterAll(async () => {
  await router.stop();
  await toys.stop();
  await new Promise((resolve) => keys.close(resolve));
});

const auth = () => ({
  auth: {
    accessTokens: { jwksUrl: `http://127.0.0.1:${String((keys.address() as AddressInfo).port)}/`, issuer: 'identity', audience: 'public' },
    serviceTokens: { audience: 'router', claims: { role: 'SERVICE' } },
    internal: { key: internalKey.toString('base64url'), claims: ['sub', 'role', 'region'] },
  },
});
const access = (claims: Record<string, unknown> = {}, expires = '10 min', key = pair.privateKey): Promise<string> =>
  new SignJWT({ role: 'CUSTOMER', secret: 'x', ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
    .setSubject('u1')
    .setIssuer('identity')
    .setAudience('public')
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(key);
const service = (audience = 'router', expires = '60 s', key: Uint8Array = internalKey): Promise<string> =>
  new SignJWT({ role: 'ADMIN', sub: 'u1' })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('notifications')
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(key);
const viewer = (token?: string) =>
  router.post('{ viewer { sub role region } }', {}, token === undefined ? {} : { authorization: `Bearer ${token}` });

test('vouches to the subgraph for who asks, with a token for it alone', async () => {
  expect((await viewer(await access())).body.data?.['viewer']).toEqual({ sub: 'u1', role: 'CUSTOMER', region: null });
  const sent = toys.running['accounts']?.requests.at(-1)?.headers.authorization?.slice(7) ?? '';
  const { payload } = await jwtVerify(sent, internalKey, { issuer: 'router', audience: 'accounts', algorithms: ['HS256'] });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60);
  expect(payload).not.toHaveProperty('secret');
});

test('lets the anonymous in as such', async () => {
  expect((await viewer()).body.data?.['viewer']).toEqual({ sub: null, role: null, region: null });
});

test('gives a service the claims of the configuration, not those it claims', async () => {
  expect((await viewer(await service())).body.data?.['viewer']).toEqual({ sub: null, role: 'SERVICE', region: null });
});

test.each([
  ['an expired one', 'TOKEN_EXPIRED', () => access({}, '-1 s')],
  [
    'one of another issuer',
    'UNAUTHENTICATED',
    () =>
      access({ iss: 'x' }).then(() =>
        new SignJWT({})
          .setProtectedHeader({ alg: 'EdDSA', kid: 'k1' })
          .setSubject('u1')
          .setIssuer('x')
          .setAudience('public')
          .setExpirationTime('1 min')
          .sign(pair.privateKey),
      ),
  ],
  ['one with a stranger key', 'UNAUTHENTICATED', () => access({}, '10 min', stranger.privateKey)],
  ['no token at all', 'UNAUTHENTICATED', () => Promise.resolve('nonsense')],
  ['an internal token of a subgraph', 'UNAUTHENTICATED', () => service('accounts')],
  ['a service token of another key', 'UNAUTHENTICATED', () => service('router', '60 s', Buffer.alloc(32, 8))],
])('refuses %s with 401', async (_what, code, make) => {
  const { status, headers, body } = await viewer(await make());
  expect([status, body.errors?.[0]?.extensions['code'], body.data]).toEqual([401, code, undefined]);
  expect(headers.get('www-authenticate')).toContain('Bearer');
});

test('does not start where its services would have the audience of a subgraph', async () => {
  const misnamed = auth();
  const serviceTokens = { audience: 'accounts', claims: { role: 'SERVICE' } };
  await expect(startTestRouter(toys.supergraph, { auth: { ...misnamed.auth, serviceTokens } })).rejects.toThrow('accounts is a subgraph');
});

test('does not take unsigned tokens', async () => {
  const parts = [{ alg: 'none' }, { sub: 'u1', iss: 'identity', aud: 'public', exp: 9_999_999_999 }].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  expect((await viewer(`${parts.join('.')}.`)).status).toBe(401);
});

test('says 503, not 401, while the key set is out of reach', async () => {
  keySetUp = false;
  const fresh = await startTestRouter(toys.supergraph, auth());
  const { status, body } = await fresh.post('{ me { id } }', {}, { authorization: `Bearer ${await access()}` });
  keySetUp = true;
  expect([status, body.errors?.[0]?.extensions['code']]).toEqual([503, 'INTERNAL']);
  await fresh.stop();
});

test('takes a new key after one look at the key set, keeps the old one, and is not made to look by unknown ones', async () => {
  const [old, next] = [await generateKeyPair('EdDSA'), await generateKeyPair('EdDSA')];
  const published = async (kid: string, key: CryptoKey): Promise<object> => ({ ...(await exportJWK(key)), kid, alg: 'EdDSA' });
  let served = [await published('old', old.publicKey)];
  let looks = 0;
  const rotating = createServer((_, response) => {
    looks += 1;
    response.end(JSON.stringify({ keys: served }));
  });
  await new Promise<void>((resolve) => rotating.listen(0, '127.0.0.1', resolve));
  const jwksUrl = `http://127.0.0.1:${String((rotating.address() as AddressInfo).port)}/`;
  const own = await startTestRouter(toys.supergraph, {
    auth: { ...auth().auth, accessTokens: { jwksUrl, issuer: 'identity', audience: 'public' } },
  });
  let unlike = 0;
  const statusOf = async (kid: string, key: CryptoKey): Promise<number> => {
    const token = new SignJWT({ n: (unlike += 1) }).setProtectedHeader({ alg: 'EdDSA', kid }).setSubject('u1').setIssuer('identity');
    const signed = await token.setAudience('public').setExpirationTime('10 min').sign(key);
    return (await own.post('{ me { id } }', {}, { authorization: `Bearer ${signed}` })).status;
  };
  const clock = jest.spyOn(Date, 'now');
  try {
    expect([await statusOf('old', old.privateKey), looks]).toEqual([200, 1]);
    served = [...served, await published('next', next.publicKey)];
    clock.mockImplementation(() => performance.timeOrigin + performance.now() + 6000);
    expect([await statusOf('next', next.privateKey), await statusOf('old', old.privateKey), looks]).toEqual([200, 200, 2]);
    const flood = await Promise.all(Array.from({ length: 50 }, (_, index) => statusOf(`stranger${String(index)}`, stranger.privateKey)));
    expect([new Set(flood), looks]).toEqual([new Set([401]), 2]);
    served = served.slice(1);
    clock.mockImplementation(() => performance.timeOrigin + performance.now() + 12_000);
    expect([await statusOf('stranger', stranger.privateKey), await statusOf('old', old.privateKey), looks]).toEqual([401, 401, 3]);
    expect(await statusOf('next', next.privateKey)).toBe(200);
  } finally {
    clock.mockRestore();
    await own.stop();
    await new Promise((resolve) => rotating.close(resolve));
  }
});

test('refuses revoked sessions, keeps the last list while there is none to be had, and closes their sockets', async () => {
  let revoked: string[] = [];
  let up = true;
  const asked: (string | undefined)[] = [];
  const feed = createServer((request, response) => {
    asked.push(request.headers.authorization);
    response.writeHead(up ? 200 : 500).end(JSON.stringify({ revoked }));
  });
  await new Promise<void>((resolve) => feed.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${String((feed.address() as AddressInfo).port)}/`;
  const revocations = { url, everySeconds: 0.02, audience: 'identity', claims: { role: 'SERVICE' } };
  const own = await startTestRouter(toys.supergraph, { auth: { ...auth().auth, revocations } });
  const tokens = { s1: await access({ sid: 's1' }), s2: await access({ sid: 's2' }) };
  const statusOf = async (sid: keyof typeof tokens): Promise<number> =>
    (await own.post('{ me { id } }', {}, { authorization: `Bearer ${tokens[sid]}` })).status;
  const polledTwice = async (): Promise<void> => {
    const already = asked.length;
    while (asked.length < already + 3) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const socket = new WebSocket(own.url.replace('http', 'ws'), 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${tokens.s1}` } }));
  await once(socket, 'message');
  const closed = once(socket, 'close') as Promise<[number]>;

  expect([await statusOf('s1'), await statusOf('s2')]).toEqual([200, 200]);
  revoked = ['s1'];
  expect((await closed)[0]).toBe(4403);
  expect([await statusOf('s1'), await statusOf('s2')]).toEqual([401, 200]);
  const sent = asked.at(-1)?.slice(7) ?? '';
  expect((await jwtVerify(sent, internalKey, { issuer: 'router', audience: 'identity' })).payload).toMatchObject({ role: 'SERVICE' });

  up = false;
  await polledTwice();
  expect([await statusOf('s1'), await statusOf('s2')]).toEqual([401, 200]);
  expect(own.logged.filter(({ msg }) => String(msg).includes('revocations is out of reach'))).toHaveLength(1);
  revoked = [];
  up = true;
  await polledTwice();
  expect(await statusOf('s1')).toBe(200);
  await own.stop();
  await new Promise((resolve) => feed.close(resolve));
});
