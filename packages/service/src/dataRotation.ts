import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { KeyRing } from './keyRing.ts';
import type { Telling } from './regionalRotation.ts';
import { seal } from './seal.ts';
import type { SealedColumn } from './sealedColumn.ts';
import type { Database, Sql } from './sql.ts';
import { knownForMs, vault, wrapping, type PersonalKey, type Vault } from './vault.ts';

/** A domain's database and what it seals. */
export interface SealedStore {
  pool: pg.Pool;
  columns: readonly SealedColumn[];
}

interface Sealed {
  id: string;
  owner: string;
  sealed: Buffer;
}

const batch = 500;
const first = '00000000-0000-0000-0000-000000000000';

/** A new version for all whose newest is older than the rotation; it seals once it is ripe. */
async function addVersions(keys: Database, ring: KeyRing, tell: Telling): Promise<void> {
  const [count] = await keys.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (SELECT owner FROM personal_key GROUP BY owner
      HAVING bool_and(wrapped IS NOT NULL) AND max(created_at) < (SELECT began_at FROM rotation)) old`;
  tell.begin('new data keys', count?.count ?? 0);
  let last = first;
  for (;;) {
    const after = last;
    const owners = await keys.$transaction(async (tx) => {
      const found = await tx.$queryRaw<{ owner: string }[]>`
        SELECT owner::text FROM personal_key WHERE owner > ${after}::uuid GROUP BY owner
        HAVING bool_and(wrapped IS NOT NULL) AND max(created_at) < (SELECT began_at FROM rotation) ORDER BY owner LIMIT ${batch}`;
      const ids = found.map(({ owner }) => owner);
      await insertVersions(tx, ring, ids);
      return ids;
    });
    const [end] = owners.slice(-1);
    if (end === undefined) return;
    last = end;
    tell.advance(owners.length);
  }
}

async function insertVersions(tx: Sql, ring: KeyRing, owners: readonly string[]): Promise<void> {
  // Locked, so that whoever is erased meanwhile waits, or is left out.
  const rows = await tx.$queryRaw<{ owner: string; version: number; region: string }[]>`
    SELECT owner::text, version, region FROM personal_key WHERE owner = ANY(${owners}::uuid[]) AND wrapped IS NOT NULL
    ORDER BY owner, version FOR UPDATE`;
  const newest = [...Map.groupBy(rows, ({ owner }) => owner).values()].flatMap((versions) => versions.at(-1) ?? []);
  const { version: ringVersion, key } = ring.current();
  const wrapped = newest.map(({ owner, version }) => seal(key, randomBytes(32).toString('base64url'), wrapping(owner, version + 1)));
  await tx.$executeRaw`
    INSERT INTO personal_key (owner, version, region, ring_version, wrapped)
    SELECT owner, version + 1, region, ${ringVersion}, wrapped
    FROM unnest(${newest.map(({ owner }) => owner)}::uuid[], ${newest.map(({ version }) => version)}::int[], ${newest.map(({ region }) => region)}::text[],
      ${wrapped}::bytea[]) AS made (owner, version, region, wrapped)`;
}

function resealed({ id, sealed }: Sealed, key: PersonalKey | undefined, { table, column, about }: SealedColumn): Buffer | null {
  try {
    return key?.reseal(sealed, about) ?? null;
  } catch (cause) {
    throw new Error(`${column} of ${table} ${id} does not open with its owner's key: mend or remove it, then go on`, { cause });
  }
}

/** Seals the column's values anew that a version before sealed. Returns how many there were; a value that changes meanwhile stays as it changed. */
async function resealColumn({ pool }: SealedStore, column: SealedColumn, keys: Vault, tell: Telling): Promise<number> {
  const [table, id, name] = [column.table, column.id, column.column].map((each) => pg.escapeIdentifier(each));
  const select = `SELECT ${id}::text AS id, (${column.owner})::text AS owner, ${name} AS sealed FROM ${table}
    WHERE ${id} > $1::uuid AND ${name} IS NOT NULL
    ORDER BY ${id} FETCH FIRST ${String(column.batch ?? batch)} ROWS WITH TIES`;
  const update = `UPDATE ${table} SET ${name} = anew.sealed FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS anew (id, before, sealed)
    WHERE ${table}.${id} = anew.id AND ${table}.${name} = anew.before`;
  let last = first;
  let count = 0;
  for (;;) {
    const { rows } = await pool.query<Sealed>(select, [last]);
    last = rows.at(-1)?.id ?? last;
    if (rows.length === 0) return count;
    const found = await keys.keysOf([...new Set(rows.map(({ owner }) => owner))]);
    const old = rows.flatMap((row) => {
      const anew = resealed(row, found.get(row.owner), column);
      return anew ? [{ ...row, anew }] : [];
    });
    if (old.length > 0) await pool.query(update, [old.map((row) => row.id), old.map((row) => row.sealed), old.map((row) => row.anew)]);
    count += old.length;
    tell.advance(rows.length);
  }
}

async function reseal(stores: readonly SealedStore[], keys: Vault, tell: Telling): Promise<number> {
  let total = 0;
  for (const { pool, columns } of stores) {
    for (const { table, column } of columns) {
      const { rows } = await pool.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM ${pg.escapeIdentifier(table)} WHERE ${pg.escapeIdentifier(column)} IS NOT NULL`,
      );
      total += rows[0]?.count ?? 0;
    }
  }
  tell.begin('values sealed anew', total);
  let resealed = 0;
  for (const store of stores) for (const column of store.columns) resealed += await resealColumn(store, column, keys, tell);
  return resealed;
}

/** Versions that a newer one has followed; and what a version left behind of somebody who was erased while it was made. */
async function dropVersions(keys: Sql): Promise<number> {
  await keys.$executeRaw`
    UPDATE personal_key k SET wrapped = NULL, erased_at = now()
    WHERE wrapped IS NOT NULL AND EXISTS (SELECT FROM personal_key gone WHERE gone.owner = k.owner AND gone.wrapped IS NULL)`;
  let dropped = 0;
  for (;;) {
    const gone = await keys.$executeRaw`
      DELETE FROM personal_key WHERE (owner, version) IN (
        SELECT owner, version FROM personal_key k
        WHERE wrapped IS NOT NULL AND EXISTS (
          SELECT FROM personal_key newer WHERE newer.owner = k.owner AND newer.version > k.version AND newer.wrapped IS NOT NULL)
        LIMIT 5000)`;
    if (gone === 0) return dropped;
    dropped += gone;
  }
}

/**
 * Gives every person a new data key and seals everything with it that the one before sealed, which then goes. `rememberMs` is
 * how long processes remember keys. May be killed at any point and called again. Returns how many versions went.
 */
export async function rotateDataKeys(
  keys: Database,
  ring: KeyRing,
  stores: readonly SealedStore[],
  tell: Telling,
  rememberMs = knownForMs,
): Promise<number> {
  // A version seals after twice as long as keys are remembered; once more as long somebody may seal with the one before, and commit later.
  const settle = (): Promise<void> => tell.wait(3 * rememberMs + 1000);
  const own = vault(keys, ring, rememberMs);
  await keys.$executeRaw`INSERT INTO rotation DEFAULT VALUES ON CONFLICT DO NOTHING`;
  await addVersions(keys, ring, tell);
  await settle();
  await reseal(stores, own, tell);
  do {
    await settle();
  } while ((await reseal(stores, own, tell)) > 0);
  const dropped = await dropVersions(keys);
  await keys.$executeRaw`DELETE FROM rotation`;
  return dropped;
}
