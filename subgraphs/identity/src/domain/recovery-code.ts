import { createHash, randomBytes } from 'node:crypto';

// Crockford's base32: no letter that looks like a digit.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const count = 10;
const letters = 16;

const newCode = (): string =>
  Array.from(randomBytes(letters), (byte) => alphabet[byte % alphabet.length])
    .join('')
    .replace(/.{4}(?=.)/g, '$&-');

/** Ten of 80 random bits each, e.g. 7QK4-0ZTB-M2XA-9RWD. */
export const newRecoveryCodes = (): string[] => Array.from({ length: count }, newCode);

/**
 * What is stored of a code, however its reader typed it. One fast hash is enough: 80 random bits cannot be guessed through
 * it, while a slow hash would have to be made for all ten of them at each try.
 */
export const recoveryHash = (code: string): Buffer<ArrayBuffer> =>
  Buffer.from(createHash('sha256').update(code.toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1').replace(/[\s-]/g, '')).digest());
