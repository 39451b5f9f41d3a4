import { Refusal } from '@ycyw/service/refusal';
import type { Region } from '@ycyw/service/viewer';
import { readAddress, readBirthDate, readLocale, readName, type Profile } from './profile.ts';
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

/** Who asks for an account. */
export interface Applicant {
  profile: Profile;
  country: string;
  region: Region;
  locale: string;
  currency: string;
}

/** The applicant that `input` describes; BAD_INPUT with the name of the first field that is wrong. */
export function readApplicant(input: RegisterInput, language: string, now: Date): Applicant {
  const birthDate = readBirthDate(input.birthDate, now);
  if (!isCountry(input.country)) throw new Refusal('BAD_INPUT', 'country');
  return {
    profile: {
      email: readAddress(input.email),
      givenName: readName(input.givenName, 'givenName'),
      familyName: readName(input.familyName, 'familyName'),
      birthDate,
      phone: null,
      address: null,
      licence: null,
    },
    country: input.country,
    region: regionOf(input.country),
    locale: readLocale(input.locale ?? language),
    currency: currencyOf(input.country),
  };
}
