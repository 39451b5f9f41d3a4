import { jest } from '@jest/globals';
import type { House } from './house.ts';

/** What a request has done so far that takes time, beside its statements. */
let done: string[] = [];

// Hashes are counted where they are computed, with what they cost.
const argon2 = await import('@node-rs/argon2');
jest.unstable_mockModule('@node-rs/argon2', () => ({
  ...argon2,
  hash: (...given: Parameters<typeof argon2.hash>) => {
    done.push(`hash ${JSON.stringify(given[1])}`);
    return argon2.hash(...given);
  },
  verify: (...given: Parameters<typeof argon2.verify>) => {
    done.push(`verify ${String(given[0]).split('$').slice(1, 4).join(' ')}`);
    return argon2.verify(...given);
  },
}));
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
const later: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  house = await aHouse();
  await aUser(house, { email: 'known@example.org' });
  await house.stopMails();
  house.means.vault = telling('vault', house.means.vault);
  house.means.wakeMail = () => void done.push('wakeMail');
  house.means.aside = { ...house.means.aside, run: (work) => void later.push(work) };
});
afterAll(() => house.stop());

/** The same, but that each call is noted as done. */
const telling = <Means extends object>(name: string, means: Means): Means =>
  new Proxy(means, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]): unknown => {
        done.push(`${name}.${String(key)}`);
        return Reflect.apply(member, target, given) as unknown;
      };
    },
  });

const operations = {
  signIn: (email: string) => house.ask(signIn, { input: { email, password: 'a wrong password' } }),
  register: (email: string) => house.ask(register, { input: anApplicant({ email }) }),
  reset: (email: string) => house.ask(askReset, { email }),
};
type Operation = keyof typeof operations;

/** All that is done before the answer, what is put aside until after it, and what that does then. */
async function workFor(operation: Operation, email: string) {
  await house.db.attempt.deleteMany();
  const from = (await house.statements()).length;
  done = [];
  const begun = performance.now();
  const { codes } = await operations[operation](email);
  const ms = performance.now() - begun;
  const before = { codes, done, putAside: later.length, statements: (await house.statements()).slice(from) };
  done = [];
  for (const work of later.splice(0)) await work();
  const after = { done, statements: (await house.statements()).slice(from + before.statements.length) };
  return { before, after, ms };
}

const median = (values: number[]): string => (values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN).toFixed(1);

const hashed = 'hash {"memoryCost":19456,"timeCost":2,"parallelism":1}';
test.each<[Operation, { codes: unknown[]; done: unknown[]; putAside: number }]>([
  ['signIn', { codes: ['WRONG_CREDENTIALS'], done: ['vault.blindIndex', 'verify argon2id v=19 m=19456,t=2,p=1'], putAside: 0 }],
  ['register', { codes: [], done: [hashed, 'vault.keyOf', 'vault.blindIndex', 'wakeMail'], putAside: 0 }],
  ['reset', { codes: [], done: [], putAside: 1 }],
])('%s does the same for a known and an unknown address before it answers', async (operation, expected) => {
  const took = { known: [] as number[], other: [] as number[] };
  for (let n = 0; n < 5; n += 1) {
    const known = await workFor(operation, 'known@example.org');
    const other = await workFor(operation, `${operation}@example.org`);
    expect(known.before).toEqual(other.before);
    expect(known.before).toMatchObject(expected);
    expect(known.before.statements.length).toBeGreaterThan(0);
    took.known.push(known.ms);
    took.other.push(other.ms);
  }
  process.stdout.write(`${operation}: median ${median(took.known)} ms for a known address, ${median(took.other)} ms for an unknown one\n`);
});

test('the control: without the work done for nobody, sign-in does less for an unknown address', async () => {
  naive = true;
  const known = await workFor('signIn', 'known@example.org');
  const other = await workFor('signIn', 'nobody@example.org');
  naive = false;
  expect(known.before.done).toContain('verify argon2id v=19 m=19456,t=2,p=1');
  expect(other.before.done).not.toEqual(known.before.done);
});

test('the control: what a reset puts aside differs, and would tell them apart', async () => {
  const known = await workFor('reset', 'known@example.org');
  const other = await workFor('reset', 'nobody@example.org');
  expect(known.after.statements.some((statement) => statement.includes('"outgoing_mail"'))).toBe(true);
  expect(other.after.statements.some((statement) => statement.includes('"outgoing_mail"'))).toBe(false);
});
