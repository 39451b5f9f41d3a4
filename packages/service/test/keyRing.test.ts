import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { keyRing } from '../src/keyRing.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'ycyw-ring-'));
const file = path.join(folder, 'keyring.json');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const aKey = (): string => randomBytes(32).toString('base64url');
const [first, second, index] = [aKey(), aKey(), aKey()];
let written = 0;
const write = (ring: unknown): void => {
  writeFileSync(file, typeof ring === 'string' ? ring : JSON.stringify(ring));
  chmodSync(file, 0o600);
  written += 1;
  utimesSync(file, 1_700_000_000 + written, 1_700_000_000 + written);
};
const bytes = (key: string): Buffer => Buffer.from(key, 'base64url');

beforeEach(() => {
  write({ current: 1, keys: { 1: first }, index });
});

test('wraps with the current version and has the others', () => {
  write({ current: 2, keys: { 1: first, 2: second }, index });
  const ring = keyRing(file);
  expect(ring.current()).toEqual({ version: 2, key: bytes(second) });
  expect(ring.key(1)).toEqual(bytes(first));
  expect(() => ring.key(3)).toThrow(/no key of version 3/);
});

test('a version that comes later is found as soon as it is asked for', () => {
  const ring = keyRing(file);
  write({ current: 2, keys: { 1: first, 2: second }, index });
  expect(ring.key(2)).toEqual(bytes(second));
  expect(ring.current().version).toBe(2);
});

test('the ring that was read stays when what comes after it is none', () => {
  const ring = keyRing(file);
  write('{"current": 2');
  expect(() => ring.key(2)).toThrow(/no key of version 2/);
  expect(ring.current().version).toBe(1);
  write({ current: 2, keys: { 1: first, 2: second }, index });
  expect(ring.key(2)).toEqual(bytes(second));
});

test.each([
  ['no JSON', 'secret-looking text'],
  ['a current version that it lacks', { current: 2, keys: { 1: aKey() }, index }],
  ['a key of another length', { current: 1, keys: { 1: 'c2hvcnQ' }, index }],
  ['no key for blind indexes', { current: 1, keys: { 1: aKey() } }],
])('is no ring: %s; and says so without a piece of it', (_, ring) => {
  write(ring);
  expect(() => keyRing(file)).toThrow(new Error(`${file} is no ring of keys`));
});

test.each([0o640, 0o604, 0o620])('refuses a file that others may reach (%o)', (mode) => {
  chmodSync(file, mode);
  expect(() => keyRing(file)).toThrow(/chmod 600/);
});

test('a blind index is the same for the same value of the same column, whatever version wraps', () => {
  const before = keyRing(file).blindIndex('a@example.org', 'user.email');
  write({ current: 2, keys: { 2: second }, index });
  const ring = keyRing(file);
  expect(ring.blindIndex('a@example.org', 'user.email')).toEqual(before);
  expect(ring.blindIndex('a@example.org', 'user.phone')).not.toEqual(before);
  expect(ring.blindIndex('b@example.org', 'user.email')).not.toEqual(before);
});
