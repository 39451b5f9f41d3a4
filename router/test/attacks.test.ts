import { createHmac, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { WebSocket } from 'ws';
import type { ConfigurationInput } from '../src/configuration.ts';
import { startTestRouter, type TestRouter } from './toys/router.ts';
import { store } from './toys/store.ts';
import { startToys } from './toys/subgraph.ts';

const internalKey = Buffer.alloc(32, 7);
const ed = generateKeyPairSync('ed25519');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const attacker = generateKeyPairSync('ed25519');

const published = (key: KeyObject, kid: string, alg: string): object => ({ ...key.export({ format: 'jwk' }), kid, alg, use: 'sig' });
let keySet = [published(ed.publicKey, 'k1', 'EdDSA'), published(rsa.publicKey, 'k2', 'RS256')];
/** Paths at which somebody looked. */
const looked: string[] = [];
const web = createServer((request, response) => {
  looked.push(request.url ?? '');
  response.end(JSON.stringify({ keys: request.url === '/jwks' ? keySet : [published(attacker.publicKey, 'k1', 'EdDSA')] }));
});
let toys: Awaited<ReturnType<typeof startToys>>;
let router: TestRouter;

const at = (path: string): string => `http://127.0.0.1:${String((web.address() as AddressInfo).port)}${path}`;
const auth = (): ConfigurationInput['auth'] => ({
  accessTokens: { jwksUrl: at('/jwks'), issuer: 'identity', audience: 'ycyw', algorithms: ['EdDSA', 'RS256'], typ: 'at+jwt' },
  serviceTokens: { audience: 'router', claims: { role: 'SERVICE' } },
  internal: { key: internalKey.toString('base64url'), claims: ['sub', 'role'] },
});

beforeAll(async () => {
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  toys = await startToys(store);
  router = await startTestRouter(toys.supergraph, { auth: auth() });
});
afterAll(async () => {
  await router.stop();
  await toys.stop();
  web.closeAllConnections();
  await new Promise((resolve) => web.close(resolve));
});

type Part = Record<string, unknown>;
type Signature = (input: string) => Buffer;
const by =
  (key: KeyObject): Signature =>
  (input) =>
    sign(key.asymmetricKeyType === 'rsa' ? 'sha256' : null, Buffer.from(input), key);
const hmac =
  (secret: string | Buffer): Signature =>
  (input) =>
    createHmac('sha256', secret).update(input).digest();
const unsigned: Signature = () => Buffer.alloc(0);
const seconds = (from: number): number => Math.floor(Date.now() / 1000) + from;

/** A good access token but for what is said here; undefined leaves a member out. */
function token({
  header = {},
  claims = {},
  signature = by(ed.privateKey),
}: { header?: Part; claims?: Part; signature?: Signature } = {}): string {
  const payload = { iss: 'identity', aud: 'ycyw', sub: 'u1', role: 'CUSTOMER', iat: seconds(0), exp: seconds(600), ...claims };
  const parts = [{ alg: 'EdDSA', kid: 'k1', typ: 'at+jwt', ...header }, payload];
  const input = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${signature(input).toString('base64url')}`;
}

const ask = async (bearer: string, of = router): Promise<{ status: number; code: unknown }> => {
  const { status, body } = await of.post('{ viewer { sub role } }', {}, { authorization: `Bearer ${bearer}` });
  return { status, code: body.errors?.[0]?.extensions['code'] };
};

/** The code with which the router closes a socket opened with it; 1000 where it takes it. */
async function socketCode(bearer: string): Promise<number> {
  const socket = new WebSocket(router.url.replace('http', 'ws'), 'graphql-transport-ws');
  await once(socket, 'open');
  const closed = once(socket, 'close') as Promise<[number]>;
  socket.on('message', () => {
    socket.close(1000);
  });
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${bearer}` } }));
  return (await closed)[0];
}

const publicPem = (): string => createPublicKey(rsa.privateKey).export({ type: 'spki', format: 'pem' }).toString();
const attackersKey = attacker.publicKey.export({ format: 'jwk' });
const asService = { iss: 'notifications', aud: 'router' };

test.each([
  ['EdDSA', token()],
  ['RS256', token({ header: { alg: 'RS256', kid: 'k2' }, signature: by(rsa.privateKey) })],
  ['the internal key, for a service', token({ header: { alg: 'HS256', kid: undefined }, claims: asService, signature: hmac(internalKey) })],
])('a good token with %s is taken: what follows is refused for what is wrong with it alone', async (_what, good) => {
  expect([await ask(good), await socketCode(good)]).toEqual([{ status: 200, code: undefined }, 1000]);
});

describe('an access token is refused', () => {
  const wrong: [string, () => string, string?][] = [
    ['without a signature', () => token({ header: { alg: 'none' }, signature: unsigned })],
    ['without a signature, written otherwise', () => token({ header: { alg: 'nOnE' }, signature: unsigned })],
    ['with its signature cut off', () => token({ signature: unsigned })],
    ['signed by a stranger', () => token({ signature: by(attacker.privateKey) })],
    [
      'with claims changed after it was signed',
      () => {
        const [head = '', , signature = ''] = token().split('.');
        return `${head}.${token({ claims: { role: 'ADMIN' } }).split('.')[1] ?? ''}.${signature}`;
      },
    ],
    ['with a public key (PEM) as the secret', () => token({ header: { alg: 'HS256', kid: 'k2' }, signature: hmac(publicPem()) })],
    [
      'with a public key (PEM) as the secret, as a service',
      () => token({ header: { alg: 'HS256', kid: 'k2' }, claims: asService, signature: hmac(publicPem()) }),
    ],
    [
      'with a public key (JWK) as the secret',
      () => token({ header: { alg: 'HS256' }, signature: hmac(Buffer.from(ed.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')) }),
    ],
    ['with an empty secret', () => token({ header: { alg: 'HS256' }, claims: asService, signature: hmac('') })],
    ['with the internal key', () => token({ header: { alg: 'HS256' }, signature: hmac(internalKey) })],
    [
      'with the internal key by another algorithm',
      () =>
        token({
          header: { alg: 'HS512' },
          claims: asService,
          signature: (input) => createHmac('sha512', internalKey).update(input).digest(),
        }),
    ],
    [
      'as the internal token of a subgraph',
      () => token({ header: { alg: 'HS256' }, claims: { iss: 'router', aud: 'accounts' }, signature: hmac(internalKey) }),
    ],
    ['by the key of another algorithm', () => token({ header: { alg: 'RS256', kid: 'k1' }, signature: by(rsa.privateKey) })],
    ['by an algorithm that is not configured', () => token({ header: { alg: 'PS256', kid: 'k2' }, signature: by(rsa.privateKey) })],
    ['with a kid that is a path', () => token({ header: { kid: '../../../../dev/null' }, signature: hmac('') })],
    [
      'with a kid that is a path, by HMAC',
      () => token({ header: { alg: 'HS256', kid: '../../dev/null' }, claims: asService, signature: hmac(Buffer.alloc(1)) }),
    ],
    ['with a kid that is SQL', () => token({ header: { kid: "x' UNION SELECT 'secret' --" }, signature: by(attacker.privateKey) })],
    ['with a kid that is no text', () => token({ header: { kid: { $ne: null } }, signature: by(attacker.privateKey) })],
    ['with a kid that is an address', () => token({ header: { kid: at('/kid') }, signature: by(attacker.privateKey) })],
    ['with a key set of its own (jku)', () => token({ header: { jku: at('/jku') }, signature: by(attacker.privateKey) })],
    ['with a certificate of its own (x5u)', () => token({ header: { x5u: at('/x5u') }, signature: by(attacker.privateKey) })],
    ['with a key of its own (jwk)', () => token({ header: { jwk: attackersKey }, signature: by(attacker.privateKey) })],
    [
      'with a key of its own and no kid',
      () => token({ header: { kid: undefined, jwk: attackersKey }, signature: by(attacker.privateKey) }),
    ],
    ['with a certificate in it (x5c)', () => token({ header: { x5c: ['MIIB'] }, signature: by(attacker.privateKey) })],
    ['with a critical extension that nobody knows', () => token({ header: { crit: ['exp'], exp: seconds(600) } })],
    ['with its payload not encoded (b64)', () => token({ header: { crit: ['b64'], b64: false } })],
    ['of another issuer', () => token({ claims: { iss: 'somebody' } })],
    ['of several issuers', () => token({ claims: { iss: ['identity', 'somebody'] } })],
    ['of no issuer', () => token({ claims: { iss: undefined } })],
    ['for another audience', () => token({ claims: { aud: 'accounts' } })],
    ['for no audience', () => token({ claims: { aud: undefined } })],
    ['of another type', () => token({ header: { typ: 'JWT' } })],
    ['of no type', () => token({ header: { typ: undefined } })],
    ['of nobody', () => token({ claims: { sub: undefined } })],
    ['that has expired', () => token({ claims: { exp: seconds(-1) } }), 'TOKEN_EXPIRED'],
    ['that is not valid yet', () => token({ claims: { nbf: seconds(300) } })],
    ['that never expires', () => token({ claims: { exp: undefined } })],
    ['with an expiry that is no number', () => token({ claims: { exp: '9999999999' } })],
    ['of more parts than it has', () => `${token()}.${token()}`],
    ['with other claims before it', () => `${token().split('.')[0] ?? ''}.e30.${token()}`],
  ];

  test.each(wrong)('%s', async (_what, make, code = 'UNAUTHENTICATED') => {
    const before = toys.running['accounts']?.requests.length;
    expect(await ask(make())).toEqual({ status: 401, code });
    expect(await socketCode(make())).toBe(code === 'TOKEN_EXPIRED' ? 4403 : 4401);
    expect(toys.running['accounts']?.requests.length).toBe(before);
  });

  test('and no address that any of them gave was ever looked at', async () => {
    for (const [, make] of wrong) await ask(make());
    expect(new Set(looked)).toEqual(new Set(['/jwks']));
  });
});

describe('a service token is refused', () => {
  test.each([
    ['older than a minute', { iat: seconds(-70) }],
    ['without an age', { iat: undefined }],
    ['from the future', { iat: seconds(60) }],
    ['that never expires', { exp: undefined }],
    ['for users', { aud: 'ycyw' }],
  ])('%s', async (_what, claims) => {
    const bad = token({ header: { alg: 'HS256', kid: undefined }, claims: { ...asService, ...claims }, signature: hmac(internalKey) });
    expect((await ask(bad)).status).toBe(401);
  });
});

test('keys change under load without one request refused', async () => {
  const [old, next] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
  const all = keySet;
  keySet = [published(old.publicKey, 'old', 'EdDSA')];
  const own = await startTestRouter(toys.supergraph, { auth: auth() });
  const clock = jest.spyOn(Date, 'now');
  let signing = { kid: 'old', key: old.privateKey };
  let asked = 0;
  let over = false;
  const refused: unknown[] = [];
  const worker = async (): Promise<void> => {
    while (!over) {
      const { kid, key } = signing;
      const answer = await ask(token({ header: { kid }, claims: { jti: String((asked += 1)) }, signature: by(key) }), own);
      if (answer.status !== 200) refused.push({ kid, ...answer });
    }
  };
  const under = async (requests: number): Promise<void> => {
    const until = asked + requests;
    while (asked < until) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  try {
    const workers = Array.from({ length: 8 }, worker);
    await under(100);
    keySet = [...keySet, published(next.publicKey, 'next', 'EdDSA')];
    await under(100);
    // A key set just read is not read again for five seconds: keys are published that long before they sign.
    clock.mockImplementation(() => performance.timeOrigin + performance.now() + 6000);
    signing = { kid: 'next', key: next.privateKey };
    await under(100);
    keySet = keySet.slice(1);
    clock.mockImplementation(() => performance.timeOrigin + performance.now() + 700_000);
    await under(100);
    over = true;
    await Promise.all(workers);
    expect([refused, asked >= 400]).toEqual([[], true]);
    expect((await ask(token({ header: { kid: 'old' }, signature: by(old.privateKey) }), own)).status).toBe(401);
  } finally {
    over = true;
    keySet = all;
    clock.mockRestore();
    await own.stop();
  }
});
