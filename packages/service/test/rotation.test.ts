import { spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { rotateDataKeys, type SealedStore } from '../src/dataRotation.ts';
import { keyRing, readRing } from '../src/keyRing.ts';
import { postgres } from '../src/postgres.ts';
import { rotateRegionalKey, type Telling } from '../src/regionalRotation.ts';
import { open, seal } from '../src/seal.ts';
import { testDatabase } from '../src/testing/database.ts';
import { Erased, vault, wrapping, type Vault } from '../src/vault.ts';

const about = 'note.sealed';
const rememberMs = 300;
const settleMs = 2500;
const quiet: Telling = { begin: () => undefined, advance: () => undefined, wait: (ms) => setTimeout(ms) };

let folder: string;
let file: string;
let keys: Awaited<ReturnType<typeof testDatabase>>;
let data: Awaited<ReturnType<typeof testDatabase>>;
let sql: ReturnType<typeof postgres>;
let pool: pg.Pool;
let stores: SealedStore[];
const columns = [{ table: 'jotting', id: 'id', owner: 'owner', column: 'sealed', about }];
const random = (): string => randomBytes(32).toString('base64url');

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'ycyw-rotation-'));
  file = path.join(folder, 'keyring.json');
  writeFileSync(file, JSON.stringify({ current: 1, keys: { 1: random() }, index: random() }), { mode: 0o600 });
  [keys, data] = await Promise.all([testDatabase('keys'), testDatabase('support')]);
  sql = postgres(keys.url, 10, () => undefined);
  pool = new pg.Pool({ connectionString: data.url, max: 10 });
  stores = [{ pool, columns }];
  await pool.query('CREATE TABLE jotting (id UUID PRIMARY KEY, owner UUID NOT NULL, sealed BYTEA, plain TEXT NOT NULL)');
});
afterEach(async () => {
  await Promise.all([sql.end(), pool.end()]);
  await Promise.all([keys.drop(), data.drop()]);
  rmSync(folder, { recursive: true });
});

/** Another process: the same store and ring, and a memory of its own. */
const aProcess = (): Vault => vault(sql, keyRing(file), rememberMs);

async function write(through: Vault, owner: string, id = uuidv7()): Promise<void> {
  const plain = random();
  const sealed = (await through.keyOf(owner, 'EU')).seal(plain, about);
  await pool.query('INSERT INTO jotting VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO UPDATE SET sealed = $3, plain = $4', [
    id,
    owner,
    sealed,
    plain,
  ]);
}

interface Note {
  id: string;
  owner: string;
  sealed: Buffer;
  plain: string;
}

async function read(through: Vault, sample: number): Promise<number> {
  const { rows } = await pool.query<Note>('SELECT * FROM jotting ORDER BY random() LIMIT $1', [sample]);
  const found = await through.keysOf(rows.map(({ owner }) => owner));
  for (const { owner, sealed, plain } of rows) if (found.get(owner)?.open(sealed, about) !== plain) throw new Error('not what was written');
  return rows.length;
}

/** People write, write over and read through four processes, until stopped; what failed. */
function load(owners: string[]) {
  const failures: unknown[] = [];
  const on = { going: true, done: 0 };
  const person = async (through: Vault): Promise<void> => {
    const ids: { id: string; owner: string }[] = [];
    while (on.going) {
      try {
        if (randomInt(4) === 0) owners.push(uuidv7());
        const owner = owners[randomInt(owners.length)] ?? '';
        const before = ids[randomInt(ids.length + 1)];
        const note = before ?? { id: uuidv7(), owner };
        if (!before) ids.push(note);
        await write(through, note.owner, note.id);
        await read(through, 20);
        on.done += 1;
      } catch (error) {
        failures.push(error);
      }
    }
  };
  const people = Array.from({ length: 4 }, () => person(aProcess()));
  return {
    stop: async () => {
      on.going = false;
      await Promise.all(people);
      return { failures, done: on.done };
    },
  };
}

async function populate(count: number): Promise<string[]> {
  const owners = Array.from({ length: count }, () => uuidv7());
  const through = aProcess();
  for (const owner of owners) await write(through, owner);
  return owners;
}

const versions = async (): Promise<number[]> =>
  (await sql.$queryRaw<{ version: number }[]>`SELECT DISTINCT version FROM personal_key WHERE wrapped IS NOT NULL ORDER BY 1`).map(
    (row) => row.version,
  );

interface Stored {
  owner: string;
  version: number;
  ring_version: number;
  wrapped: Buffer;
}

const dump = () => sql.$queryRaw<Stored[]>`SELECT owner::text, version, ring_version, wrapped FROM personal_key WHERE wrapped IS NOT NULL`;

const canUnwrap = (ring: { keys: Record<string, Buffer> }, { owner, version, wrapped }: Stored): boolean =>
  Object.values(ring.keys).some((key) => {
    try {
      open(key, wrapped, wrapping(owner, version));
      return true;
    } catch {
      return false;
    }
  });

test('the regional key rotates while people write and read: nothing fails, and a copy of the keys from before opens no more', async () => {
  const owners = await populate(700);
  const [erased = ''] = owners;
  await aProcess().erase(erased, 'EU');
  await pool.query('DELETE FROM jotting WHERE owner = $1', [erased]);
  const before = await dump();
  expect(before.every((row) => canUnwrap({ keys: {} }, row))).toBe(false);
  const ringBefore = await readRing(file);
  expect(before.every((row) => canUnwrap(ringBefore, row))).toBe(true);
  const people = load(owners.slice(1));
  expect(await rotateRegionalKey(file, sql, quiet, settleMs)).toBe(2);
  const { failures, done } = await people.stop();
  expect(failures).toEqual([]);
  expect(done).toBeGreaterThan(0);
  const ring = await readRing(file);
  expect(Object.keys(ring.keys)).toEqual(['2']);
  expect(ring.index).toEqual(ringBefore.index);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(before.some((row) => canUnwrap(ring, row))).toBe(false);
  expect((await dump()).every((row) => canUnwrap(ring, row))).toBe(true);
  expect(await read(aProcess(), 100_000)).toBeGreaterThan(700);
  await expect(aProcess().keyOf(erased, 'EU')).rejects.toThrow(Erased);
});

test('control: a ring that only has the new key lets nobody read what was there', async () => {
  await populate(3);
  const ring = await readRing(file);
  writeFileSync(file, JSON.stringify({ current: 2, keys: { 2: random() }, index: ring.index.toString('base64url') }));
  await expect(read(aProcess(), 10)).rejects.toThrow(/no key of version 1/);
});

test('every data key rotates while people write and read: nothing fails, and no key of before is left', async () => {
  const owners = await populate(700);
  const [erased = '', erasedMeanwhile = ''] = owners;
  await aProcess().erase(erased, 'EU');
  await pool.query('DELETE FROM jotting WHERE owner = ANY($1)', [[erased, erasedMeanwhile]]);
  const { rows: kept } = await pool.query<Note>('SELECT * FROM jotting');
  const people = load(owners.slice(2));
  const meanwhile: Telling = { ...quiet, begin: () => void aProcess().erase(erasedMeanwhile, 'EU') };
  expect(await rotateDataKeys(sql, keyRing(file), stores, meanwhile, rememberMs)).toBeGreaterThanOrEqual(698);
  const { failures, done } = await people.stop();
  expect(failures).toEqual([]);
  expect(done).toBeGreaterThan(0);
  expect(await read(aProcess(), 100_000)).toBeGreaterThan(698);
  const now = await aProcess().keysOf(owners);
  expect(
    kept.filter(({ owner, sealed }) => {
      try {
        return now.get(owner)?.open(sealed, about) !== undefined;
      } catch {
        return false;
      }
    }),
  ).toEqual([]);
  const [row] = await sql.$queryRaw<
    { most: number }[]
  >`SELECT max(n)::int AS most FROM (SELECT count(*) AS n FROM personal_key WHERE wrapped IS NOT NULL GROUP BY owner) each`;
  expect(row?.most).toBe(1);
  for (const gone of [erased, erasedMeanwhile]) await expect(aProcess().keyOf(gone, 'EU')).rejects.toThrow(Erased);
});

test('control: a version that seals at once is one that who remembers the key cannot open', async () => {
  const [owner = ''] = await populate(1);
  const remembering = aProcess();
  const key = await remembering.keyOf(owner, 'EU');
  const ring = keyRing(file);
  const { version, key: regional } = ring.current();
  await sql.$executeRaw`INSERT INTO personal_key (owner, version, region, ring_version, wrapped, created_at)
    VALUES (${owner}::uuid, 2, 'EU', ${version}, ${seal(regional, random(), wrapping(owner, 2))}, now() - interval '1 second')`;
  const hasty = await vault(sql, ring, 0).keyOf(owner, 'EU');
  expect(() => key.open(hasty.seal('a', about), about)).toThrow(/version/);
  const patient = await vault(sql, ring).keyOf(owner, 'EU');
  expect(key.open(patient.seal('a', about), about)).toBe('a');
});

/** The rotation in a process of its own, killed after `ms`; whether it came to its end before. */
function killed(kind: 'data' | 'regional', ms: number): Promise<boolean> {
  const source = (name: string): string => new URL(`../src/${name}.ts`, import.meta.url).href;
  const script = `
    import pg from 'pg';
    import { rotateDataKeys } from '${source('dataRotation')}';
    import { rotateRegionalKey } from '${source('regionalRotation')}';
    import { keyRing } from '${source('keyRing')}';
    import { postgres } from '${source('postgres')}';
    const sql = postgres(process.env.KEYS, 2, () => undefined);
    const pool = new pg.Pool({ connectionString: process.env.DATA, max: 1 });
    const tell = { begin: () => process.stdout.write('.'), advance: () => undefined, wait: (ms) => new Promise((done) => setTimeout(done, ms)) };
    if (process.env.KIND === 'data') await rotateDataKeys(sql, keyRing(process.env.RING), [{ pool, columns: ${JSON.stringify(columns)} }], tell, 50);
    else await rotateRegionalKey(process.env.RING, sql, tell, 50);
    process.exit(0);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, KIND: kind, KEYS: keys.url, DATA: data.url, RING: file },
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.once('data', () => void setTimeout(ms).then(() => child.kill('SIGKILL')));
  return new Promise((resolve) => {
    child.once('exit', (code) => {
      resolve(code === 0);
    });
  });
}

test.each(['data', 'regional'] as const)(
  'a rotation (%s) that is killed again and again goes on where it was, and loses nothing',
  async (kind) => {
    const owners = await populate(800);
    const left = async (): Promise<unknown[]> => (kind === 'data' ? versions() : Object.keys((await readRing(file)).keys));
    // Killed when all is done and nobody told yet, it has come to its end as well: begun once more, it would rotate once more.
    for (let ms = 0; !(await killed(kind, ms)) && (await left()).join() !== '2'; ms += kind === 'data' ? 450 : 25)
      expect(await read(aProcess(), 100_000)).toBe(owners.length);
    expect(await read(aProcess(), 100_000)).toBe(owners.length);
    expect((await left()).map(String)).toEqual(['2']);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toHaveProperty('current', kind === 'data' ? 1 : 2);
  },
  90_000,
);
