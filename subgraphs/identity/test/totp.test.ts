import { meeting } from '@ycyw/service/testing/meeting';
import { decodeJwt } from 'jose';
import { seed } from '../src/seed.ts';
import {
  atStepStart,
  challengeOf,
  challenged,
  codeOf,
  confirmTotp,
  enter,
  mfa,
  removeTotp,
  renewCodes,
  secondStep,
  startTotp,
  stepUp,
  withTotp,
} from './factors.ts';
import { aHouse, aUser, me, password, refresh, signIn, viewerOf, type House } from './house.ts';

let house: House;
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const demo = 'Drive-Your-Way-2026';
beforeAll(async () => {
  house = await aHouse();
  await seed(house.means, new Date(), { 'marie.agent@example.com': secret });
});
afterAll(() => house.stop());

const second = (challenge: string, code: string, method = 'TOTP') => house.ask(secondStep, { challenge, method, code });
const fresh = () => Date.now();

test('lets demo staff in with their password and the code of their secret, as staff', async () => {
  const answer = await house.ask(challenged, { input: { email: 'marie.agent@example.com', password: demo } });
  expect(answer.data.signIn).toEqual({
    __typename: 'SecondFactorRequired',
    challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
    methods: ['TOTP'],
  });
  expect(answer.cookies).toEqual([]);
  const { data } = await second(String(answer.data.signIn?.challenge), codeOf(house, secret));
  const { tokens } = data.verifySecondFactor as unknown as { tokens: { accessToken: string; refreshToken: string } };
  expect(await viewerOf(house, tokens.accessToken)).toMatchObject({ role: 'AGENT', steppedUpAt: null });
  const next = await house.ask(refresh, { refreshToken: tokens.refreshToken });
  expect(await viewerOf(house, String(next.data.refreshTokens?.accessToken))).toMatchObject({ role: 'AGENT' });
});

test('gives staff without a second factor the rights of a customer until they have one', async () => {
  const leo = await enter(house, 'leo.agent@example.com', demo);
  expect(leo.viewer.role).toBe('CUSTOMER');
  expect((await house.ask(mfa, {}, leo.viewer)).data.me).toMatchObject({
    role: 'AGENT',
    account: { mfa: { totp: false, required: true } },
  });
  await withTotp(house, leo);
  const next = await house.ask(refresh, { refreshToken: leo.refreshToken });
  expect(await viewerOf(house, String(next.data.refreshTokens?.accessToken))).toMatchObject({ role: 'AGENT' });
});

test('gives a new secret, which holds once its code is shown, and ten recovery codes', async () => {
  const a = await aUser(house, { email: 'enrols@example.org' });
  const started = await house.ask(startTotp, {}, a.viewer);
  const given = started.data.startTotpEnrolment as unknown as { secret: string; otpauthUrl: string };
  expect(given.secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(given.otpauthUrl).toMatch(/^otpauth:\/\/totp\/Your%20Car%20Your%20Way:enrols(@|%40)example\.org\?/);
  expect((await house.ask(mfa, {}, a.viewer)).data.me).toMatchObject({ account: { mfa: { totp: false } } });
  expect((await house.ask(signIn, { input: { email: 'enrols@example.org', password } })).data.signIn).toMatchObject({
    __typename: 'SignedIn',
  });
  expect((await house.ask(confirmTotp, { code: '000000' }, a.viewer)).codes).toEqual(['WRONG_CODE']);
  const { data } = await house.ask(confirmTotp, { code: codeOf(house, given.secret) }, a.viewer);
  expect(new Set(data.confirmTotpEnrolment?.codes as string[]).size).toBe(10);
  expect((await house.mailTo('enrols@example.org', 2)).subject).toContain('authentification');
  expect((await house.ask(mfa, {}, a.viewer)).data.me).toMatchObject({
    account: { mfa: { totp: true, passkeys: 0, recoveryCodesLeft: 10, required: false } },
  });
});

test('forgets a secret that waits when another is asked for, or after a quarter of an hour', async () => {
  const a = await aUser(house, { email: 'twice@example.org' });
  const start = async () => String((await house.ask(startTotp, {}, a.viewer)).data.startTotpEnrolment?.secret);
  const [first, next] = [await start(), await start()];
  expect((await house.ask(confirmTotp, { code: codeOf(house, first) }, a.viewer)).codes).toEqual(['WRONG_CODE']);
  expect((await house.ask(confirmTotp, { code: codeOf(house, next) }, a.viewer)).codes).toEqual([]);
  const b = await aUser(house, { email: 'slow@example.org' });
  await house.ask(startTotp, {}, b.viewer);
  house.advance(15 * 60_000);
  expect((await house.ask(confirmTotp, { code: '000000' }, b.viewer)).codes).toEqual(['WRONG_STATE']);
});

test('keeps the secret and the codes nowhere in the clear', async () => {
  const a = await withTotp(house, await aUser(house, { email: 'sealed@example.org' }));
  const rows = await house.db.$queryRaw<{ dump: string }[]>`
    SELECT t::text AS dump FROM totp t UNION ALL SELECT r::text FROM recovery_code r UNION ALL SELECT o.payload::text FROM outbox o`;
  for (const value of [a.secret, ...a.codes]) {
    for (const { dump } of rows) expect(dump.includes(value) || dump.includes(Buffer.from(value).toString('hex'))).toBe(false);
  }
});

test('takes a code of the step before, of this one and of the next, and none further off', async () => {
  for (const steps of [-1, 0, 1]) {
    const email = `step${String(steps + 1)}@example.org`;
    const a = await aUser(house, { email });
    const { data } = await house.ask(startTotp, {}, a.viewer);
    const key = String(data.startTotpEnrolment?.secret);
    for (const far of [-3, 3])
      expect((await house.ask(confirmTotp, { code: codeOf(house, key, far) }, a.viewer)).codes).toEqual(['WRONG_CODE']);
    atStepStart(house);
    expect((await house.ask(confirmTotp, { code: codeOf(house, key, steps) }, a.viewer)).codes).toEqual([]);
  }
});

test('takes a code once, and none of an earlier step after it', async () => {
  const a = await withTotp(house, await aUser(house, { email: 'reuse@example.org' }));
  house.advance(60_000);
  const code = codeOf(house, a.secret);
  const earlier = codeOf(house, a.secret, -1);
  expect((await second(await challengeOf(house, 'reuse@example.org'), code)).codes).toEqual([]);
  const again = await challengeOf(house, 'reuse@example.org');
  for (const used of [code, earlier]) expect((await second(again, used)).codes).toEqual(['WRONG_CODE']);
});

test('opens one session for one code, however many ask at once', async () => {
  const a = await withTotp(house, await aUser(house, { email: 'race@example.org' }));
  house.advance(60_000);
  const challenges = await Promise.all(Array.from({ length: 4 }, () => challengeOf(house, 'race@example.org')));
  const code = codeOf(house, a.secret);
  const answers = await Promise.all(challenges.map((challenge) => second(challenge, code)));
  expect(answers.filter(({ codes }) => codes.length === 0)).toHaveLength(1);
  expect(await house.db.session.count({ where: { userId: a.id, factor: true } })).toBe(2);
});

test('would open several if it read the step before it wrote it', async () => {
  const a = await withTotp(house, await aUser(house, { email: 'naive@example.org' }));
  const where = { userId_confirmed: { userId: a.id, confirmed: true } };
  const step = Math.floor(house.means.clock.now().getTime() / 30_000) + 10;
  const met = meeting();
  const naive = async (): Promise<boolean> => {
    const { lastStep } = await house.db.totp.findUniqueOrThrow({ where });
    await met();
    await house.db.totp.update({ where, data: { lastStep: step } });
    return lastStep < step;
  };
  const passed = await Promise.all(Array.from({ length: 10 }, naive));
  expect(passed.filter(Boolean).length).toBeGreaterThan(1);
});

test('steps up by the password or by a code, for five minutes, through a refresh', async () => {
  const a = await withTotp(house, await aUser(house, { email: 'fresh@example.org' }));
  expect((await house.ask(renewCodes, {}, a.viewer)).codes).toEqual(['STEP_UP_REQUIRED']);
  expect((await house.ask(stepUp, { password: 'not the password' }, a.viewer)).codes).toEqual(['WRONG_CREDENTIALS']);
  expect((await house.ask(stepUp, { password, code: '123456' }, a.viewer)).codes).toEqual(['BAD_INPUT']);
  expect((await house.ask(stepUp, {}, a.viewer)).codes).toEqual(['BAD_INPUT']);
  expect((await house.ask(stepUp, { password })).codes).toEqual(['UNAUTHENTICATED']);
  const byPassword = await house.ask(stepUp, { password }, a.viewer);
  expect(byPassword.data.stepUp?.refreshToken).toBeNull();
  const stepped = await viewerOf(house, String(byPassword.data.stepUp?.accessToken));
  expect(stepped.sessionId).toBe(a.viewer.sessionId);
  expect((await house.ask(renewCodes, {}, { ...stepped, steppedUpAt: fresh() })).codes).toEqual([]);
  const kept = await house.ask(refresh, { refreshToken: a.refreshToken });
  expect(decodeJwt(String(kept.data.refreshTokens?.accessToken)).step_up_at).toEqual(Math.floor(Number(stepped.steppedUpAt) / 1000));
  house.advance(5 * 60_000);
  const later = await house.ask(refresh, { refreshToken: String(kept.data.refreshTokens?.refreshToken) });
  expect(decodeJwt(String(later.data.refreshTokens?.accessToken)).step_up_at).toBeUndefined();
  const byCode = await house.ask(stepUp, { method: 'TOTP', code: codeOf(house, a.secret) }, a.viewer);
  expect(decodeJwt(String(byCode.data.stepUp?.accessToken)).step_up_at).toBeDefined();
});

test('removes a customer’s factor with its recovery codes after a step-up, never the last one of staff', async () => {
  const a = await withTotp(house, await aUser(house, { email: 'leaves@example.org' }));
  expect((await house.ask(removeTotp, {}, a.viewer)).codes).toEqual(['STEP_UP_REQUIRED']);
  const gone = await house.ask(removeTotp, {}, { ...a.viewer, steppedUpAt: fresh() });
  expect(gone.data.removeTotp).toEqual({ totp: false, passkeys: 0, recoveryCodesLeft: 0, required: false });
  expect((await house.mailTo('leaves@example.org', 3)).subject).toContain('retirée');
  expect((await house.ask(signIn, { input: { email: 'leaves@example.org', password } })).data.signIn).toMatchObject({
    __typename: 'SignedIn',
  });
  const noah = await withTotp(house, await enter(house, 'noah.manager@example.com', demo));
  expect((await house.ask(removeTotp, {}, { ...noah.viewer, steppedUpAt: fresh() })).codes).toEqual(['WRONG_STATE']);
  expect((await house.ask(mfa, {}, noah.viewer)).data.me).toMatchObject({ account: { mfa: { totp: true } } });
});

test('asks for a step-up before a factor is added to an old session or beside another', async () => {
  const a = await aUser(house, { email: 'old@example.org' });
  house.advance(10 * 60_000 + 1000);
  expect((await house.ask(startTotp, {}, a.viewer)).codes).toEqual(['STEP_UP_REQUIRED']);
  const first = await withTotp(house, { ...a, viewer: { ...a.viewer, steppedUpAt: fresh() } });
  const young = await second(await challengeOf(house, 'old@example.org'), codeOf(house, first.secret, 1));
  const viewer = await viewerOf(
    house,
    (young.data.verifySecondFactor as unknown as { tokens: { accessToken: string } }).tokens.accessToken,
  );
  expect((await house.ask(startTotp, {}, viewer)).codes).toEqual(['STEP_UP_REQUIRED']);
  const next = await house.ask(startTotp, {}, { ...viewer, steppedUpAt: fresh() });
  house.advance(60_000);
  // The one that holds goes on until the next is confirmed.
  expect((await second(await challengeOf(house, 'old@example.org'), codeOf(house, first.secret))).codes).toEqual([]);
  const replaced = String(next.data.startTotpEnrolment?.secret);
  expect((await house.ask(confirmTotp, { code: codeOf(house, replaced) }, viewer)).codes).toEqual([]);
  house.advance(60_000);
  const challenge = await challengeOf(house, 'old@example.org');
  expect((await second(challenge, codeOf(house, first.secret))).codes).toEqual(['WRONG_CODE']);
  expect((await second(challenge, codeOf(house, replaced))).codes).toEqual([]);
});

test('refuses a partner’s key every operation on the account', async () => {
  const a = await aUser(house, { email: 'keyed@example.org' });
  const key = { ...a.viewer, role: 'PARTNER' as const, scopes: new Set<string>(), steppedUpAt: fresh() };
  for (const operation of [startTotp, removeTotp, renewCodes, 'mutation { stepUp(password: "x") { accessToken } }']) {
    expect((await house.ask(operation, {}, key)).codes).toEqual(['FORBIDDEN']);
    expect((await house.ask(operation)).codes).toEqual(['UNAUTHENTICATED']);
  }
  expect((await house.ask(me, {}, a.viewer)).codes).toEqual([]);
});
