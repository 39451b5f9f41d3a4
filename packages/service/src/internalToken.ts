import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';

export type Claims = Readonly<Record<string, unknown>>;

const maxAgeSeconds = 60;

const isObject = (value: unknown): value is Claims => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Made once: out of bytes anew, a key takes four times as long as its signature. */
const secrets = new WeakMap<Uint8Array, KeyObject>();

function secretOf(key: Uint8Array): KeyObject {
  const secret = secrets.get(key) ?? createSecretKey(key);
  secrets.set(key, secret);
  return secret;
}

function parsed(part: string): Claims {
  const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
  if (!isObject(value)) throw new Error('no object');
  return value;
}

/**
 * The claims of the router's token (RFC 7519, HS256 and nothing else): `iss` router, the audience, `iat` at most 60 s ago, `exp`.
 * Throws when it is not one. Done here and not by jose because each request has a token of its own, and WebCrypto takes ten times as long.
 */
export function internalClaims(token: string, key: Uint8Array, audience: string): Claims {
  const [header = '', payload = '', signature = '', ...more] = token.split('.');
  const { alg, crit } = parsed(header);
  if (alg !== 'HS256' || crit !== undefined || more.length > 0) throw new Error('not the kind of token that the router makes');
  const expected = createHmac('sha256', secretOf(key)).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Error('the signature is not the router’s');
  const claims = parsed(payload);
  const { iss, aud, iat, exp, nbf } = claims;
  const now = Math.floor(Date.now() / 1000);
  if (iss !== 'router' || aud !== audience) throw new Error('of somebody else, or for somebody else');
  if (typeof iat !== 'number' || iat > now || now - iat > maxAgeSeconds) throw new Error('from another time');
  if (typeof exp !== 'number' || exp <= now) throw new Error('expired');
  if (nbf !== undefined && (typeof nbf !== 'number' || nbf > now)) throw new Error('not valid yet');
  return claims;
}
