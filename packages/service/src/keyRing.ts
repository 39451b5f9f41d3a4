import { createHmac, hkdfSync } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const key = z
  .base64url()
  .transform((text) => Buffer.from(text, 'base64url'))
  .refine((bytes) => bytes.length === 32, 'needs 32 bytes');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words would show a piece of the keys.
    return null;
  }
}

const shape = z.strictObject({
  current: z.int().positive(),
  /** The regional keys by version: `current` wraps, all of them unwrap. */
  keys: z.record(z.string().regex(/^[1-9]\d*$/), key),
  /** What blind indexes are made with; it never changes. */
  index: key,
});

export type Ring = z.infer<typeof shape>;

/** A region's keys, as its key management hands them out: a file of JSON, mode 0600. */
export interface KeyRing {
  /** Version and bytes of the key that wraps from now on. */
  current(): { version: number; key: Buffer };
  /** The regional key of a version; throws when it is no longer there. */
  key(version: number): Buffer;
  /** A keyed hash by which a value can be found and not read; `about` names the column. */
  blindIndex(value: string, about: string): Buffer<ArrayBuffer>;
}

function ringOf(text: string, file: string): Ring {
  const found = shape.safeParse(parsed(text));
  if (!found.success || !(String(found.data.current) in found.data.keys)) throw new Error(`${file} is no ring of keys`);
  return found.data;
}

/** The ring as it stands in `file`. Throws when it is none. */
export const readRing = async (file: string): Promise<Ring> => ringOf(await readFile(file, 'utf8'), file);

/** Puts `ring` in the place of the one in `file`, whose owner and mode it keeps: whoever reads has the one or the other, even after a crash. */
export async function writeRing(file: string, { current, keys, index }: Ring): Promise<void> {
  const text = (key: Buffer): string => key.toString('base64url');
  const half = `${file}.new`;
  const { mode, uid, gid } = await stat(file);
  await rm(half, { force: true });
  const handle = await open(half, 'wx', 0o600);
  try {
    const named = Object.fromEntries(Object.entries(keys).map(([version, each]) => [version, text(each)]));
    await handle.writeFile(JSON.stringify({ current, keys: named, index: text(index) }, null, 2));
    await handle.chown(uid, gid);
    await handle.chmod(mode & 0o777);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(half, file);
  // Keys are about to be wrapped with it: a loss of power must not bring the ring of before back.
  const folder = await open(path.dirname(file));
  await folder.sync().finally(() => folder.close());
}

/** How long a change of the file may go unnoticed. */
export const freshForMs = 2000;

/**
 * The ring in `file`, read again when it has changed (looked at every two seconds at most, and when a version is missing).
 * Throws when it is no ring, or others than its owner may read it; when that comes later, the ring stays as it was.
 */
export function keyRing(file: string): KeyRing {
  let modified = 0;
  let lookedAt = 0;
  let ring = read();

  function read(): Ring {
    const { mtimeMs, mode } = statSync(file);
    if (mode & 0o077) throw new Error(`${file} may be read by others than its owner: chmod 600 ${file}`);
    const found = ringOf(readFileSync(file, 'utf8'), file);
    modified = mtimeMs;
    lookedAt = performance.now();
    return found;
  }

  function lookAgain(): void {
    lookedAt = performance.now();
    try {
      if (statSync(file).mtimeMs !== modified) ring = read();
    } catch (error) {
      process.emitWarning(error instanceof Error ? error.message : String(error));
    }
  }

  function latest(): Ring {
    if (performance.now() - lookedAt > freshForMs) lookAgain();
    return ring;
  }

  const keyOf = (version: number): Buffer => {
    const name = String(version);
    // Another process may have wrapped with a version that came a moment ago.
    if (!(name in latest().keys)) lookAgain();
    const found = ring.keys[name];
    if (!found) throw new Error(`the ring has no key of version ${name}`);
    return found;
  };

  const indexKeys = new Map<string, Buffer>();
  const indexKey = (about: string): Buffer => {
    const known = indexKeys.get(about) ?? Buffer.from(hkdfSync('sha256', ring.index, '', about, 32));
    indexKeys.set(about, known);
    return known;
  };

  return {
    current: () => {
      const { current } = latest();
      return { version: current, key: keyOf(current) };
    },
    key: keyOf,
    blindIndex: (value, about) => Buffer.from(createHmac('sha256', indexKey(about)).update(value).digest()),
  };
}
