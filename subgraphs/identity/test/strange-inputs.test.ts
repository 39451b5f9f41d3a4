import { isUnforeseen } from '@ycyw/service/refusal';
import { aScope } from '@ycyw/service/testing/scope';
import type { Viewer } from '@ycyw/service/viewer';
import { execute, parse, validate } from 'graphql';
import { contextWith } from '../src/graphql/context.ts';
import { identitySchema } from '../src/graphql/resolvers.ts';
import { aHouse, anApplicant, aUser, type Entered, type House } from './house.ts';

let house: House;
let someone: Entered;
const schema = identitySchema();

beforeAll(async () => {
  house = await aHouse();
  someone = await aUser(house);
});
afterAll(() => house.stop());

const texts = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\uD800',
  'e\u0301\u202Egnp',
  'x'.repeat(1_000_000),
  '\'; DROP TABLE "user"; --',
  '%_\\',
  '{}',
  'null',
  '-1',
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  '019a0000-0000-7000-8000-00000000000g',
  '019A0000-0000-7000-8000-000000000001',
  'a@b.example',
  'A'.repeat(43),
  'ycyw_live_',
  'W10',
  'WyJBREFNSU4iLCIxIl0',
  'WyItMSJd',
  'Wy0xXQ',
  'WzFlMzAwXQ',
  'WzAuNV0',
];
const numbers = [-2_147_483_648, -1, 0, 1, 100, 101, 2_147_483_647];
const methods = ['TOTP', 'PASSKEY', 'RECOVERY_CODE', null];
const days = ['0000-01-01', '1899-12-31', '9999-12-31', '2026-02-30', '1990-02-28', '', '\0'];
const instants = ['0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '2026-11-21T00:00:00+23:59', '2026-11-21'];

/** Every operation that takes anything, with a function that fits strange values in. */
const operations: Record<string, [string, (text: string, n: number) => Record<string, unknown>]> = {
  accountDeletion: ['query ($a: ID!) { accountDeletion(id: $a) { id state erasedIn finishedAt } }', (a) => ({ a })],
  dataExport: ['query ($a: ID!) { dataExport(id: $a) { id state url expiresAt } }', (a) => ({ a })],
  user: ['query ($a: ID!) { user(id: $a) { id displayName account { email } } }', (a) => ({ a })],
  entity: [
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { id displayName account { email } } } }',
    (a) => ({ r: [{ __typename: 'User', id: a }] }),
  ],
  userByEmail: ['query ($a: String!) { userByEmail(email: $a) { id } }', (a) => ({ a })],
  staff: ['query ($n: Int, $a: String) { staff(first: $n, after: $a) { totalCount edges { cursor node { id } } } }', (a, n) => ({ n, a })],
  staffSize: ['query ($n: Int) { staff(first: $n) { edges { cursor node { id } } } }', (_a, n) => ({ n })],
  trail: ['query ($n: Int, $a: String) { auditTrail(first: $n, after: $a) { edges { cursor } } }', (a, n) => ({ n, a })],
  trailAfter: ['query ($a: String) { auditTrail(after: $a) { totalCount edges { cursor } } }', (a) => ({ a })],
  trailActor: ['query ($f: AuditFilter) { auditTrail(filter: $f) { totalCount edges { cursor } } }', (a) => ({ f: { actorId: a } })],
  trailSubject: ['query ($f: AuditFilter) { auditTrail(filter: $f) { totalCount edges { cursor } } }', (a) => ({ f: { subjectId: a } })],
  trailAction: ['query ($f: AuditFilter) { auditTrail(filter: $f) { totalCount edges { cursor } } }', (a) => ({ f: { action: a } })],
  apiKeys: ['query ($a: String) { me { account { apiKeys(prefix: $a) { id } } } }', (a) => ({ a })],
  register: [
    'mutation ($i: RegisterInput!) { register(input: $i) { sentTo } }',
    (a) => ({ i: anApplicant({ email: a, givenName: a, familyName: a, password: a }) }),
  ],
  registerName: ['mutation ($i: RegisterInput!) { register(input: $i) { sentTo } }', (a) => ({ i: anApplicant({ givenName: a }) })],
  registerPassword: [
    'mutation ($i: RegisterInput!) { register(input: $i) { sentTo } }',
    (a) => ({ i: anApplicant({ password: `${a}  un mot bien à moi` }) }),
  ],
  verifyEmail: ['mutation ($a: String!) { verifyEmail(token: $a) { user { id } } }', (a) => ({ a })],
  askReset: ['mutation ($a: String!) { requestPasswordReset(email: $a) }', (a) => ({ a })],
  reset: ['mutation ($a: String!, $p: String!) { resetPassword(token: $a, password: $p) }', (a) => ({ a, p: `un mot bien à moi${a}` })],
  signIn: ['mutation ($i: SignInInput!) { signIn(input: $i) { __typename } }', (a) => ({ i: { email: a, password: a } })],
  refresh: ['mutation ($a: String) { refreshTokens(refreshToken: $a) { accessToken } }', (a) => ({ a })],
  second: [
    'mutation ($a: ID!, $m: SecondFactor!, $c: String!) { verifySecondFactor(challenge: $a, method: $m, code: $c) { user { id } } }',
    (a, n) => ({ a, m: methods[Math.abs(n) % 3], c: a }),
  ],
  finishPasskey: [
    'mutation ($a: ID!, $c: String!, $n: String) { finishPasskey(id: $a, credential: $c, name: $n) { __typename } }',
    (a) => ({ a, c: a, n: a }),
  ],
  stepUpPassword: ['mutation ($a: String) { stepUp(password: $a) { accessToken } }', (a) => ({ a })],
  stepUpCode: [
    'mutation ($a: String, $m: SecondFactor) { stepUp(method: $m, code: $a) { accessToken } }',
    (a, n) => ({ a, m: methods[Math.abs(n) % 4] }),
  ],
  endSession: ['mutation ($a: ID!) { endSession(id: $a) }', (a) => ({ a })],
  confirmTotp: ['mutation ($a: String!) { confirmTotpEnrolment(code: $a) { codes } }', (a) => ({ a })],
  removePasskey: ['mutation ($a: ID!) { removePasskey(id: $a) { totp } }', (a) => ({ a })],
  changeEmail: ['mutation ($a: String!) { changeEmail(email: $a) { sentTo } }', (a) => ({ a })],
  confirmEmail: ['mutation ($a: String!) { confirmEmail(token: $a) }', (a) => ({ a })],
  changePassword: [
    'mutation ($a: String, $b: String!) { changePassword(current: $a, next: $b) }',
    (a) => ({ a, b: `${a} un mot bien à moi` }),
  ],
  ...Object.fromEntries(
    ['givenName', 'familyName', 'phone', 'birthDate', 'locale', 'currency'].map((field) => [
      `profile ${field}`,
      ['mutation ($i: UpdateProfileInput!) { updateProfile(input: $i) { email locale } }', (a: string) => ({ i: { [field]: a } })],
    ]),
  ),
  address: [
    'mutation ($i: UpdateProfileInput!) { updateProfile(input: $i) { email } }',
    (a) => ({ i: { address: { line1: a, line2: a, city: a, postalCode: a, subdivision: a, country: 'FR' } } }),
  ],
  licence: [
    'mutation ($i: UpdateProfileInput!) { updateProfile(input: $i) { email } }',
    (a, n) => ({ i: { licence: { number: a, country: 'FR', issuedOn: days[Math.abs(n) % days.length], expiresOn: '9999-12-31' } } }),
  ],
  createApiKey: [
    'mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { key { id name } } }',
    (a, n) => ({ i: { name: a, scopes: ['offers:read', a], idempotencyKey: a, costPerMinute: n } }),
  ],
  createNamed: [
    'mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { key { id name } } }',
    (a) => ({ i: { name: a, scopes: ['offers:read'], idempotencyKey: 'named' } }),
  ],
  createOnce: [
    'mutation ($i: CreateApiKeyInput!) { createApiKey(input: $i) { key { id name } } }',
    (a) => ({ i: { name: 'fuzz', scopes: ['offers:read'], idempotencyKey: a } }),
  ],
  rotateApiKey: [
    'mutation ($a: ID!, $n: Int, $k: String!) { rotateApiKey(id: $a, overlapHours: $n, idempotencyKey: $k) { secret } }',
    (a, n) => ({ a, n, k: a }),
  ],
  rotateId: ['mutation ($a: ID!) { rotateApiKey(id: $a, overlapHours: 1, idempotencyKey: "x") { secret } }', (a) => ({ a })],
  revokeApiKey: ['mutation ($a: ID!) { revokeApiKey(id: $a) { id } }', (a) => ({ a })],
  assignRole: ['mutation ($i: AssignRoleInput!) { assignRole(input: $i) { id } }', (a) => ({ i: { userId: a, role: 'AGENT' } })],
  assignAgencies: [
    'mutation ($i: AssignRoleInput!) { assignRole(input: $i) { id } }',
    (a) => ({ i: { userId: '00000000-0000-7000-8000-000000000000', role: 'AGENT', agencies: [a] } }),
  ],
  ...Object.fromEntries(
    instants.map((at) => [
      `trail since ${at}`,
      ['query ($f: AuditFilter) { auditTrail(filter: $f) { totalCount edges { cursor } } }', () => ({ f: { from: at, to: at } })],
    ]),
  ),
};

const steppedUpAt = (): number => Date.now();
const viewers: Record<string, () => Partial<Viewer>> = {
  nobody: () => ({}),
  admin: () => ({ ...someone.viewer, role: 'ADMIN', steppedUpAt: steppedUpAt() }),
  partner: () => ({ ...someone.viewer, role: 'PARTNER', steppedUpAt: steppedUpAt() }),
  service: () => ({ role: 'SERVICE' }),
};

test.each(Object.entries(operations))('%s answers strange inputs with a refusal or with data', async (_name, [source, variables]) => {
  const unforeseen: string[] = [];
  const document = parse(source);
  expect(validate(schema, document)).toEqual([]);
  for (const [who, viewer] of Object.entries(viewers)) {
    await house.db.user.updateMany({ data: { role: who === 'partner' ? 'PARTNER' : 'ADMIN' } });
    for (const [place, text] of texts.entries()) {
      const variableValues = variables(text, numbers[place % numbers.length] ?? 0);
      await house.db.$executeRaw`DELETE FROM attempt`;
      const contextValue = contextWith(house.means)(aScope(viewer()));
      const { errors } = await execute({ schema, document, variableValues, contextValue });
      for (const error of errors ?? []) {
        if (isUnforeseen(error)) unforeseen.push(`${who} ${JSON.stringify(text.slice(0, 40))}: ${error.message.slice(0, 300)}`);
      }
    }
  }
  expect(unforeseen).toEqual([]);
});
