import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const name = '__Host-device';
const days = 400; // the most that browsers keep

const mac = (key: Uint8Array, nonce: string, addressKey: Uint8Array): Buffer =>
  createHmac('sha256', key).update(`${nonce}.`).update(addressKey).digest();

/**
 * Marks a browser as one that the owner of an address has signed in on (OWASP, "device cookies"): a nonce, and a keyed hash of it
 * and of the address. It opens nothing; it only keeps strangers' failures apart from the owner's.
 */
export function deviceCookie(key: Uint8Array, addressKey: Uint8Array): string {
  const nonce = randomBytes(16).toString('base64url');
  const value = `${nonce}.${mac(key, nonce, addressKey).toString('base64url')}`;
  return `${name}=${value}; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=${String(days * 86_400)}`;
}

/** The nonce of a cookie header's device, when it is one of this address's; else null. */
export function deviceIn(cookies: string, key: Uint8Array, addressKey: Uint8Array): string | null {
  const [, nonce = '', proof = ''] = /(?:^|;\s*)__Host-device=([\w-]{22})\.([\w-]{43})(?:;|$)/.exec(cookies) ?? [];
  const right = timingSafeEqual(mac(key, nonce, addressKey), Buffer.from(proof.padEnd(43, 'A'), 'base64url'));
  return nonce && right ? nonce : null;
}
