import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { verifyInternal } from '../src/viewer.ts';

const key = Buffer.alloc(32, 7);
const seconds = (from: number): number => Math.floor(Date.now() / 1000) + from;

interface Parts {
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  hash?: string;
  by?: Buffer;
}

/** A good token but for what is said here; undefined leaves a member out. */
function token({ header = {}, claims = {}, hash = 'sha256', by = key }: Parts = {}): string {
  const payload = { sub: 'u1', role: 'CUSTOMER', iss: 'router', aud: 'booking', iat: seconds(0), exp: seconds(60), ...claims };
  const input = [{ alg: 'HS256', ...header }, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${createHmac(hash, by).update(input).digest('base64url')}`;
}

test('believes the router, and jose agrees what a token is', async () => {
  const josed = new SignJWT({ role: 'PARTNER', scope: 'a b', test: true, agencies: ['LYS'], step_up_at: 5, sid: 's1', region: 'EU' });
  const signed = await josed
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject('u1')
    .setIssuer('router')
    .setAudience('booking')
    .setIssuedAt()
    .setExpirationTime('60 s')
    .sign(key);
  expect(await verifyInternal(signed, key, 'booking')).toEqual({
    id: 'u1',
    role: 'PARTNER',
    region: 'EU',
    sessionId: 's1',
    agencies: ['LYS'],
    scopes: new Set(['a', 'b']),
    test: true,
    steppedUpAt: 5000,
  });
  expect((await verifyInternal(token(), key, 'booking')).id).toBe('u1');
});

test.each([
  ['no token', 'nonsense'],
  ['an empty one', ''],
  ['one without a signature', `${token().split('.').slice(0, 2).join('.')}.`],
  ['one that says it needs none', token({ header: { alg: 'none' } })],
  ['one by another algorithm', token({ header: { alg: 'HS512' }, hash: 'sha512' })],
  ['one by another key', token({ by: Buffer.alloc(32, 8) })],
  ['one with a critical extension', token({ header: { crit: ['b64'], b64: true } })],
  ['one with changed claims', [token().split('.')[0], token({ claims: { role: 'ADMIN' } }).split('.')[1], token().split('.')[2]].join('.')],
  ['one with something after it', `${token()}.x`],
  ['one of another issuer', token({ claims: { iss: 'notifications' } })],
  ['one for another subgraph', token({ claims: { aud: 'identity' } })],
  ['one for the router', token({ claims: { aud: 'router' } })],
  ['one older than a minute', token({ claims: { iat: seconds(-62), exp: seconds(600) } })],
  ['one from the future', token({ claims: { iat: seconds(60) } })],
  ['one of no age', token({ claims: { iat: undefined } })],
  ['one that has expired', token({ claims: { exp: seconds(-1) } })],
  ['one that never expires', token({ claims: { exp: undefined } })],
  ['one that is not valid yet', token({ claims: { nbf: seconds(60) } })],
])('refuses %s', async (_what, bad) => {
  await expect(verifyInternal(bad, key, 'booking')).rejects.toThrow();
});
