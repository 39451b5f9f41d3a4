import { Refusal } from '@ycyw/service/refusal';

const longest = 60;

/** What a passkey is called, as it is stored; BAD_INPUT when it is empty, too long or holds what cannot be seen. */
export function passkeyName(name: string): string {
  const trimmed = name.trim().normalize('NFC');
  if (trimmed === '' || trimmed.length > longest || /[\p{Cc}\u202A-\u202E\u2066-\u2069]/u.test(trimmed))
    throw new Refusal('BAD_INPUT', 'name');
  return trimmed;
}
