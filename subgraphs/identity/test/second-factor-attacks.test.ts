import { meeting } from '@ycyw/service/testing/meeting';
import { recoveryHash } from '../src/domain/recovery-code.ts';
import { challengeOf, codeOf, enter, mfa, renewCodes, secondStep, stepUp, withTotp, type Protected } from './factors.ts';
import { aHouse, askReset, aUser, password, refresh, reset, signIn, tokenIn, verifyEmail, viewerOf, type House } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await aHouse();
});
afterAll(() => house.stop());

const second = (challenge: string, code: string, method = 'TOTP') => house.ask(secondStep, { challenge, method, code });
const sessionsOf = (user: { id: string }) => house.db.session.count({ where: { userId: user.id } });
const quarter = 15 * 60_000 + 1000;

/** Somebody with TOTP, and none of whose codes of the present steps is used. */
async function guardedUser(email: string): Promise<Protected> {
  const user = await withTotp(house, await aUser(house, { email }));
  house.advance(60_000);
  return user;
}

describe('skipping a step', () => {
  test('opens no session with somebody else’s challenge, or with none', async () => {
    const [victim, thief] = [await guardedUser('victim@example.org'), await guardedUser('thief@example.org')];
    const before = await sessionsOf(victim);
    const challenge = await challengeOf(house, 'victim@example.org');
    expect((await second(challenge, codeOf(house, thief.secret))).codes).toEqual(['WRONG_CODE']);
    expect((await second(challenge, thief.codes[0] ?? '', 'RECOVERY_CODE')).codes).toEqual(['WRONG_CODE']);
    for (const none of ['', 'A'.repeat(43), thief.refreshToken, victim.id, `${challenge}A`]) {
      expect((await second(none, codeOf(house, victim.secret))).codes).toEqual(['TOKEN_EXPIRED']);
    }
    expect((await second(challenge, '', 'PASSKEY')).codes).toEqual(['BAD_INPUT']);
    expect(await sessionsOf(victim)).toBe(before);
  });

  test('gives nothing for the challenge alone', async () => {
    await guardedUser('half@example.org');
    const challenge = await challengeOf(house, 'half@example.org');
    expect((await house.ask(refresh, { refreshToken: challenge })).codes).toEqual(['TOKEN_EXPIRED']);
    expect((await house.ask(verifyEmail, { token: challenge })).codes).toEqual(['TOKEN_EXPIRED']);
    expect((await house.ask(reset, { token: challenge, password: 'one of the thief’s' })).codes).toEqual(['TOKEN_EXPIRED']);
    expect((await house.ask(mfa)).data.me).toBeNull();
    expect((await house.ask(renewCodes)).codes).toEqual(['UNAUTHENTICATED']);
    const rows = await house.db.$queryRaw<{ dump: string }[]>`SELECT c::text AS dump FROM sign_in_challenge c`;
    for (const { dump } of rows) expect(dump).not.toContain(Buffer.from(challenge).toString('hex'));
  });

  test('ends a challenge after five minutes, after one use, and with the password that it was got by', async () => {
    const a = await guardedUser('ended@example.org');
    const late = await challengeOf(house, 'ended@example.org');
    house.advance(5 * 60_000);
    expect((await second(late, codeOf(house, a.secret))).codes).toEqual(['TOKEN_EXPIRED']);
    const used = await challengeOf(house, 'ended@example.org');
    expect((await second(used, codeOf(house, a.secret))).codes).toEqual([]);
    expect((await second(used, a.codes[0] ?? '', 'RECOVERY_CODE')).codes).toEqual(['TOKEN_EXPIRED']);
    const stolen = await challengeOf(house, 'ended@example.org');
    await house.ask(askReset, { email: 'ended@example.org' });
    const token = tokenIn(await house.mailTo('ended@example.org', 3));
    expect((await house.ask(reset, { token, password: 'another one of mine' })).codes).toEqual([]);
    expect((await second(stolen, a.codes[1] ?? '', 'RECOVERY_CODE')).codes).toEqual(['TOKEN_EXPIRED']);
  });

  test('opens one session for one challenge, however many right codes come at once', async () => {
    const a = await guardedUser('once@example.org');
    const before = await sessionsOf(a);
    const challenge = await challengeOf(house, 'once@example.org');
    const answers = await Promise.all([
      second(challenge, codeOf(house, a.secret)),
      ...a.codes.slice(0, 4).map((code) => second(challenge, code, 'RECOVERY_CODE')),
    ]);
    expect(answers.filter(({ codes }) => codes.length === 0)).toHaveLength(1);
    expect(await sessionsOf(a)).toBe(before + 1);
    // The codes of those that lost are still good.
    expect(await house.db.recoveryCode.count({ where: { userId: a.id, usedAt: null } })).toBeGreaterThanOrEqual(9);
  });
});

describe('a recovery code', () => {
  test('is good once, however it is typed, and its owner hears of it', async () => {
    const a = await guardedUser('recovers@example.org');
    const [code = ''] = a.codes;
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('1', 'l').replaceAll('0', 'o');
    expect((await second(await challengeOf(house, 'recovers@example.org'), typed, 'RECOVERY_CODE')).codes).toEqual([]);
    expect((await house.mailTo('recovers@example.org', 3)).subject).toContain('secours');
    expect((await second(await challengeOf(house, 'recovers@example.org'), code, 'RECOVERY_CODE')).codes).toEqual(['WRONG_CODE']);
    expect((await house.ask(mfa, {}, a.viewer)).data.me).toMatchObject({ account: { mfa: { recoveryCodesLeft: 9 } } });
  });

  test('opens one session, however many ask at once', async () => {
    const a = await guardedUser('rush@example.org');
    const before = await sessionsOf(a);
    const challenges = await Promise.all(Array.from({ length: 4 }, () => challengeOf(house, 'rush@example.org')));
    const answers = await Promise.all(challenges.map((challenge) => second(challenge, a.codes[0] ?? '', 'RECOVERY_CODE')));
    expect(answers.filter(({ codes }) => codes.length === 0)).toHaveLength(1);
    expect(await sessionsOf(a)).toBe(before + 1);
  });

  test('would open several if it were read before it is written', async () => {
    const a = await guardedUser('careless@example.org');
    const where = { userId_hash: { userId: a.id, hash: recoveryHash(a.codes[0] ?? '') } };
    const met = meeting();
    const naive = async (): Promise<boolean> => {
      const { usedAt } = await house.db.recoveryCode.findUniqueOrThrow({ where });
      await met();
      await house.db.recoveryCode.update({ where, data: { usedAt: new Date() } });
      return usedAt === null;
    };
    const passed = await Promise.all(Array.from({ length: 10 }, naive));
    expect(passed.filter(Boolean).length).toBeGreaterThan(1);
  });

  test('is worth nothing once it was renewed, or in another account', async () => {
    const [a, b] = [await guardedUser('renews@example.org'), await guardedUser('other@example.org')];
    const renewed = await house.ask(renewCodes, {}, { ...a.viewer, steppedUpAt: Date.now() });
    const challenge = await challengeOf(house, 'renews@example.org');
    for (const code of [a.codes[0] ?? '', b.codes[0] ?? '']) {
      expect((await second(challenge, code, 'RECOVERY_CODE')).codes).toEqual(['WRONG_CODE']);
    }
    const [fresh = ''] = renewed.data.renewRecoveryCodes?.codes as string[];
    expect((await second(challenge, fresh, 'RECOVERY_CODE')).codes).toEqual([]);
  });
});

describe('guessing', () => {
  const hundred = (from: number, challenge: string, method: string) =>
    `mutation { ${Array.from(
      { length: 100 },
      (_, i) =>
        `g${String(i)}: verifySecondFactor(challenge: "${challenge}", method: ${method}, code: "${String(from + i).padStart(6, '0')}") { user { id } }`,
    ).join(' ')} }`;

  // Wrong by being of no step near: a guess that is right by luck would make the test lie.
  function unlucky(secret: string): number {
    const near = [-2, -1, 0, 1, 2].map((steps) => Number(codeOf(house, secret, steps)));
    const from = [0, 1000, 2000, 3000, 4000, 5000].find((start) => near.every((code) => code < start || code >= start + 1000));
    return from ?? 0;
  }

  test.each(['TOTP', 'RECOVERY_CODE'])(
    'gets a thousand guesses at a %s through aliases and batches no further than five',
    async (method) => {
      const email = `guessed-${method.toLowerCase()}@example.org`;
      const a = await guardedUser(email);
      const from = unlucky(a.secret);
      const challenge = await challengeOf(house, email);
      const batches = await Promise.all(
        Array.from({ length: 10 }, (_, batch) => house.ask(hundred(from + batch * 100, challenge, method))),
      );
      // The field may not be null, so the first wrong code ends its operation.
      const codes = batches.flatMap((answer) => answer.codes);
      expect(codes.filter((code) => code === 'WRONG_CODE').length).toBeLessThanOrEqual(5);
      expect(codes.length).toBe(10);
      for (let i = 0; i < 6; i += 1) await second(challenge, '000000', method);
      expect((await second(challenge, codeOf(house, a.secret))).codes).toEqual(['RATE_LIMITED']);
    },
  );

  test('counts a thousand guesses one by one, through new challenges and step-ups alike', async () => {
    const a = await guardedUser('counted@example.org');
    const from = unlucky(a.secret);
    const challenges = await Promise.all(Array.from({ length: 8 }, () => challengeOf(house, 'counted@example.org')));
    const guesses = Array.from({ length: 1000 }, (_, i) => {
      const code = String(from + i).padStart(6, '0');
      return i % 3 === 0
        ? () => house.ask(stepUp, { method: 'TOTP', code }, a.viewer)
        : () => second(challenges[i % challenges.length] ?? '', code);
    });
    const codes: unknown[] = [];
    for (let i = 0; i < guesses.length; i += 50) {
      const answers = await Promise.all(guesses.slice(i, i + 50).map((guess) => guess()));
      codes.push(...answers.map((answer) => answer.codes[0]));
    }
    expect(codes.filter((code) => code === 'WRONG_CODE')).toHaveLength(5);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(995);
    expect((await second(await challengeOf(house, 'counted@example.org'), codeOf(house, a.secret))).codes).toEqual(['RATE_LIMITED']);
    await house.advanceLimits(quarter);
    expect((await second(await challengeOf(house, 'counted@example.org'), codeOf(house, a.secret))).codes).toEqual([]);
  });

  test('counts guesses at the password of a step-up, apart from the address’s sign-ins', async () => {
    const a = await aUser(house, { email: 'pressed@example.org' });
    const codes: unknown[] = [];
    for (let i = 0; i < 12; i += 1) codes.push((await house.ask(stepUp, { password: 'a wrong password' }, a.viewer)).codes[0]);
    expect(codes.filter((code) => code === 'WRONG_CREDENTIALS')).toHaveLength(10);
    expect((await house.ask(stepUp, { password }, a.viewer)).codes).toEqual(['RATE_LIMITED']);
    expect((await house.ask(signIn, { input: { email: 'pressed@example.org', password } })).codes).toEqual([]);
  });

  test('tells the owner, once, that somebody who has the password guesses at the codes', async () => {
    const a = await guardedUser('warned@example.org');
    for (let n = 0; n < 8; n += 1) await second(await challengeOf(house, 'warned@example.org'), '000000');
    expect((await house.mailTo('warned@example.org', 3)).subject).toBe('Des connexions refusées à votre compte');
    while ((await house.db.outgoingMail.count({ where: { userId: a.id } })) > 0) await new Promise((resolve) => setTimeout(resolve, 25));
    expect(house.sent.filter(({ to, subject }) => to === 'warned@example.org' && subject.includes('refusées'))).toHaveLength(1);
  });

  test('lets no code of an enrolment be guessed either', async () => {
    const a = await aUser(house, { email: 'pending@example.org' });
    const confirm = 'mutation ($code: String!) { confirmTotpEnrolment(code: $code) { codes } }';
    const start = await house.ask('mutation { startTotpEnrolment { secret } }', {}, a.viewer);
    const from = unlucky(String(start.data.startTotpEnrolment?.secret));
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) => house.ask(confirm, { code: String(from + i).padStart(6, '0') }, a.viewer)),
    );
    expect(answers.filter(({ codes }) => codes[0] === 'WRONG_CODE')).toHaveLength(5);
    expect(answers.filter(({ codes }) => codes[0] === 'RATE_LIMITED')).toHaveLength(25);
  });
});

describe('session fixation', () => {
  const page = (cookie: string) => ({ headers: { 'sec-fetch-site': 'same-origin', cookie } });

  test('never goes on with a session or a cookie from before the sign-in', async () => {
    const attacker = await aUser(house, { email: 'planter@example.org' });
    const a = await guardedUser('planted@example.org');
    const cookie = `__Host-refresh=${attacker.refreshToken}`;
    const planted = { sessionId: attacker.viewer.sessionId ?? null };
    const first = await house.ask(signIn, { input: { email: 'planter@example.org', password } }, planted, page(cookie));
    expect(first.cookies[0]).not.toContain(attacker.refreshToken);
    const challenge = await challengeOf(house, 'planted@example.org');
    const entered = await house.ask(secondStep, { challenge, method: 'TOTP', code: codeOf(house, a.secret) }, planted, page(cookie));
    const handed = entered.cookies.find((each) => each.startsWith('__Host-refresh='));
    expect(handed).toMatch(/^__Host-refresh=[\w-]{43};/);
    expect(handed).not.toContain(attacker.refreshToken);
    const tokens = (entered.data.verifySecondFactor as unknown as { tokens: { accessToken: string } }).tokens;
    const viewer = await viewerOf(house, tokens.accessToken);
    expect(viewer.id).toBe(a.id);
    expect([attacker.viewer.sessionId, a.viewer.sessionId]).not.toContain(viewer.sessionId);
    // What was planted stays what it was: the attacker's own.
    const { userId } = await house.db.session.findUniqueOrThrow({ where: { id: String(attacker.viewer.sessionId) } });
    expect(userId).toBe(attacker.id);
  });

  test('opens another session at every sign-in', async () => {
    await aUser(house, { email: 'anew@example.org' });
    const entered = [await enter(house, 'anew@example.org'), await enter(house, 'anew@example.org')];
    expect(new Set(entered.map(({ viewer }) => viewer.sessionId)).size).toBe(2);
  });

  test('steps nobody up in a session that is over or somebody else’s', async () => {
    const [a, b] = [await aUser(house, { email: 'over@example.org' }), await aUser(house, { email: 'beside@example.org' })];
    expect((await house.ask(stepUp, { password }, { ...a.viewer, sessionId: b.viewer.sessionId ?? null })).codes).toEqual([
      'UNAUTHENTICATED',
    ]);
    await house.ask('mutation { signOut }', {}, a.viewer);
    expect((await house.ask(stepUp, { password }, a.viewer)).codes).toEqual(['UNAUTHENTICATED']);
  });
});
