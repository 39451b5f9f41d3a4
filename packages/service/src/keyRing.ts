import { createHmac, hkdfSync } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';

const key = z
  .base64url()
  .transform((text) => Buffer.from(text, 'base64url'))
  .refine((bytes) => bytes.length === 32, 'needs 32 bytes');

const shape = z.strictObject({
  current: z.int().positive(),
  /** The regional keys by version: `current` wraps, all of them unwrap. */
  keys: z.record(z.string().regex(/^[1-9]\d*$/), key),
  /** What blind indexes are made with; it never changes. */
  index: key,
});

/** A region's keys, as its key management hands them out: a file of JSON, mode 0600. */
export interface KeyRing {
  /** Version and bytes of the key that wraps from now on. */
  current(): { version: number; key: Buffer };
  /** The regional key of a version; throws when it is no longer there. */
  key(version: number): Buffer;
  /** A keyed hash by which a value can be found and not read; `about` names the column. */
  blindIndex(value: string, about: string): Buffer<ArrayBuffer>;
}

const freshForMs = 2000;

/** The ring in `file`, read again when it has changed (looked at every two seconds at most). Throws when it is no ring. */
export function keyRing(file: string): KeyRing {
  let modified = 0;
  let lookedAt = 0;
  let ring = read();

  function read(): z.infer<typeof shape> {
    modified = statSync(file).mtimeMs;
    const found = shape.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (!found.success || !(String(found.data.current) in found.data.keys)) throw new Error(`${file} is no ring of keys`);
    return found.data;
  }

  function latest(): z.infer<typeof shape> {
    if (Date.now() - lookedAt > freshForMs) {
      lookedAt = Date.now();
      if (statSync(file).mtimeMs !== modified) ring = read();
    }
    return ring;
  }

  const keyOf = (version: number): Buffer => {
    const found = latest().keys[String(version)];
    if (!found) throw new Error(`the ring has no key of version ${String(version)}`);
    return found;
  };

  return {
    current: () => ({ version: latest().current, key: keyOf(latest().current) }),
    key: keyOf,
    blindIndex: (value, about) =>
      Buffer.from(
        createHmac('sha256', Buffer.from(hkdfSync('sha256', ring.index, '', about, 32)))
          .update(value)
          .digest(),
      ),
  };
}
