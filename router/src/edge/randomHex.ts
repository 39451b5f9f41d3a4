import { randomFillSync } from 'node:crypto';

const pool = Buffer.allocUnsafe(6144);
let taken = pool.length;

/** Hexadecimal digits of so many random bytes. From a pool: a call to the generator costs ten times as much. */
export function randomHex(bytes: number): string {
  if (taken + bytes > pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  const hex = pool.toString('hex', taken, taken + bytes);
  taken += bytes;
  return hex;
}
