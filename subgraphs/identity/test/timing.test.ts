import { jest } from '@jest/globals';
import type { House } from './house.ts';

// The control leaves the dummy hash out: an unknown address is refused without work.
const real = await import('../src/crypto/password-hash.ts');
let naive = false;
jest.unstable_mockModule('../src/crypto/password-hash.ts', () => ({
  ...real,
  isPassword: (stored: string | null, secret: string) =>
    naive && stored === null ? Promise.resolve(false) : real.isPassword(stored, secret),
}));
const { aHouse, anApplicant, askReset, aUser, register, signIn } = await import('./house.ts');

let house: House;
beforeAll(async () => {
  house = await aHouse();
  await aUser(house, { email: 'known@example.org' });
  await house.stopMails();
});
afterAll(() => house.stop());

const operations = {
  signIn: (email: string) => house.ask(signIn, { input: { email, password: 'a wrong password' } }),
  register: (email: string) => house.ask(register, { input: anApplicant({ email }) }),
  reset: (email: string) => house.ask(askReset, { email }),
};
type Operation = keyof typeof operations;

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

type Samples = Record<'known' | 'other', number[]>;

async function sample(operation: Operation, pairs: number, taken: Samples): Promise<void> {
  for (let n = 0; n < pairs * 2; n += 1) {
    // In pairs whose order alternates, so that whatever slows the machine slows both.
    const kind = (n % 2 === 0) === (Math.floor(n / 2) % 2 === 0) ? 'known' : 'other';
    await house.db.attempt.deleteMany();
    const begun = performance.now();
    const { codes } = await operations[operation](`${kind === 'known' ? kind : operation}@example.org`);
    taken[kind].push(performance.now() - begun);
    expect(codes).toEqual(operation === 'signIn' ? ['WRONG_CREDENTIALS'] : []);
    await house.means.aside.settled();
  }
}

/** By how much the medians differ; more samples are taken while it is 5 % or more, for noise wears off and a leak stays. */
async function difference(operation: Operation, pairs: number, rounds = 8): Promise<number> {
  const taken: Samples = { known: [], other: [] };
  let found = 1;
  for (let round = 0; round < rounds && found >= 0.05; round += 1) {
    await sample(operation, pairs, taken);
    found = Math.abs(median(taken.other) / median(taken.known) - 1);
  }
  return found;
}

test.each<[Operation, number]>([
  ['signIn', 20],
  ['register', 20],
  ['reset', 40],
])(
  '%s takes the same time for a known and an unknown address',
  async (operation, pairs) => {
    expect(await difference(operation, pairs)).toBeLessThan(0.05);
  },
  120_000,
);

test('would tell them apart at sign-in without the work done for nobody', async () => {
  naive = true;
  const found = await difference('signIn', 15, 4);
  naive = false;
  expect(found).toBeGreaterThan(0.2);
});
