import type { CountryCode } from 'libphonenumber-js';
import { Refusal } from '@ycyw/service/refusal';

/**
 * A phone number as E.164, e.g. +33612345678; without + it is read as people of `residence` (ISO 3166-1 alpha-2) write theirs.
 * Null for nothing; BAD_INPUT when it is none.
 */
export async function readPhone(value: string | null, residence: string): Promise<string | null> {
  if (!value?.trim()) return null;
  // 14 MB, for what few requests need.
  const { default: parse } = await import('libphonenumber-js');
  const number = parse(value, residence as CountryCode);
  if (!number?.isValid()) throw new Refusal('BAD_INPUT', 'phone');
  return number.number;
}
