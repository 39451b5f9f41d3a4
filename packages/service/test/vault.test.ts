import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { KeyRing } from '../src/keyRing.ts';
import { postgres } from '../src/postgres.ts';
import type { Sql } from '../src/sql.ts';
import { testDatabase } from '../src/testing/database.ts';
import { testRing } from '../src/testing/vault.ts';
import { Erased, vault, type Vault } from '../src/vault.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
let sql: ReturnType<typeof postgres>;
const ring = testRing();
/** Another process: the same store and ring, and a memory of its own. */
const aProcess = (own: KeyRing = ring) => vault(sql, own);

beforeAll(async () => {
  database = await testDatabase('keys');
  sql = postgres(database.url, 10, () => undefined);
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});

test('what is sealed opens again, in another process too, and shows nothing before', async () => {
  const owner = uuidv7();
  const sealed = (await aProcess().keyOf(owner, 'EU')).seal('Zoé, +33 6 12', 'user.profile');
  expect(sealed.includes('Zoé')).toBe(false);
  const key = await aProcess().keyOf(owner, 'EU');
  expect(key.open(sealed, 'user.profile')).toBe('Zoé, +33 6 12');
  expect(key.seal('Zoé, +33 6 12', 'user.profile')).not.toEqual(sealed);
});

test('opens for no other column, no other person, and not after a byte was altered', async () => {
  const keys = aProcess();
  const key = await keys.keyOf(uuidv7(), 'EU');
  const another = await keys.keyOf(uuidv7(), 'EU');
  const sealed = key.seal('12AB34567', 'driver.sealed');
  expect(() => key.open(sealed, 'message.body')).toThrow();
  expect(() => another.open(sealed, 'driver.sealed')).toThrow();
  for (let at = 0; at < sealed.length; at += 1) {
    const altered = Buffer.from(sealed);
    altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
    expect(() => key.open(altered, 'driver.sealed')).toThrow();
  }
  expect(() => key.open(Buffer.alloc(1), 'driver.sealed')).toThrow();
});

test('a key in the store is bound to its owner: put into another row it opens nothing', async () => {
  const [owner, thief] = [uuidv7(), uuidv7()];
  await aProcess().keyOf(owner, 'EU');
  await aProcess().keyOf(thief, 'EU');
  await sql.$executeRaw`UPDATE personal_key SET wrapped = (SELECT wrapped FROM personal_key WHERE owner = ${owner}::uuid) WHERE owner = ${thief}::uuid`;
  await expect(aProcess().keysOf([thief])).rejects.toThrow();
});

test('of many processes that make one key at once all get the same', async () => {
  const owner = uuidv7();
  const keys = await Promise.all(Array.from({ length: 20 }, () => aProcess().keyOf(owner, 'EU')));
  const [first] = keys;
  for (const key of keys) expect(first?.open(key.seal('same', 'a.b'), 'a.b')).toBe('same');
});

test('control: processes that keep the key which they offered have keys that differ', async () => {
  const owner = uuidv7();
  const naive = async (): Promise<Buffer> => {
    const key = randomBytes(32);
    await sql.$executeRaw`INSERT INTO personal_key (owner, version, region, ring_version, wrapped) VALUES (${owner}::uuid, 1, 'EU', 1, ${key}) ON CONFLICT DO NOTHING`;
    return key;
  };
  const [one, other] = await Promise.all([naive(), naive()]);
  expect(one).not.toEqual(other);
});

/** Another process whose statements are counted. */
function counted(): { keys: Vault; statements: () => number } {
  let statements = 0;
  const counting: Sql = {
    $queryRaw: (template, ...values) => {
      statements += 1;
      return sql.$queryRaw(template, ...values);
    },
    $executeRaw: (template, ...values) => {
      statements += 1;
      return sql.$executeRaw(template, ...values);
    },
  };
  return { keys: vault(counting, ring), statements: () => statements };
}

test('finds the keys that exist in one query, and asks for none twice', async () => {
  const owners = [uuidv7(), uuidv7()];
  for (const owner of owners) await aProcess().keyOf(owner, 'EU');
  const { keys, statements } = counted();
  const stranger = uuidv7();
  expect([...(await keys.keysOf([...owners, stranger])).keys()].sort()).toEqual([...owners].sort());
  expect((await keys.keysOf(owners)).size).toBe(2);
  expect(statements()).toBe(1);
});

test('a key is made, or found, in one statement', async () => {
  const owner = uuidv7();
  const [maker, finder] = [counted(), counted()];
  const sealed = (await maker.keys.keyOf(owner, 'EU')).seal('Zoé', 'a.b');
  expect((await finder.keys.keyOf(owner, 'EU')).open(sealed, 'a.b')).toBe('Zoé');
  expect([maker.statements(), finder.statements()]).toEqual([1, 1]);
});

test('an erased owner has no key, gets no other, and nothing that was sealed opens', async () => {
  const [owner, never] = [uuidv7(), uuidv7()];
  const keys = aProcess();
  await keys.keyOf(owner, 'EU');
  expect(await keys.isErased(owner)).toBe(false);
  for (const each of [owner, owner, never]) await keys.erase(each, 'EU');
  for (const each of [owner, never]) {
    expect((await keys.keysOf([each])).size).toBe(0);
    await expect(keys.keyOf(each, 'EU')).rejects.toThrow(Erased);
    await expect(aProcess().keyOf(each, 'EU')).rejects.toThrow(Erased);
    expect(await keys.isErased(each)).toBe(true);
  }
});

test('a version that comes to an erased owner raises nobody from the dead', async () => {
  const owner = uuidv7();
  const keys = aProcess();
  await keys.keyOf(owner, 'EU');
  await sql.$executeRaw`INSERT INTO personal_key (owner, version, region, ring_version, wrapped) SELECT owner, 2, region, ring_version, wrapped FROM personal_key WHERE owner = ${owner}::uuid`;
  await sql.$executeRaw`DELETE FROM personal_key WHERE owner = ${owner}::uuid AND version = 1`;
  await keys.erase(owner, 'EU');
  await sql.$executeRaw`DELETE FROM personal_key WHERE owner = ${owner}::uuid AND version = 1`;
  await expect(keys.keyOf(owner, 'EU')).rejects.toThrow(Erased);
});

test('a key that was wrapped by a version which the ring no longer has is not opened', async () => {
  const owner = uuidv7();
  await aProcess().keyOf(owner, 'EU');
  const without = {
    ...ring,
    key: (version: number): never => {
      throw new Error(`the ring has no key of version ${String(version)}`);
    },
  };
  await expect(aProcess(without).keysOf([owner])).rejects.toThrow(/no key of version 1/);
  const other = randomBytes(32);
  await expect(aProcess({ ...ring, key: () => other }).keysOf([owner])).rejects.toThrow();
});
