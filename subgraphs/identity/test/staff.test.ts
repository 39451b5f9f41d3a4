import { decodeJwt } from 'jose';
import type { Viewer } from '@ycyw/service/viewer';
import { aHouse, aUser, password, refresh, signIn, type Entered, type House } from './house.ts';

const assign = `mutation ($input: AssignRoleInput!) {
  assignRole(input: $input) { id role account { workplace { region agencies { id } } } } }`;
const list = '{ staff(first: 2) { totalCount pageInfo { hasNextPage endCursor } edges { node { id role } } } }';
const byEmail = 'query ($email: String!) { userByEmail(email: $email) { id account { email } } }';
const read =
  'query ($refs: [_Any!]!) { a: _entities(representations: $refs) { ... on User { account { email } } } b: _entities(representations: $refs) { ... on User { account { email region } } } }';

let house: House;
let admin: Partial<Viewer>;
let person: Entered;
let visitors = 0;
const anAdmin = async (): Promise<Partial<Viewer>> => {
  const { id, viewer } = await aUser(house, { email: `admin${String((visitors += 1))}@example.org` });
  await house.db.user.update({ where: { id }, data: { role: 'ADMIN' } });
  return { ...viewer, role: 'ADMIN', steppedUpAt: Date.now() };
};
beforeAll(async () => {
  house = await aHouse();
  admin = await anAdmin();
  person = await aUser(house, { email: 'person@example.org' });
});
afterAll(() => house.stop());

const give = (input: object, viewer = admin) => house.ask(assign, { input: { userId: person.id, ...input } }, viewer);
const claimsOf = async (email: string) => {
  const { data } = await house.ask(signIn, { input: { email, password } });
  const { accessToken, refreshToken } = (data['signIn'] as unknown as { tokens: Entered }).tokens;
  // As after a second factor, without which staff have the rights of a customer.
  await house.db.session.update({ where: { id: String(decodeJwt(accessToken)['sid']) }, data: { factor: true } });
  const next = await house.ask(refresh, { refreshToken });
  return decodeJwt((next.data['refreshTokens'] as unknown as Entered).accessToken);
};
const acts = async (action: string) => {
  await house.means.aside.settled();
  const rows = await house.db.outbox.findMany({ where: { payload: { path: ['action'], equals: action } }, orderBy: { position: 'asc' } });
  return rows.map(({ payload }) => payload as Record<string, unknown>);
};

test('binds staff to a region or to agencies, which their tokens say', async () => {
  const bound = await give({ role: 'AGENT', region: 'UK', agencies: ['LHR', 'LGW', 'LHR'] });
  expect(bound.data['assignRole']).toEqual({
    id: person.id,
    role: 'AGENT',
    account: { workplace: { region: 'UK', agencies: [{ id: 'LHR' }, { id: 'LGW' }] } },
  });
  expect(await claimsOf('person@example.org')).toMatchObject({ role: 'AGENT', region: 'UK', agencies: ['LHR', 'LGW'] });
  const free = await give({ role: 'MANAGER' });
  expect(free.data['assignRole']).toMatchObject({ account: { workplace: { region: 'EU', agencies: null } } });
  const claims = await claimsOf('person@example.org');
  expect(claims).toMatchObject({ role: 'MANAGER', region: 'EU' });
  expect(claims).not.toHaveProperty('agencies');
  expect((await give({ role: 'CUSTOMER' })).data['assignRole']).toMatchObject({ account: { workplace: null } });
  expect((await acts('identity.user.roleAssigned')).map(({ actorId, subjectId, detail }) => [actorId, subjectId, detail])).toEqual([
    [admin.id, person.id, { role: 'AGENT', region: 'UK', agencies: 'LHR LGW' }],
    [admin.id, person.id, { role: 'MANAGER', region: null, agencies: '' }],
    [admin.id, person.id, { role: 'CUSTOMER', region: null, agencies: '' }],
  ]);
});

test('ends the sessions of whoever gets another role, and tells the other domains', async () => {
  const { id, refreshToken } = await aUser(house, { email: 'promoted@example.org' });
  await give({ userId: id, role: 'AGENT' });
  expect((await house.ask(refresh, { refreshToken })).codes).toEqual(['TOKEN_EXPIRED']);
  const rows = await house.db.outbox.findMany({ where: { payload: { path: ['userId'], equals: id } }, orderBy: { position: 'asc' } });
  expect(rows.map(({ payload }) => payload)).toMatchObject([
    { role: 'CUSTOMER', version: 1 },
    { role: 'AGENT', version: 2 },
  ]);
});

test.each([
  ['agencies', { role: 'AGENT', agencies: ['cdg'] }],
  ['agencies', { role: 'AGENT', agencies: [] }],
  ['agencies', { role: 'CUSTOMER', agencies: ['CDG'] }],
  ['region', { role: 'ADMIN', region: 'UK' }],
])('names %s when it is malformed or not for the role', async (field, input) => {
  const answer = await give(input);
  expect([answer.codes, answer.reasons]).toEqual([['BAD_INPUT'], [field]]);
});

test('is for admins who have just proven who they are, and never for themselves', async () => {
  expect((await give({ role: 'ADMIN' }, { ...person.viewer, steppedUpAt: Date.now() })).codes).toEqual(['FORBIDDEN']);
  expect((await give({ role: 'AGENT' }, { ...admin, steppedUpAt: null })).codes).toEqual(['STEP_UP_REQUIRED']);
  expect((await give({ role: 'AGENT' }, { ...admin, scopes: new Set() })).codes).toEqual(['FORBIDDEN']);
  expect((await give({ role: 'AGENT', userId: admin.id })).codes).toEqual(['FORBIDDEN']);
  expect((await give({ role: 'AGENT', userId: '019a0000-0000-7000-8000-00000000ffff' })).codes).toEqual(['NOT_FOUND']);
  expect((await give({ role: 'AGENT', userId: 'nonsense' })).codes).toEqual(['NOT_FOUND']);
});

test('leaves one of two admins who dismiss each other', async () => {
  const [one, two] = [await anAdmin(), await anAdmin()];
  const answers = await Promise.all([give({ userId: two.id, role: 'CUSTOMER' }, one), give({ userId: one.id, role: 'CUSTOMER' }, two)]);
  expect(answers.map(({ codes }) => codes[0]).sort()).toEqual(['FORBIDDEN', undefined]);
});

test('lists staff page by page, and finds a person by address, for admins alone', async () => {
  const seen: unknown[] = [];
  let after: string | null = null;
  for (let more = true; more;) {
    const page = (await house.ask(list.replace('first: 2', `first: 2${after ? `, after: "${after}"` : ''}`), {}, admin)).data[
      'staff'
    ] as unknown as {
      totalCount: number;
      pageInfo: { hasNextPage: boolean; endCursor: string };
      edges: { node: { role: string } }[];
    };
    seen.push(...page.edges.map(({ node }) => node.role));
    expect(page.totalCount).toBe(await house.db.user.count({ where: { role: { in: ['AGENT', 'MANAGER', 'ADMIN'] } } }));
    [more, after] = [page.pageInfo.hasNextPage, page.pageInfo.endCursor];
  }
  expect(seen).toEqual(['AGENT', 'ADMIN', 'ADMIN']);
  expect((await house.ask(list, {}, { ...admin, role: 'MANAGER' })).codes).toEqual(['FORBIDDEN']);
  expect((await house.ask(byEmail, { email: 'Person@example.org' }, admin)).data['userByEmail']).toEqual({
    id: person.id,
    account: { email: 'person@example.org' },
  });
  expect((await house.ask(byEmail, { email: 'ghost@example.org' }, admin)).data['userByEmail']).toBeNull();
  expect((await house.ask(byEmail, { email: 'person@example.org' }, person.viewer)).codes).toEqual(['FORBIDDEN']);
});

test('tells our own services alone whose proven address that is', async () => {
  const whose = 'query ($email: String!) { userOfAddress(email: $email) { id role account { region locale } } }';
  const service = { role: 'SERVICE' as const };
  expect((await house.ask(whose, { email: ' Person@example.org' }, service)).data['userOfAddress']).toMatchObject({
    id: person.id,
    role: 'CUSTOMER',
  });
  expect((await house.ask(whose, { email: 'ghost@example.org' }, service)).data['userOfAddress']).toBeNull();
  for (const viewer of [admin, person.viewer, {}]) {
    expect((await house.ask(whose, { email: 'person@example.org' }, viewer)).codes).toEqual(['FORBIDDEN']);
  }
});

test('notes each account that staff read, once a request, and not one’s own', async () => {
  const { id } = await aUser(house, { email: 'read@example.org' });
  const refs = { refs: [{ __typename: 'User', id }] };
  const reads = async () => (await acts('identity.account.read')).filter(({ subjectId }) => subjectId === id);
  await house.ask(read, refs, { id, role: 'CUSTOMER' });
  await house.ask(read, refs, { id: person.id, role: 'MANAGER', region: 'US' });
  await house.ask(read, refs, { role: 'SERVICE' });
  expect(await reads()).toEqual([]);
  await house.ask(read, refs, { id: person.id, role: 'AGENT', region: 'EU' });
  expect(await reads()).toMatchObject([{ actorId: person.id, actorRole: 'AGENT', subjectKind: 'user' }]);
  await house.ask('{ userByEmail(email: "read@example.org") { id } }', {}, admin);
  expect((await reads())[1]).toMatchObject({ actorId: admin.id, actorRole: 'ADMIN' });
});

test('tells other domains in which region staff work, and nothing of it of others', async () => {
  const { id: userId } = await aUser(house, { email: 'mover@example.org' });
  for (const post of [{ role: 'AGENT', region: 'UK' }, { role: 'MANAGER' }, { role: 'ADMIN' }, { role: 'CUSTOMER' }])
    await house.ask(assign, { input: { userId, ...post } }, admin);
  const where = { type: 'identity.user.changed', payload: { path: ['userId'], equals: userId } };
  const told = await house.db.outbox.findMany({ where, orderBy: { position: 'asc' } });
  const regions = told.map(({ payload }) => (payload as { role: string; workplaceRegion?: string }).workplaceRegion);
  expect(regions).toEqual([undefined, 'UK', 'EU', undefined, undefined]);
});
