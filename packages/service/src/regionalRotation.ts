import { randomBytes } from 'node:crypto';
import { readRing, writeRing, type Ring } from './keyRing.ts';
import { open, seal } from './seal.ts';
import type { Sql } from './sql.ts';
import { wrapping } from './vault.ts';

/** Told of `done` more of a phase, `total` when it begins. */
export interface Telling {
  begin(phase: string, total: number): void;
  advance(done: number): void;
  /** Resolves after `ms`, in which processes catch up. */
  wait(ms: number): Promise<void>;
}

interface Stored {
  owner: string;
  version: number;
  ring_version: number;
  wrapped: Buffer;
}

const batch = 500;
/** By then processes have looked at the ring again, and what they had begun is written. */
const settledAfterMs = 15_000;

async function behind(keys: Sql, current: number): Promise<number> {
  const [row] = await keys.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM personal_key WHERE wrapped IS NOT NULL AND ring_version <> ${current}`;
  return row?.count ?? 0;
}

/** Wraps with `current` what another version wraps; whoever is erased meanwhile stays erased. */
async function rewrap(keys: Sql, ring: Ring, tell: Telling): Promise<number> {
  const { current } = ring;
  const keyOf = (version: number): Buffer => {
    const key = ring.keys[String(version)];
    if (!key) throw new Error(`keys are wrapped by version ${String(version)}, which the ring no longer has: restore the ring`);
    return key;
  };
  const total = await behind(keys, current);
  tell.begin('keys wrapped anew', total);
  let done = 0;
  for (;;) {
    const rows = await keys.$queryRaw<Stored[]>`
      SELECT owner::text, version, ring_version, wrapped FROM personal_key
      WHERE wrapped IS NOT NULL AND ring_version <> ${current} LIMIT ${batch}`;
    if (rows.length === 0) return done;
    const anew = rows.map(({ owner, version, ring_version, wrapped }) => {
      const about = wrapping(owner, version);
      return seal(keyOf(current), open(keyOf(ring_version), wrapped, about), about);
    });
    await keys.$executeRaw`
      UPDATE personal_key k SET wrapped = anew.wrapped, ring_version = ${current}
      FROM unnest(${rows.map(({ owner }) => owner)}::uuid[], ${rows.map(({ version }) => version)}::int[], ${rows.map(({ wrapped }) => wrapped)}::bytea[],
        ${anew}::bytea[]) AS anew (owner, version, before, wrapped)
      WHERE k.owner = anew.owner AND k.version = anew.version AND k.wrapped = anew.before`;
    done += rows.length;
    tell.advance(rows.length);
  }
}

/**
 * Gives the ring in `file` a new version, wraps every personal key with it, and takes the versions before out of the ring:
 * what they wrapped, in any copy of the store, cannot be opened any more. `settleMs` is how long until every process has a
 * changed ring. May be killed at any point and called again. Returns the version that wraps now.
 */
export async function rotateRegionalKey(file: string, keys: Sql, tell: Telling, settleMs = settledAfterMs): Promise<number> {
  let ring = await readRing(file);
  if (Object.keys(ring.keys).length === 1) {
    const current = ring.current + 1;
    ring = { ...ring, current, keys: { ...ring.keys, [String(current)]: randomBytes(32) } };
    await writeRing(file, ring);
  }
  await tell.wait(settleMs);
  await rewrap(keys, ring, tell);
  // Who had the ring of before may have wrapped with it meanwhile.
  do {
    await tell.wait(settleMs);
  } while ((await rewrap(keys, ring, tell)) > 0);
  const newest = ring.keys[String(ring.current)];
  if (!newest) throw new Error(`${file} lacks its current version`);
  await writeRing(file, { ...ring, keys: { [String(ring.current)]: newest } });
  return ring.current;
}
