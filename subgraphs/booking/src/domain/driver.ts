import { ageOn, dateIn } from './period.ts';

export const minimumAge = 21;
export const youngUnder = 25;

export interface Driver {
  givenName: string;
  familyName: string;
  birthDate: string;
  licenceNumber: string;
  licenceCountry: string;
  email: string;
  phone: string | null;
}

export const ageAtPickUp = (birthDate: string, pickUpAt: Date, zone: string): number => ageOn(birthDate, dateIn(pickUpAt, zone));

/** Whether two ages are charged alike. */
export const sameAgeBand = (one: number, other: number): boolean => one < youngUnder === other < youngUnder;
