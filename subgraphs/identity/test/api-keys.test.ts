import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import type { Viewer } from '@ycyw/service/viewer';
import { apiKeysRoute } from '../src/api-keys.ts';
import { dropSealedSecrets } from '../src/data/api-key.ts';
import { endedSessionsRoute } from '../src/ended-sessions.ts';
import { aHouse, aUser, me, signOut, type House } from './house.ts';

const internalKey = new Uint8Array(32).fill(9);
const fields = 'id name prefix scopes test costPerMinute createdAt lastUsedAt expiresAt revokedAt';
const create = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret key { ${fields} } } }`;
const rotate = `mutation ($id: ID!, $overlapHours: Int, $idempotencyKey: String!) {
  rotateApiKey(id: $id, overlapHours: $overlapHours, idempotencyKey: $idempotencyKey) { secret key { ${fields} } } }`;
const revoke = `mutation ($id: ID!) { revokeApiKey(id: $id) { ${fields} } }`;
const list = `query ($prefix: String) { me { account { apiKeys(prefix: $prefix) { ${fields} } } } }`;

interface Made {
  secret: string;
  key: { id: string; prefix: string; revokedAt: string | null; lastUsedAt: string | null };
}

let house: House;
let server: Server;
let partner: Partial<Viewer>;
beforeAll(async () => {
  house = await aHouse();
  const { db, clock, aside } = house.means;
  const lookUp = apiKeysRoute({ db, clock, aside, internalKey });
  const ended = endedSessionsRoute({ db, clock, internalKey });
  server = createServer((request, response) => void (request.method === 'POST' ? lookUp : ended)(request, response));
  await new Promise<void>((resolve) => server.listen(0, resolve));
  partner = await aPartner('partner@example.org');
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await house.stop();
});

async function aPartner(email: string): Promise<Partial<Viewer>> {
  const { id, viewer } = await aUser(house, { email });
  await house.db.user.update({ where: { id }, data: { role: 'PARTNER' } });
  return { ...viewer, role: 'PARTNER', steppedUpAt: Date.now() };
}

let made = 0;
const anInput = (over: object = {}) => ({
  name: 'Booking site',
  scopes: ['bookings:read', 'offers:read'],
  idempotencyKey: `request ${String((made += 1))}`,
  ...over,
});
const aKey = async (over: object = {}, viewer = partner): Promise<Made> =>
  (await house.ask(create, { input: anInput(over) }, viewer)).data['createApiKey'] as unknown as Made;

const request = async (method: string, body?: string, audience = 'identity'): Promise<Response> => {
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('router')
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('60 s')
    .sign(internalKey);
  const { port } = server.address() as AddressInfo;
  return fetch(`http://127.0.0.1:${String(port)}/`, { method, headers: { authorization: `Bearer ${token}` }, ...(body && { body }) });
};
const present = (key: string): Promise<Response> => request('POST', JSON.stringify({ key }));
const ended = async (): Promise<string[]> => ((await (await request('GET')).json()) as { revoked: string[] }).revoked;

test('is shown once, found by its prefix, and stored as a hash', async () => {
  const { secret, key } = await aKey();
  expect(secret).toMatch(/^ycyw_test_[0-9a-z]{8}_[\w-]{43}$/);
  expect(key).toMatchObject({ scopes: ['offers:read', 'bookings:read'], test: true, prefix: secret.slice(0, 18), revokedAt: null });
  const found = await house.ask(list, { prefix: key.prefix.slice(0, 14) }, partner);
  expect(found.data['me']).toEqual({ account: { apiKeys: [key] } });
  expect((await house.ask(list, { prefix: 'ycyw_l%' }, partner)).data['me']).toEqual({ account: { apiKeys: [] } });
  const row = await house.db.apiKey.findUniqueOrThrow({ where: { id: key.id } });
  expect(JSON.stringify({ ...row, text: Buffer.from(row.secretSealed ?? []).toString() })).not.toContain(secret.slice(19));
});

test('acts as its partner with its scopes and its own rate', async () => {
  const live = await aKey({ test: false, costPerMinute: 600 });
  expect(live.secret).toMatch(/^ycyw_live_/);
  const claims = { sub: partner.id, role: 'PARTNER', region: 'EU', sid: live.key.id, scope: 'offers:read bookings:read' };
  expect(await (await present(live.secret)).json()).toEqual({ claims, rate: { perSecond: 10, burst: 600 } });
  const trial = await aKey();
  expect(await (await present(trial.secret)).json()).toMatchObject({ claims: { sid: trial.key.id, test: true }, rate: null });
});

test('is unknown with one character changed, and to whoever is not the router', async () => {
  const { secret } = await aKey();
  for (const wrong of [`${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`, secret.slice(0, 18), '', `${secret} `]) {
    expect((await present(wrong)).status).toBe(404);
  }
  expect((await request('POST', JSON.stringify({ key: secret }), 'fleet')).status).toBe(401);
});

test('gives the same key and secret again for ten minutes, and never to another request', async () => {
  const input = anInput();
  const [one, two] = await Promise.all([house.ask(create, { input }, partner), house.ask(create, { input }, partner)]);
  expect(one.data['createApiKey']).toEqual(two.data['createApiKey']);
  expect((await house.ask(create, { input: { ...input, name: 'Another' } }, partner)).codes).toEqual(['IDEMPOTENCY_CONFLICT']);
  house.advance(10 * 60_000);
  expect((await house.ask(create, { input }, partner)).codes).toEqual(['WRONG_STATE']);
  await dropSealedSecrets(house.db, house.means.clock.now());
  expect(await house.db.apiKey.count({ where: { NOT: { secretSealed: null } } })).toBe(0);
});

test.each([
  ['scopes: bookings:delete', { scopes: ['bookings:read', 'bookings:delete'] }],
  ['scopes', { scopes: [] }],
  ['name', { name: '  ' }],
  ['costPerMinute', { costPerMinute: 0 }],
  ['idempotencyKey', { idempotencyKey: '' }],
])('refuses a request and names what is wrong: %s', async (reason, over) => {
  const answer = await house.ask(create, { input: anInput(over) }, partner);
  expect([answer.codes, answer.reasons]).toEqual([['BAD_INPUT'], [reason]]);
});

test('is for partners who have just proven who they are, not for their keys', async () => {
  const ask = async (over: Partial<Viewer>) => (await house.ask(create, { input: anInput() }, { ...partner, ...over })).codes;
  expect(await ask({ role: 'CUSTOMER' })).toEqual(['FORBIDDEN']);
  expect(await ask({ role: 'ADMIN' })).toEqual(['FORBIDDEN']);
  expect(await ask({ steppedUpAt: null })).toEqual(['STEP_UP_REQUIRED']);
  expect(await ask({ scopes: new Set(['bookings:write']) })).toEqual(['FORBIDDEN']);
  expect(await ask({ id: null, role: null })).toEqual(['UNAUTHENTICATED']);
});

test('rotates with an overlap in which both work', async () => {
  const old = await aKey({ test: false, costPerMinute: 60 });
  const args = { id: old.key.id, overlapHours: 2, idempotencyKey: 'rotation' };
  const next = (await house.ask(rotate, args, partner)).data['rotateApiKey'] as unknown as Made;
  expect((await house.ask(rotate, args, partner)).data['rotateApiKey']).toEqual(next);
  expect(next.key).toMatchObject({ name: 'Booking site', test: false, costPerMinute: 60, expiresAt: null });
  expect([(await present(old.secret)).status, (await present(next.secret)).status]).toEqual([200, 200]);
  expect((await house.ask(rotate, { ...args, idempotencyKey: 'again' }, partner)).codes).toEqual(['WRONG_STATE']);
  house.advance(2 * 3_600_000);
  expect([(await present(old.secret)).status, (await present(next.secret)).status]).toEqual([404, 200]);
  expect(await ended()).toContain(old.key.id);
  expect((await house.ask(rotate, { ...args, id: next.key.id, overlapHours: 169 }, partner)).codes).toEqual(['BAD_INPUT']);
});

test('ends at once when revoked, and the router hears of it', async () => {
  const { secret, key } = await aKey();
  const { data } = await house.ask(revoke, { id: key.id }, partner);
  expect((data['revokeApiKey'] as unknown as Made['key']).revokedAt).not.toBeNull();
  expect((await house.ask(revoke, { id: key.id }, partner)).data['revokeApiKey']).toEqual(data['revokeApiKey']);
  expect((await present(secret)).status).toBe(404);
  expect(await ended()).toContain(key.id);
  const acts = await house.db.outbox.findMany({
    where: { payload: { path: ['subjectId'], equals: key.id } },
    orderBy: { position: 'asc' },
  });
  expect(acts.map(({ payload }) => (payload as { action: string }).action)).toEqual(['identity.apiKey.created', 'identity.apiKey.revoked']);
});

test('knows nothing of another partner’s keys', async () => {
  const { key } = await aKey();
  const other = await aPartner('other.partner@example.org');
  expect((await house.ask(revoke, { id: key.id }, other)).codes).toEqual(['NOT_FOUND']);
  expect((await house.ask(rotate, { id: key.id, idempotencyKey: 'theirs' }, other)).codes).toEqual(['NOT_FOUND']);
  expect((await house.ask(revoke, { id: 'nonsense' }, other)).codes).toEqual(['NOT_FOUND']);
  expect((await house.ask(list, {}, other)).data['me']).toEqual({ account: { apiKeys: [] } });
});

test('ends with its owner’s being a partner', async () => {
  const leaving = await aPartner('leaving.partner@example.org');
  const { secret } = await aKey({}, leaving);
  await house.db.user.update({ where: { id: leaving.id ?? '' }, data: { role: 'CUSTOMER' } });
  expect((await present(secret)).status).toBe(404);
  expect((await house.ask(create, { input: anInput() }, leaving)).codes).toEqual(['FORBIDDEN']);
});

test('notes its last use, at most once a minute', async () => {
  const { secret, key } = await aKey();
  const used = async () => {
    await present(secret);
    await house.means.aside.settled();
    return (await house.db.apiKey.findUniqueOrThrow({ where: { id: key.id } })).lastUsedAt?.getTime() ?? 0;
  };
  const first = await used();
  expect(await used()).toBe(first);
  house.advance(60_000);
  expect(await used()).toBeGreaterThanOrEqual(first + 60_000);
});

test('has a limit of a hundred to a partner, also for requests at once', async () => {
  const busy = await aPartner('busy.partner@example.org');
  const { key } = await aKey({}, busy);
  const row = await house.db.apiKey.findUniqueOrThrow({ where: { id: key.id } });
  await house.db.apiKey.createMany({
    data: Array.from({ length: 97 }, (_, n) => ({
      ...row,
      id: randomUUID(),
      prefix: `ycyw_test_${String(n).padStart(8, '0')}`,
      idempotencyHash: Buffer.alloc(32, n),
    })),
  });
  const codes = await Promise.all(Array.from({ length: 5 }, async () => (await house.ask(create, { input: anInput() }, busy)).codes));
  expect(codes.flat()).toEqual(['BAD_INPUT', 'BAD_INPUT', 'BAD_INPUT']);
});

test('says who it is and opens no account', async () => {
  const key: Partial<Viewer> = { ...partner, scopes: new Set(['customers:read']), sessionId: 'key' };
  const answer = await house.ask(me, {}, key);
  expect(answer.data['me']).toEqual({ id: partner.id, displayName: 'Zoé Martin', role: 'PARTNER', account: null });
  expect((await house.ask(signOut, {}, key)).codes).toEqual(['FORBIDDEN']);
});
