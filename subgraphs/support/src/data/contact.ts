import type { Language } from '@ycyw/service/language';
import type { Sql } from '@ycyw/service/sql';
import type { PersonalKey, Vault } from '@ycyw/service/vault';
import type { Region } from '@ycyw/service/viewer';
import { v7 as uuidv7 } from 'uuid';
import { sealedColumns } from './sealedColumns.ts';

const { about: nameAbout } = sealedColumns.contactName;
const { about: emailAbout } = sealedColumns.contactEmail;

/** Somebody who wrote to us without an account. */
export interface Contact {
  id: string;
  region: Region;
  name: string;
  email: string;
  language: Language;
}

interface Row {
  id: string;
  region: Region;
  name: Buffer;
  email: Buffer;
  language: Language;
}

const opened = ({ name, email, ...row }: Row, key: PersonalKey): Contact => ({
  ...row,
  name: key.open(name, nameAbout),
  email: key.open(email, emailAbout),
});

const indexOf = (vault: Vault, email: string): Buffer => vault.blindIndex(email, 'contact.email');

/** The contact with that address in that region, made at their first word: one for each address. Not inside a transaction. */
export async function contactOf(
  { sql, vault }: { sql: Sql; vault: Vault },
  { email, name, region, language }: Omit<Contact, 'id'>,
  now: Date,
): Promise<Contact> {
  const index = indexOf(vault, email);
  const found = async (): Promise<Contact | null> => {
    const [row] = await sql.$queryRaw<Row[]>`
      SELECT id, region, name, email, language FROM contact WHERE email_index = ${index} AND region = ${region}`;
    return row ? opened(row, await vault.keyOf(row.id, region)) : null;
  };
  const before = await found();
  if (before) return before;
  const id = uuidv7();
  const key = await vault.keyOf(id, region);
  const made = await sql.$executeRaw`
    INSERT INTO contact (id, region, name, email, email_index, language, active_at)
    VALUES (${id}::uuid, ${region}, ${key.seal(name, nameAbout)}, ${key.seal(email, emailAbout)}, ${index}, ${language}, ${now})
    ON CONFLICT ON CONSTRAINT contact_address DO NOTHING`;
  if (made === 1) return { id, region, name, email, language };
  // Made at the same moment by another of their words: the key of this one seals nothing.
  await vault.erase(id, region);
  const other = await found();
  if (!other) throw new Error('a contact vanished while it was made');
  return other;
}

/** These contacts by their ids; those that were forgotten are missing. */
export async function contactsById({ sql, vault }: { sql: Sql; vault: Vault }, ids: readonly string[]): Promise<Map<string, Contact>> {
  const rows = await sql.$queryRaw<Row[]>`SELECT id, region, name, email, language FROM contact WHERE id = ANY(${[...ids]}::uuid[])`;
  const keys = await vault.keysOf(rows.map(({ id }) => id));
  return new Map(
    rows.flatMap((row): [string, Contact][] => {
      const key = keys.get(row.id);
      return key ? [[row.id, opened(row, key)]] : [];
    }),
  );
}

/** Holds everything of one owner until the transaction ends: what arrives from them comes one by one. */
export async function holdOwner(tx: Sql, ownerId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${ownerId}::text, 0))`;
}

/** Notes that they or we wrote at `now`. */
export async function noteActive(tx: Sql, id: string, now: Date): Promise<void> {
  await tx.$executeRaw`UPDATE contact SET active_at = greatest(active_at, ${now}::timestamptz) WHERE id = ${id}::uuid`;
}

/** Contacts that nobody has written to or heard of since `before`, ten at most. */
export const silentContacts = async (sql: Sql, before: Date): Promise<{ id: string; region: Region }[]> =>
  sql.$queryRaw<{ id: string; region: Region }[]>`SELECT id, region FROM contact WHERE active_at < ${before} ORDER BY active_at LIMIT 10`;

/** Deletes a contact whose conversations are gone. */
export async function deleteContact(tx: Sql, id: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM contact WHERE id = ${id}::uuid`;
}
