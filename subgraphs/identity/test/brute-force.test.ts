import { countAttempt } from '../src/data/attempt.ts';
import { aHouse, anApplicant, aUser, password, register, signIn, type House } from './house.ts';

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
  const naive = async (): Promise<boolean> => {
    const row = await house.db.attempt.findUnique({ where: { key: 'SIGN_IN:naive' } });
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

test('works about as hard for an unknown address as for a known one', async () => {
  await aUser(house, { email: 'timed@example.org' });
  const spent: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
  const spend = async (kind: 'known' | 'unknown', email: string): Promise<void> => {
    const begun = process.cpuUsage();
    await tryOnce(email, 'a wrong password');
    spent[kind].push(process.cpuUsage(begun).user);
  };
  for (let i = 0; i < 9; i += 1) {
    await spend('unknown', `nobody${String(i)}@example.org`);
    await spend('known', 'timed@example.org');
  }
  const [known = 0, unknown = 0] = [spent.known, spent.unknown].map((each) => each.sort((a, b) => a - b)[4]);
  // Without the dummy hash the unknown costs less than a quarter.
  expect(unknown / known).toBeGreaterThan(0.5);
  expect(unknown / known).toBeLessThan(2);
});

test('does not let a stranger fill a mailbox', async () => {
  const input = anApplicant({ email: 'flooded@example.org' });
  const codes: unknown[] = [];
  for (let i = 0; i < 6; i += 1) codes.push(...(await house.ask(register, { input })).codes);
  expect(codes).toEqual(['RATE_LIMITED']);
});
