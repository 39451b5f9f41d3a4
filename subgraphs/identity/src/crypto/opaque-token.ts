import { createHash, hkdfSync, randomBytes } from 'node:crypto';

/** 256 random bits, base64url: 43 characters. Only `hashOf` it is stored; no salt is needed at that entropy. */
export const newToken = (): string => randomBytes(32).toString('base64url');

export const hashOf = (token: string): Buffer<ArrayBuffer> => Buffer.from(createHash('sha256').update(token).digest());

/** Whether `token` can be one of ours; anything else need not reach the database. */
export const isToken = (token: string): boolean => /^[\w-]{43}$/.test(token);

/** The key under which a refresh token's successor is sealed: known to whoever holds the token, and not to the database. */
export const successorKey = (token: string): Buffer => Buffer.from(hkdfSync('sha256', token, '', 'identity/successor', 32));
