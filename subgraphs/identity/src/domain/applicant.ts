import { z } from 'zod';
import { Refusal } from '@ycyw/service/refusal';
import type { Region } from '@ycyw/service/viewer';
import { currencyOf, isCountry, regionOf } from './residence.ts';

export interface RegisterInput {
  email: string;
  password: string;
  givenName: string;
  familyName: string;
  country: string;
  locale?: string | null;
  birthDate?: string | null;
}

/** Who asks for an account, in the form that is stored. */
export interface Applicant {
  email: string;
  givenName: string;
  familyName: string;
  birthDate: Date | null;
  country: string;
  region: Region;
  locale: string;
  currency: string;
}

const address = z.string().trim().max(254).pipe(z.email());
const name = z
  .string()
  .trim()
  .normalize('NFC')
  .min(1)
  .max(100)
  // No controls, no reordering of what follows, and nothing that a mail would show as a link.
  .regex(/^[^\p{Cc}\u202A-\u202E\u2066-\u2069<>@/\\:]+$/u)
  .regex(/\p{L}/u);
const oldest = Date.UTC(1900, 0, 1);

function read<Value>(shape: z.ZodType<Value>, value: unknown, field: string): Value {
  const result = shape.safeParse(value);
  if (!result.success) throw new Refusal('BAD_INPUT', field);
  return result.data;
}

function localeOf(wish: string): string {
  try {
    return Intl.getCanonicalLocales(wish)[0] ?? 'fr';
  } catch {
    throw new Refusal('BAD_INPUT', 'locale');
  }
}

/** An e-mail address as it is stored; BAD_INPUT when it is none. Case is kept; addresses that differ by case alone are one. */
export const readAddress = (email: string): string => read(address, email, 'email');

/** The applicant that `input` describes; BAD_INPUT with the name of the first field that is wrong. */
export function readApplicant(input: RegisterInput, language: string, now: Date): Applicant {
  const birthDate = input.birthDate ? new Date(`${input.birthDate}T00:00:00Z`) : null;
  if (birthDate && (birthDate.getTime() < oldest || birthDate > now)) throw new Refusal('BAD_INPUT', 'birthDate');
  if (!isCountry(input.country)) throw new Refusal('BAD_INPUT', 'country');
  return {
    email: readAddress(input.email),
    givenName: read(name, input.givenName, 'givenName'),
    familyName: read(name, input.familyName, 'familyName'),
    birthDate,
    country: input.country,
    region: regionOf(input.country),
    locale: localeOf(input.locale ?? language),
    currency: currencyOf(input.country),
  };
}
