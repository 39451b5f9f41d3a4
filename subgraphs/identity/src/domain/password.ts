import { readFileSync } from 'node:fs';

const plain = (password: string): string => password.normalize('NFKC').toLowerCase();

const common: ReadonlySet<string> = new Set(
  readFileSync(new URL('../../data/common-passwords.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line && !line.startsWith('#')),
);

/** Longer ones are refused unread: hashing must cost the same for everyone. */
export const longest = 256;
const shortest = 12;
const fewestDistinct = 5;

/** Whether a password is too easy for the account of `email`: length, then what people pick first (NIST SP 800-63B, 3.1.1.2). */
export function isWeak(password: string, email: string): boolean {
  const read = plain(password);
  const [local = ''] = plain(email).split('@');
  if (Array.from(read).length < shortest || password.length > longest) return true;
  if (new Set(read).size < fewestDistinct) return true;
  return common.has(read) || read === plain(email) || (local.length > 3 && read.replaceAll(local, '').length < 4);
}
