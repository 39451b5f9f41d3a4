import { createHmac, randomBytes } from 'node:crypto';
import { testDatabase } from './database.ts';
import type { KeyRing } from '../keyRing.ts';
import { postgres } from '../postgres.ts';
import { vault, type Vault } from '../vault.ts';

/** A ring of one regional key, without a file. */
export function testRing(): KeyRing {
  const key = randomBytes(32);
  return {
    current: () => ({ version: 1, key }),
    key: () => key,
    blindIndex: (value, about) => Buffer.from(createHmac('sha256', key).update(`${about} ${value}`).digest()),
  };
}

/** A vault over a key store of its own on the test server. */
export async function testVault(): Promise<{ vault: Vault; url: string; drop(): Promise<void> }> {
  const database = await testDatabase('keys');
  const sql = postgres(database.url, 3, () => undefined);
  return {
    vault: vault(sql, testRing()),
    url: database.url,
    drop: async () => {
      await sql.end();
      await database.drop();
    },
  };
}
