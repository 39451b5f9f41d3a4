import { anAuthenticator, type Authenticator, type Wrong } from './authenticator.ts';
import { challenged, enter, mfa, renewCodes, withTotp } from './factors.ts';
import { aHouse, aUser, password, signIn, viewerOf, type Entered, type House } from './house.ts';
import { seed } from '../src/seed.ts';

let house: House;
beforeAll(async () => {
  house = await aHouse();
  await seed(house.means, new Date());
});
afterAll(() => house.stop());

type Who = Entered['viewer'];
type Purpose = 'SIGN_IN' | 'ENROL' | 'STEP_UP';
interface Ceremony {
  id: string;
  options: string;
}

const beginning = 'mutation ($purpose: PasskeyPurpose!) { beginPasskey(purpose: $purpose) { id options } }';
const finishing = `mutation ($id: ID!, $credential: String!, $name: String) { finishPasskey(id: $id, credential: $credential, name: $name) {
  __typename ... on SignedIn { user { id account { email } } tokens { accessToken refreshToken } } } }`;
const removing = 'mutation ($id: ID!) { removePasskey(id: $id) { passkeys recoveryCodesLeft } }';

const begin = async (purpose: Purpose, viewer: Who = {}): Promise<Ceremony> =>
  (await house.ask(beginning, { purpose }, viewer)).data.beginPasskey as unknown as Ceremony;
const finish = (id: string, credential: string, viewer: Who = {}, name?: string) => house.ask(finishing, { id, credential, name }, viewer);
const stepped = (viewer: Who): Who => ({ ...viewer, steppedUpAt: Date.now() });
const tokensOf = (answer: Awaited<ReturnType<typeof finish>>) =>
  (answer.data.finishPasskey as unknown as { tokens: { accessToken: string; refreshToken: string | null } }).tokens;

interface Keyed extends Entered {
  key: Authenticator;
}

async function withPasskey(user: Entered, key = anAuthenticator(), name = 'Mon téléphone'): Promise<Keyed> {
  const { id, options } = await begin('ENROL', stepped(user.viewer));
  expect((await finish(id, key.create(options), user.viewer, name)).codes).toEqual([]);
  return { ...user, key };
}

const aKeyedUser = async (email: string): Promise<Keyed> => withPasskey(await aUser(house, { email }));
const signInWith = async (key: Authenticator, wrong: Wrong = {}) => {
  const { id, options } = await begin('SIGN_IN');
  return finish(id, key.get(options, wrong));
};

test('enrols a passkey that signs in without address and password, as both factors', async () => {
  const a = await aKeyedUser('keys@example.org');
  expect((await house.mailTo('keys@example.org', 2)).subject).toContain('clé d’accès');
  const { options } = await begin('SIGN_IN');
  expect(JSON.parse(options)).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
  expect(JSON.parse(options)).not.toHaveProperty('allowCredentials');
  const answer = await signInWith(a.key);
  expect(answer.data.finishPasskey).toMatchObject({ __typename: 'SignedIn', user: { id: a.id, account: { email: 'keys@example.org' } } });
  const viewer = await viewerOf(house, tokensOf(answer).accessToken);
  expect(viewer.sessionId).not.toBe(a.viewer.sessionId);
  expect(await house.db.session.findUnique({ where: { id: String(viewer.sessionId) } })).toMatchObject({ factor: true });
  expect((await house.ask(mfa, {}, viewer)).data.me).toMatchObject({
    account: { mfa: { passkeys: 1, passkeyList: [{ name: 'Mon téléphone', lastUsedAt: expect.any(String) as string }] } },
  });
});

test('is due as a second factor after the password, and finishes the sign-in', async () => {
  const a = await aKeyedUser('due@example.org');
  const { data } = await house.ask(challenged, { input: { email: 'due@example.org', password } });
  expect(data.signIn).toMatchObject({ __typename: 'SecondFactorRequired', methods: ['PASSKEY'] });
  expect((await signInWith(a.key)).codes).toEqual([]);
});

test('makes staff of a member of staff at once', async () => {
  const leo = await enter(house, 'leo.agent@example.com', 'Drive-Your-Way-2026');
  expect(leo.viewer.role).toBe('CUSTOMER');
  const key = anAuthenticator();
  const { id, options } = await begin('ENROL', leo.viewer);
  const answer = await finish(id, key.create(options), leo.viewer);
  expect(tokensOf(answer).refreshToken).toBeNull();
  expect(await viewerOf(house, tokensOf(answer).accessToken)).toMatchObject({ role: 'AGENT', sessionId: leo.viewer.sessionId });
  expect((await house.ask(mfa, {}, leo.viewer)).data.me).toMatchObject({ account: { mfa: { passkeyList: [{ name: '?' }] } } });
});

test('steps up in the session it is in', async () => {
  const a = await aKeyedUser('up@example.org');
  const { id, options } = await begin('STEP_UP', a.viewer);
  expect(JSON.parse(options)).toMatchObject({ allowCredentials: [{ id: a.key.id.toString('base64url'), transports: ['internal'] }] });
  const answer = await finish(id, a.key.get(options), a.viewer);
  const viewer = await viewerOf(house, tokensOf(answer).accessToken);
  expect(viewer.sessionId).toBe(a.viewer.sessionId);
  expect((await house.ask(renewCodes, {}, viewer)).codes).toEqual([]);
});

test.each<[string, Wrong]>([
  ['from another origin', { origin: 'https://your-car-your-way.evil.example' }],
  ['from another port of the host', { origin: 'http://localhost:4001' }],
  ['for another relying party', { rpId: 'evil.example' }],
  ['over another challenge', { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
  ['made for an enrolment', { type: 'webauthn.create' }],
  ['without user verification', { verified: false }],
  ['in the name of nobody', { userHandle: null }],
  ['in the name of somebody else', { userHandle: Buffer.alloc(16, 7).toString('base64url') }],
])('refuses a signature %s', async (_what, wrong) => {
  const a = await aKeyedUser(`wrong${String(Math.random()).slice(2)}@example.org`);
  const sessions = await house.db.session.count();
  expect((await signInWith(a.key, wrong)).codes).toEqual(['WRONG_CREDENTIALS']);
  expect(await house.db.session.count()).toBe(sessions);
  expect((await signInWith(a.key)).codes).toEqual([]);
});

test.each<[string, Wrong]>([
  ['from another origin', { origin: 'https://evil.example' }],
  ['for another relying party', { rpId: 'evil.example' }],
  ['over another challenge', { challenge: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
  ['without user verification', { verified: false }],
])('enrols no passkey %s', async (_what, wrong) => {
  const a = await aUser(house, { email: `never${String(Math.random()).slice(2)}@example.org` });
  const { id, options } = await begin('ENROL', a.viewer);
  expect((await finish(id, anAuthenticator().create(options, wrong), a.viewer)).codes).toEqual(['BAD_INPUT']);
  expect(await house.db.passkey.count({ where: { userId: a.id } })).toBe(0);
});

test('takes an answer once, also of two at once, and none after five minutes', async () => {
  const a = await aKeyedUser('replay@example.org');
  const first = await begin('SIGN_IN');
  const credential = a.key.get(first.options);
  const both = await Promise.all([finish(first.id, credential), finish(first.id, credential)]);
  expect(both.flatMap(({ codes }) => codes)).toEqual(['TOKEN_EXPIRED']);
  const other = await begin('SIGN_IN');
  expect((await finish(other.id, credential)).codes).toEqual(['WRONG_CREDENTIALS']);
  // Used up by the wrong answer.
  expect((await finish(other.id, a.key.get(other.options))).codes).toEqual(['TOKEN_EXPIRED']);
  const late = await begin('SIGN_IN');
  house.advance(5 * 60_000);
  expect((await finish(late.id, a.key.get(late.options))).codes).toEqual(['TOKEN_EXPIRED']);
  expect((await finish('x', a.key.get(late.options))).codes).toEqual(['TOKEN_EXPIRED']);
});

test('refuses a counter that does not go on, as a copied authenticator’s', async () => {
  const a = await aKeyedUser('copied@example.org');
  expect((await signInWith(a.key, { counter: 9 })).codes).toEqual([]);
  for (const counter of [9, 3, 0]) expect((await signInWith(a.key, { counter })).codes).toEqual(['WRONG_CREDENTIALS']);
  expect((await signInWith(a.key, { counter: 10 })).codes).toEqual([]);
  const ceremonies = await Promise.all(Array.from({ length: 4 }, () => begin('SIGN_IN')));
  const answers = await Promise.all(ceremonies.map(({ id, options }) => finish(id, a.key.get(options, { counter: 11 }))));
  expect(answers.filter(({ codes }) => codes.length === 0)).toHaveLength(1);
});

test('knows no ceremony of another purpose or another person', async () => {
  const [a, b] = [await aKeyedUser('alice@example.org'), await aKeyedUser('bob@example.org')];
  const enrolment = await begin('ENROL', stepped(a.viewer));
  expect((await finish(enrolment.id, a.key.get(enrolment.options), a.viewer)).codes).toEqual(['BAD_INPUT']);
  const entrance = await begin('SIGN_IN');
  expect((await finish(entrance.id, anAuthenticator().create(entrance.options), a.viewer)).codes).toEqual(['WRONG_CREDENTIALS']);
  for (const purpose of ['STEP_UP', 'ENROL'] as const) {
    const begun = await begin(purpose, stepped(a.viewer));
    expect((await finish(begun.id, b.key.get(begun.options), b.viewer)).codes).toEqual(['TOKEN_EXPIRED']);
    expect((await finish(begun.id, a.key.get(begun.options))).codes).toEqual(['TOKEN_EXPIRED']);
  }
  // Somebody else's credential proves nothing about oneself.
  const own = await begin('STEP_UP', a.viewer);
  expect((await finish(own.id, b.key.get(own.options), a.viewer)).codes).toEqual(['WRONG_CREDENTIALS']);
  expect(await house.db.session.findUnique({ where: { id: String(a.viewer.sessionId) } })).toMatchObject({ steppedUpAt: null });
});

test('enrols no credential that is somebody’s already', async () => {
  const a = await aKeyedUser('first@example.org');
  const b = await aUser(house, { email: 'second@example.org' });
  const { id, options } = await begin('ENROL', b.viewer);
  expect((await finish(id, a.key.create(options), b.viewer)).codes).toEqual(['BAD_INPUT']);
  expect(await house.db.passkey.count({ where: { userId: b.id } })).toBe(0);
});

test('asks who enrols and who steps up to be signed in, and for a fresh proof beside another factor', async () => {
  for (const purpose of ['ENROL', 'STEP_UP']) expect((await house.ask(beginning, { purpose })).codes).toEqual(['UNAUTHENTICATED']);
  const a = await withTotp(house, await aUser(house, { email: 'beside@example.org' }));
  expect((await house.ask(beginning, { purpose: 'ENROL' }, a.viewer)).codes).toEqual(['STEP_UP_REQUIRED']);
  expect((await house.ask(beginning, { purpose: 'STEP_UP' }, a.viewer)).codes).toEqual(['WRONG_STATE']);
  const key = { ...stepped(a.viewer), role: 'PARTNER' as const, scopes: new Set<string>() };
  for (const purpose of ['ENROL', 'STEP_UP']) expect((await house.ask(beginning, { purpose }, key)).codes).toEqual(['FORBIDDEN']);
});

test.each([
  ['text', 'not json'],
  ['nothing', '{}'],
  ['an empty response', '{"id":"AA","rawId":"AA","type":"public-key","response":{}}'],
  ['too much', `"${'x'.repeat(20_000)}"`],
])('refuses %s for an answer without using the ceremony up', async (_what, credential) => {
  const a = await aKeyedUser(`shape${String(Math.random()).slice(2)}@example.org`);
  const { id, options } = await begin('SIGN_IN');
  expect((await finish(id, credential)).codes).toEqual(['BAD_INPUT']);
  expect((await finish(id, a.key.get(options))).codes).toEqual([]);
});

test('removes one’s own after a step-up, with the recovery codes of the last; somebody else’s is not found', async () => {
  const [a, b] = [await aKeyedUser('mine@example.org'), await aKeyedUser('theirs@example.org')];
  const idOf = async (user: Entered) => (await house.db.passkey.findFirstOrThrow({ where: { userId: user.id } })).id;
  expect((await house.ask(removing, { id: await idOf(a) }, a.viewer)).codes).toEqual(['STEP_UP_REQUIRED']);
  for (const id of [await idOf(b), 'nonsense']) expect((await house.ask(removing, { id }, stepped(a.viewer))).codes).toEqual(['NOT_FOUND']);
  await house.ask(renewCodes, {}, stepped(a.viewer));
  expect((await house.ask(removing, { id: await idOf(a) }, stepped(a.viewer))).data.removePasskey).toEqual({
    passkeys: 0,
    recoveryCodesLeft: 0,
  });
  expect((await house.mailTo('mine@example.org', 3)).subject).toContain('retirée');
  expect((await signInWith(a.key)).codes).toEqual(['WRONG_CREDENTIALS']);
  expect((await house.ask(signIn, { input: { email: 'mine@example.org', password } })).data.signIn).toMatchObject({
    __typename: 'SignedIn',
  });
});

test('keeps the last way in, and the last factor of staff, also when two go at once', async () => {
  const a = await aKeyedUser('only@example.org');
  await house.db.user.update({ where: { id: a.id }, data: { passwordHash: null } });
  const { id } = await house.db.passkey.findFirstOrThrow({ where: { userId: a.id } });
  expect((await house.ask(removing, { id }, stepped(a.viewer))).codes).toEqual(['WRONG_STATE']);
  const noah = await withPasskey(await enter(house, 'noah.manager@example.com', 'Drive-Your-Way-2026'));
  await withPasskey(noah);
  const keys = await house.db.passkey.findMany({ where: { userId: noah.id } });
  const answers = await Promise.all(keys.map((key) => house.ask(removing, { id: key.id }, stepped(noah.viewer))));
  expect(answers.flatMap(({ codes }) => codes)).toEqual(['WRONG_STATE']);
  expect(await house.db.passkey.count({ where: { userId: noah.id } })).toBe(1);
});
