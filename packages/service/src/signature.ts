import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';

const keys = new WeakMap<Buffer, KeyObject>();

/** 162 bits of HMAC-SHA-256, base64url: what we signed, nobody else can have. */
export function sign(key: Buffer, text: string): string {
  const prepared = keys.get(key) ?? createSecretKey(key);
  keys.set(key, prepared);
  return createHmac('sha256', prepared).update(text).digest('base64url').slice(0, 27);
}

export function verify(key: Buffer, text: string, signature: string): boolean {
  const expected = Buffer.from(sign(key, text));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
