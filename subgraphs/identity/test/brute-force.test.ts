import { meeting } from '@ycyw/service/testing/meeting';
import { countAttempt } from '../src/data/attempt.ts';
import { aHouse, anApplicant, askReset, aUser, password, register, signIn, verifyEmail, type House } from './house.ts';

let house: House;
beforeAll(async () => {
  house = await aHouse();
});
afterAll(() => house.stop());

const tryOnce = async (email: string, guess: string) => (await house.ask(signIn, { input: { email, password: guess } })).codes[0];

test('takes ten failures at once and no eleventh, for a known and an unknown address alike', async () => {
  await aUser(house, { email: 'prey@example.org' });
  for (const email of ['prey@example.org', 'ghost@example.org']) {
    const codes = await Promise.all(Array.from({ length: 14 }, () => tryOnce(email, 'a wrong password')));
    expect(codes.filter((code) => code === 'WRONG_CREDENTIALS')).toHaveLength(10);
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(4);
  }
  expect(await tryOnce('Prey@example.org', password)).toBe('RATE_LIMITED');
  await house.advanceLimits(15 * 60_000);
  expect(await tryOnce('prey@example.org', password)).toBeUndefined();
});

test('would let more than ten through if it read the count before it wrote it', async () => {
  const met = meeting(11);
  const naive = async (): Promise<boolean> => {
    const row = await house.db.attempt.findUnique({ where: { key: 'SIGN_IN:naive' } });
    await met();
    await countAttempt(house.db, 'SIGN_IN', 'naive');
    return (row?.points ?? 0) < 10;
  };
  const passed = await Promise.all(Array.from({ length: 40 }, naive));
  expect(passed.filter(Boolean).length).toBeGreaterThan(10);
});

test('counts failures only', async () => {
  await aUser(house, { email: 'busy@example.org' });
  const codes = await Promise.all(Array.from({ length: 24 }, () => tryOnce('busy@example.org', password)));
  expect(codes.filter(Boolean)).toEqual([]);
});

const page = { 'sec-fetch-site': 'same-origin' };
const guess = (email: string, headers: Record<string, string> = {}, secret = 'a wrong password') =>
  house.ask(signIn, { input: { email, password: secret } }, {}, { headers });
const count = (codes: readonly unknown[], code: string): number => codes.filter((each) => each === code).length;

test('lets nobody lock an owner out of a browser that they have signed in with', async () => {
  await aUser(house, { email: 'owner@example.org' });
  const [device = ''] = (await guess('owner@example.org', page, password)).cookies;
  const cookie = device.split(';')[0] ?? '';
  for (let n = 0; n < 11; n += 1) await guess('owner@example.org');
  expect((await guess('owner@example.org', page, password)).codes).toEqual(['RATE_LIMITED']);
  expect((await guess('owner@example.org', { ...page, cookie }, password)).codes).toEqual([]);
  const codes = await Promise.all(Array.from({ length: 12 }, async () => (await guess('owner@example.org', { ...page, cookie })).codes[0]));
  expect(count(codes, 'RATE_LIMITED')).toBe(2);
  const forged = `${cookie.slice(0, -1)}${cookie.endsWith('A') ? 'B' : 'A'}`;
  const theirs = (await guess('owner@example.org', { ...page, cookie: forged }, password)).codes;
  expect(theirs).toEqual(['RATE_LIMITED']);
});

test('gives a device of one account no counter of its own at another', async () => {
  await aUser(house, { email: 'first@example.org' });
  await aUser(house, { email: 'second@example.org' });
  const cookie = (await guess('first@example.org', page, password)).cookies[0]?.split(';')[0] ?? '';
  const codes = await Promise.all(
    Array.from({ length: 10 }, async () => (await guess('second@example.org', { ...page, cookie })).codes[0]),
  );
  expect(count(codes, 'WRONG_CREDENTIALS')).toBe(10);
  expect((await guess('second@example.org', {}, password)).codes).toEqual(['RATE_LIMITED']);
});

test('mails the owner once of a lock, and answers a stranger as for an unknown address', async () => {
  await aUser(house, { email: 'locked@example.org' });
  const answers = async (email: string) => {
    const codes: unknown[] = [];
    for (let n = 0; n < 13; n += 1) codes.push((await guess(email)).codes[0]);
    return codes;
  };
  expect(await answers('locked@example.org')).toEqual(await answers('nobody@example.org'));
  expect((await house.mailTo('locked@example.org', 2)).subject).toBe('Des connexions refusées à votre compte');
  await house.means.aside.settled();
  expect(await house.db.outgoingMail.count({ where: { kind: 'LOCKED_OUT' } })).toBe(0);
  expect(house.sent.filter(({ to, subject }) => to === 'locked@example.org' && subject.includes('refusées'))).toHaveLength(1);
});

const aliased = (guesses: readonly { email: string }[]): string =>
  `mutation { ${guesses
    .map(({ email }, n) => `g${String(n)}: signIn(input: { email: "${email}", password: "a wrong password" }) { __typename }`)
    .join(' ')} }`;

test('tries one guess of a thousand aliases, and counts it', async () => {
  await aUser(house, { email: 'aliased@example.org' });
  const source = aliased(Array.from({ length: 1000 }, () => ({ email: 'aliased@example.org' })));
  const answers: unknown[] = [];
  for (let n = 0; n < 12; n += 1) answers.push(...(await house.ask(source)).codes);
  // A wrong one makes the whole answer null, and those after it are not run.
  expect([answers.length, count(answers, 'WRONG_CREDENTIALS'), count(answers, 'RATE_LIMITED')]).toEqual([12, 10, 2]);
});

test('counts a thousand guesses at one account in a batch as a thousand', async () => {
  await aUser(house, { email: 'batched@example.org' });
  const source = aliased([{ email: 'batched@example.org' }]);
  const codes = (await Promise.all(Array.from({ length: 1000 }, async () => (await house.ask(source)).codes))).flat();
  expect([count(codes, 'WRONG_CREDENTIALS'), count(codes, 'RATE_LIMITED')]).toEqual([10, 990]);
});

test('counts a thousand guesses at as many accounts from one network as a thousand', async () => {
  const spray = async (n: number) => {
    const headers = { 'x-forwarded-for': `2001:db8:1:2:${n.toString(16)}::1` };
    return (await guess(`spray${String(n)}@example.org`, headers)).codes;
  };
  const codes = (await Promise.all(Array.from({ length: 1000 }, (_, n) => spray(n)))).flat();
  expect([count(codes, 'WRONG_CREDENTIALS'), count(codes, 'RATE_LIMITED')]).toEqual([100, 900]);
  expect((await guess('spray1@example.org', { 'x-forwarded-for': '2001:db8:1:3::1' })).codes).toEqual(['WRONG_CREDENTIALS']);
});

test('lets nobody on the same network lock an owner out of a browser that they have signed in with', async () => {
  await aUser(house, { email: 'shares@example.org' });
  const from = { ...page, 'x-forwarded-for': '198.51.100.7' };
  const cookie = (await guess('shares@example.org', from, password)).cookies[0]?.split(';')[0] ?? '';
  await Promise.all(Array.from({ length: 101 }, (_, n) => guess(`neighbour${String(n)}@example.org`, from)));
  expect((await guess('shares@example.org', from, password)).codes).toEqual(['RATE_LIMITED']);
  expect((await guess('shares@example.org', { ...from, cookie }, password)).codes).toEqual([]);
});

test('counts tokens that are guessed at, and mails that are asked for, by network', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.9' };
  const times = async (source: string, variables: (n: number) => Record<string, unknown>) =>
    (await Promise.all(Array.from({ length: 52 }, async (_, n) => (await house.ask(source, variables(n), {}, { headers })).codes))).flat();
  expect(count(await times(verifyEmail, () => ({ token: 'x'.repeat(43) })), 'RATE_LIMITED')).toBe(2);
  expect(await times(askReset, (n) => ({ email: `asked${String(n)}@example.org` }))).toEqual(['RATE_LIMITED', 'RATE_LIMITED']);
});

test('keeps neither address nor network in the clear', async () => {
  const keys = (await house.db.attempt.findMany()).map(({ key }) => key).join(' ');
  expect(keys).toMatch(/SIGN_IN:/);
  expect(keys).not.toMatch(/@|example|2001:db8|203\.0/);
});

test('does not let a stranger fill a mailbox', async () => {
  const input = anApplicant({ email: 'flooded@example.org' });
  const codes: unknown[] = [];
  for (let i = 0; i < 6; i += 1) codes.push(...(await house.ask(register, { input })).codes);
  expect(codes).toEqual(['RATE_LIMITED']);
});

test('keeps no owner from a reset by registering their address', async () => {
  await aUser(house, { email: 'reached@example.org' });
  const input = anApplicant({ email: 'reached@example.org' });
  for (let i = 0; i < 5; i += 1) await house.ask(register, { input });
  expect((await house.ask(register, { input })).codes).toEqual(['RATE_LIMITED']);
  expect((await house.ask(askReset, { email: 'reached@example.org' })).codes).toEqual([]);
  const codes = await Promise.all(
    Array.from({ length: 5 }, async () => (await house.ask(askReset, { email: 'reached@example.org' })).codes[0]),
  );
  expect(count(codes, 'RATE_LIMITED')).toBe(1);
});
