import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, jwtVerify } from 'jose';
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
}, 30_000);
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
