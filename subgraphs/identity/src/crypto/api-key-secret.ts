import { createHash, hkdfSync, randomInt } from 'node:crypto';
import { newToken } from './opaque-token.ts';

// 5 bits a character, none of which is taken for another when a key is read aloud.
const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';
const shape = /^(ycyw_(?:live|test)_[0-9a-z]{8})_[\w-]{43}$/;

/** A key as it is sent: `ycyw_live_` or `ycyw_test_`, eight characters that name it, `_`, 43 that prove it. */
export function newApiKey(test: boolean): { prefix: string; secret: string } {
  const named = Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]).join('');
  const prefix = `ycyw_${test ? 'test' : 'live'}_${named}`;
  return { prefix, secret: `${prefix}_${newToken()}` };
}

/** The part of a key that it is found by; null when it is none of ours. */
export const prefixOf = (secret: string): string | null => shape.exec(secret)?.[1] ?? null;

/** The same 32 bytes for the same facts. */
export const fingerprintOf = (facts: unknown): Buffer<ArrayBuffer> =>
  Buffer.from(createHash('sha256').update(JSON.stringify(facts)).digest());

/**
 * What a new secret is sealed with while it may be given again. It takes our own key and the caller's idempotency key, of which
 * only a hash is stored: neither the database nor a leaked INTERNAL_KEY opens it. A secret derived from the two would need no
 * column, but then whoever learns both could derive it for ever, not for ten minutes.
 */
export const againKey = (ours: Uint8Array, idempotencyKey: string): Buffer =>
  Buffer.from(hkdfSync('sha256', ours, idempotencyKey, 'identity/api-key-again', 32));
