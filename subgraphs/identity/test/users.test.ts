import { decodeProtectedHeader } from 'jose';
import { seed } from '../src/seed.ts';
import { signer } from '../src/signer.ts';
import { aHouse, me, signIn, type House } from './house.ts';

let house: House;
const claire = '019a0000-0000-7000-8000-000000000001';
const sam = '019a0000-0000-7000-8000-000000000002';
const marie = '019a0000-0000-7000-8000-000000000003';
const entities = 'query ($refs: [_Any!]!) { _entities(representations: $refs) { ... on User { id displayName role account { email } } } }';
const refs = (...ids: string[]) => ({ refs: ids.map((id) => ({ __typename: 'User', id })) });

beforeAll(async () => {
  house = await aHouse();
  expect(await seed(house.means, new Date())).toBe(true);
});
afterAll(() => house.stop());

test('seeds the demo accounts once', async () => {
  expect(await seed(house.means, new Date())).toBe(false);
  expect(await house.db.user.count()).toBe(7);
  expect(await house.db.outbox.count()).toBe(7);
  const answer = await house.ask(signIn, { input: { email: 'claire.renter@example.com', password: 'Drive-Your-Way-2026' } });
  expect(answer.data.signIn).toMatchObject({ user: { id: claire, displayName: 'Claire Renter', role: 'CUSTOMER' } });
});

test('shows name and role of others, their account to nobody but staff of their region and services', async () => {
  const read = async (viewer: Parameters<House['ask']>[2]) => (await house.ask(entities, refs(sam), viewer)).data._entities;
  const open = [{ id: sam, displayName: 'Sam Renter', role: 'CUSTOMER', account: { email: 'sam.renter@example.com' } }];
  const closed = [{ id: sam, displayName: 'Sam Renter', role: 'CUSTOMER', account: null }];
  expect(await read({ id: claire, role: 'CUSTOMER' })).toEqual(closed);
  expect(await read({ id: claire, role: 'PARTNER' })).toEqual(closed);
  expect(await read({ id: sam, role: 'CUSTOMER' })).toEqual(open);
  expect(await read({ id: marie, role: 'AGENT', region: 'UK' })).toEqual(open);
  expect(await read({ id: marie, role: 'MANAGER', region: 'EU' })).toEqual(closed);
  expect(await read({ id: marie, role: 'ADMIN', region: 'EU' })).toEqual(open);
  expect(await read({ id: null, role: 'SERVICE' })).toEqual(open);
  expect(await read({})).toEqual([null]);
});

test('reads a batch of entities in one query', async () => {
  const before = house.statementsOn('user');
  const names = entities.replace(' account { email }', '');
  const answer = await house.ask(names, refs(claire, sam, marie, sam, 'nonsense', '019a0000-0000-7000-8000-0000000000ff'), {
    id: marie,
    role: 'AGENT',
  });
  expect(house.statementsOn('user') - before).toBe(1);
  const named = (answer.data._entities as unknown as ({ displayName: string } | null)[]).map((user) => user?.displayName ?? null);
  expect(named).toEqual(['Claire Renter', 'Sam Renter', 'Marie Agent', 'Sam Renter', null, null]);
});

test('has no me for the anonymous', async () => {
  expect((await house.ask(me)).data.me).toBeNull();
});

test('signs with one key whichever instance made it, and keeps the private half sealed', async () => {
  const [one, two] = [0, 1].map(() => signer(house.db, house.means.keys.signing, house.means.clock));
  const subject = { userId: claire, role: 'CUSTOMER', region: 'EU', agencies: null, sessionId: sam, steppedUpAt: null };
  const tokens = await Promise.all([one?.accessToken(subject), two?.accessToken(subject)]);
  const kids = tokens.map((token) => decodeProtectedHeader(token?.accessToken ?? '').kid);
  expect(new Set(kids).size).toBe(1);
  const jwks = await one?.jwks();
  expect(jwks?.keys).toEqual([{ kty: 'OKP', crv: 'Ed25519', x: expect.any(String) as string, kid: kids[0], use: 'sig', alg: 'EdDSA' }]);
  const [row] = await house.db.signingKey.findMany();
  expect(Buffer.from(row?.privateSealed ?? []).toString('utf8')).not.toContain('"d"');
});

test('goes on with a new key, and still publishes the old, when the sealing key was changed', async () => {
  const other = signer(house.db, new Uint8Array(32).fill(9), house.means.clock);
  await other.accessToken({ userId: claire, role: 'CUSTOMER', region: 'EU', agencies: null, sessionId: sam, steppedUpAt: null });
  expect((await other.jwks()).keys).toHaveLength(2);
});
