import { z } from 'zod';
import { Refusal } from '@ycyw/service/refusal';
import { isCountry } from './residence.ts';

/** What says who a person is; sealed as a whole. Dates as 1990-02-28. */
export interface Profile {
  email: string;
  givenName: string;
  familyName: string;
  birthDate: string | null;
  /** E.164. */
  phone: string | null;
  address: PostalAddress | null;
  licence: DrivingLicence | null;
}

export interface PostalAddress {
  line1: string;
  line2?: string | null;
  city: string;
  postalCode: string;
  subdivision?: string | null;
  country: string;
}

export interface DrivingLicence {
  number: string;
  country: string;
  issuedOn: string;
  expiresOn: string;
}

export type UpdateProfileInput = { [Field in keyof Omit<Profile, 'email'>]?: Profile[Field] } & {
  locale?: string | null;
  currency?: string | null;
};

const address = z.string().trim().max(254).pipe(z.email());

const line = (longest: number) =>
  z
    .string()
    .trim()
    .normalize('NFC')
    .min(1)
    .max(longest)
    // No controls, and no reordering of what follows.
    .regex(/^[^\p{Cc}\u202A-\u202E\u2066-\u2069]+$/u);
const name = line(100)
  // Nothing that a mail would show as a link.
  .regex(/^[^<>@/\\:]+$/u)
  .regex(/\p{L}/u);

const country = z.string().refine(isCountry);
const postalAddress = z.object({
  line1: line(120),
  line2: line(120).nullish(),
  city: line(100),
  postalCode: line(16),
  subdivision: line(60).nullish(),
  country,
});
const licenceNumber = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N} ./-]{2,40}$/u);

const oldest = '1900-01-01';
const currencies = new Set(Intl.supportedValuesOf('currency'));

function read<Value>(shape: z.ZodType<Value>, value: unknown, field: string): Value {
  const result = shape.safeParse(value);
  if (!result.success) throw new Refusal('BAD_INPUT', field);
  return result.data;
}

/** An e-mail address as it is stored; BAD_INPUT when it is none. Case is kept; addresses that differ by case alone are one. */
export const readAddress = (email: string): string => read(address, email, 'email');

export const readName = (value: string, field: 'givenName' | 'familyName'): string => read(name, value, field);

/** BAD_INPUT for a day before 1900 or still to come. */
export function readBirthDate(day: string | null | undefined, now: Date): string | null {
  if (!day) return null;
  if (day < oldest || day > now.toISOString().slice(0, 10)) throw new Refusal('BAD_INPUT', 'birthDate');
  return day;
}

export function readLocale(wish: string): string {
  try {
    return Intl.getCanonicalLocales(wish)[0] ?? 'fr';
  } catch {
    throw new Refusal('BAD_INPUT', 'locale');
  }
}

function readLicence(licence: DrivingLicence | null, now: Date): DrivingLicence | null {
  if (!licence) return null;
  const { issuedOn, expiresOn } = licence;
  if (issuedOn < oldest || issuedOn > now.toISOString().slice(0, 10)) throw new Refusal('BAD_INPUT', 'licence.issuedOn');
  if (expiresOn <= issuedOn) throw new Refusal('BAD_INPUT', 'licence.expiresOn');
  return {
    number: read(licenceNumber, licence.number, 'licence.number'),
    country: read(country, licence.country, 'licence.country'),
    issuedOn,
    expiresOn,
  };
}

const readPostalAddress = (value: PostalAddress | null): PostalAddress | null => {
  if (!value) return null;
  const found = postalAddress.safeParse(value);
  if (!found.success) throw new Refusal('BAD_INPUT', `address.${String(found.error.issues[0]?.path[0] ?? '')}`);
  return found.data;
};

/** The profile with what `input` gives changed: null empties, what is left out stays; `phone` is E.164 already. BAD_INPUT names the field. */
export function amended(profile: Profile, input: UpdateProfileInput, now: Date): Profile {
  const { givenName, familyName, birthDate, phone, address: place, licence } = input;
  return {
    ...profile,
    ...(typeof givenName === 'string' && { givenName: readName(givenName, 'givenName') }),
    ...(typeof familyName === 'string' && { familyName: readName(familyName, 'familyName') }),
    ...(birthDate !== undefined && { birthDate: readBirthDate(birthDate, now) }),
    ...(phone !== undefined && { phone }),
    ...(place !== undefined && { address: readPostalAddress(place) }),
    ...(licence !== undefined && { licence: readLicence(licence, now) }),
  };
}

/** Language and currency that `input` wishes for; what it leaves out is left out. */
export function wishes({ locale, currency }: UpdateProfileInput): { locale?: string; currency?: string } {
  if (typeof currency === 'string' && !currencies.has(currency)) throw new Refusal('BAD_INPUT', 'currency');
  return { ...(typeof locale === 'string' && { locale: readLocale(locale) }), ...(typeof currency === 'string' && { currency }) };
}
