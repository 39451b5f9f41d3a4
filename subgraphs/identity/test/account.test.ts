import {
  aHouse,
  anApplicant,
  askReset,
  aUser,
  me,
  password,
  register,
  reset,
  signIn,
  signOut,
  refresh,
  tokenIn,
  verifyEmail,
  viewerOf,
  type House,
} from './house.ts';

let house: House;
beforeAll(async () => {
  house = await aHouse();
});
afterAll(() => house.stop());

const tokensOf = (of: unknown) => (of as { tokens: { accessToken: string; refreshToken: string } }).tokens;

test('goes from registration by mail to sign-in, me, refresh and sign-out', async () => {
  const input = anApplicant({ email: 'Claire.New@Example.org', birthDate: '1990-02-28', locale: 'fr-fr' });
  expect((await house.ask(register, { input })).data.register).toEqual({ sentTo: 'Claire.New@Example.org' });
  const mail = await house.mailTo('Claire.New@Example.org');
  expect(mail.subject).toContain('Confirmez votre adresse');
  expect(mail.text).toContain('Bonjour Zoé,');
  expect(mail.html).toContain(`href="http://localhost:4000/verify?token=${tokenIn(mail)}"`);

  const verified = await house.ask(verifyEmail, { token: tokenIn(mail) });
  expect(verified.data.verifyEmail).toMatchObject({ user: { displayName: 'Zoé Martin', account: { email: 'Claire.New@Example.org' } } });

  const entered = await house.ask(signIn, { input: { email: 'claire.new@example.ORG', password } });
  expect(entered.data.signIn).toMatchObject({ __typename: 'SignedIn', user: { role: 'CUSTOMER', account: { region: 'EU' } } });
  const tokens = tokensOf(entered.data.signIn);
  const viewer = await viewerOf(house, tokens.accessToken);

  expect((await house.ask(me, {}, viewer)).data.me).toEqual({
    id: viewer.id,
    displayName: 'Zoé Martin',
    role: 'CUSTOMER',
    account: {
      email: 'Claire.New@Example.org',
      emailVerified: true,
      givenName: 'Zoé',
      familyName: 'Martin',
      birthDate: '1990-02-28',
      phone: null,
      region: 'EU',
      locale: 'fr-FR',
      currency: 'EUR',
    },
  });

  const refreshed = await house.ask(refresh, { refreshToken: tokens.refreshToken });
  const next = refreshed.data.refreshTokens as { accessToken: string; refreshToken: string };
  expect((await viewerOf(house, next.accessToken)).sessionId).toBe(viewer.sessionId);
  expect((await house.ask(signOut, {}, viewer)).data.signOut).toBe(true);
  expect((await house.ask(refresh, { refreshToken: next.refreshToken })).codes).toEqual(['TOKEN_EXPIRED']);
});

test('tells of a new user without personal data', async () => {
  const { id } = await aUser(house, {
    email: 'event@example.org',
    country: 'GB',
    givenName: 'Marker',
    familyName: 'Person',
    locale: 'en-GB',
  });
  const rows = await house.db.outbox.findMany({ where: { payload: { path: ['userId'], equals: id } } });
  expect(rows.map(({ type, payload }) => ({ type, payload }))).toEqual([
    {
      type: 'identity.user.changed',
      payload: { userId: id, role: 'CUSTOMER', region: 'UK', locale: 'en-GB', currency: 'GBP', version: 1 },
    },
  ]);
});

test('gives the same answer for a known and an unknown address; the mail tells the owner', async () => {
  await aUser(house, { email: 'known@example.org' });
  const known = await house.ask(register, { input: anApplicant({ email: 'known@example.org', givenName: 'Intruder' }) });
  const unknown = await house.ask(register, { input: anApplicant({ email: 'unknown@example.org' }) });
  expect(known.codes).toEqual(unknown.codes);
  expect(known.data.register).toEqual({ sentTo: 'known@example.org' });
  const mail = await house.mailTo('known@example.org', 2);
  expect(mail.subject).toContain('déjà un compte');
  expect(mail.text).not.toMatch(/token=|Intruder/);
  expect((await house.ask(signIn, { input: { email: 'known@example.org', password } })).data.signIn).toMatchObject({
    user: { displayName: 'Zoé Martin' },
  });
});

test('does not let a stranger’s registration ride on the owner’s proof', async () => {
  const email = 'target@example.org';
  await house.ask(register, { input: anApplicant({ email, password: 'the owner chose it' }) });
  const owners = tokenIn(await house.mailTo(email));
  await house.ask(register, { input: anApplicant({ email, password: 'the stranger chose it' }) });
  const strangers = tokenIn(await house.mailTo(email, 2));
  await house.ask(verifyEmail, { token: owners });
  expect((await house.ask(verifyEmail, { token: strangers })).codes).toEqual(['TOKEN_EXPIRED']);
  expect((await house.ask(signIn, { input: { email, password: 'the stranger chose it' } })).codes).toEqual(['WRONG_CREDENTIALS']);
  expect((await house.ask(signIn, { input: { email, password: 'the owner chose it' } })).codes).toEqual([]);
});

test('sends a new mail to whoever signs in before the proof, and answers as to a wrong password', async () => {
  const email = 'early@example.org';
  await house.ask(register, { input: anApplicant({ email }) });
  await house.mailTo(email);
  expect((await house.ask(signIn, { input: { email, password: 'not the password' } })).codes).toEqual(['WRONG_CREDENTIALS']);
  expect((await house.ask(signIn, { input: { email, password } })).codes).toEqual(['WRONG_CREDENTIALS']);
  const again = await house.mailTo(email, 2);
  expect(house.sent.filter(({ to }) => to === email)).toHaveLength(2);
  expect((await house.ask(verifyEmail, { token: tokenIn(again) })).codes).toEqual([]);
});

test.each([
  ['short', 'elevenchars'],
  ['common', 'Password1234'],
  ['monotonous', 'abababababababab'],
  ['its own address', 'weak@example.org'],
])('refuses a password that is %s', async (_why, weak) => {
  const before = await house.db.registration.count();
  const answer = await house.ask(register, { input: anApplicant({ email: 'weak@example.org', password: weak }) });
  expect(answer.codes).toEqual(['WEAK_PASSWORD']);
  expect(await house.db.registration.count()).toBe(before);
});

test.each([
  ['email', { email: 'no address' }],
  ['givenName', { givenName: '  ' }],
  ['familyName', { familyName: '<b>x</b>' }],
  ['country', { country: 'ZZ' }],
  ['birthDate', { birthDate: '2999-01-01' }],
])('refuses a registration with a wrong %s', async (_field, over) => {
  expect((await house.ask(register, { input: anApplicant(over) })).codes).toEqual(['BAD_INPUT']);
});

test('takes a verification token once, and within 24 hours', async () => {
  const email = 'late@example.org';
  await house.ask(register, { input: anApplicant({ email }) });
  const token = tokenIn(await house.mailTo(email));
  const twice = await Promise.all([house.ask(verifyEmail, { token }), house.ask(verifyEmail, { token })]);
  expect(twice.flatMap(({ codes }) => codes)).toEqual(['TOKEN_EXPIRED']);

  await house.ask(register, { input: anApplicant({ email: 'later@example.org' }) });
  const late = tokenIn(await house.mailTo('later@example.org'));
  house.advance(24 * 3_600_000 + 1000);
  expect((await house.ask(verifyEmail, { token: late })).codes).toEqual(['TOKEN_EXPIRED']);
  expect((await house.ask(verifyEmail, { token: 'x' })).codes).toEqual(['TOKEN_EXPIRED']);
});

test('stores no token in the clear', async () => {
  const { refreshToken } = await aUser(house, { email: 'hashed@example.org' });
  const rows = await house.db.$queryRaw<
    { dump: string }[]
  >`SELECT t::text AS dump FROM refresh_token t UNION ALL SELECT e::text FROM email_token e`;
  expect(rows.length).toBeGreaterThan(1);
  const hex = Buffer.from(refreshToken).toString('hex');
  for (const { dump } of rows) expect(dump.includes(refreshToken) || dump.includes(hex)).toBe(false);
});

test('resets a forgotten password by mail and ends every session', async () => {
  const email = 'forgot@example.org';
  const { refreshToken } = await aUser(house, { email });
  expect((await house.ask(askReset, { email: 'nobody@example.org' })).data.requestPasswordReset).toBe(true);
  expect((await house.ask(askReset, { email })).data.requestPasswordReset).toBe(true);
  const mail = await house.mailTo(email, 2);
  expect(mail.text).toContain('http://localhost:4000/reset?token=');
  const next = 'another one of mine';
  expect((await house.ask(reset, { token: tokenIn(mail), password: 'short' })).codes).toEqual(['WEAK_PASSWORD']);
  expect((await house.ask(reset, { token: tokenIn(mail), password: next })).data.resetPassword).toBe(true);
  expect((await house.ask(reset, { token: tokenIn(mail), password: next })).codes).toEqual(['TOKEN_EXPIRED']);
  expect((await house.ask(refresh, { refreshToken })).codes).toEqual(['TOKEN_EXPIRED']);
  expect((await house.ask(signIn, { input: { email, password } })).codes).toEqual(['WRONG_CREDENTIALS']);
  expect((await house.ask(signIn, { input: { email, password: next } })).codes).toEqual([]);
  expect(house.sent.some(({ to }) => to === 'nobody@example.org')).toBe(false);
});
