import { countries } from './countries.ts';

type Country = (typeof countries)[number];

const callingCodes: Record<Country, string> = {
  AT: '43',
  BE: '32',
  BG: '359',
  HR: '385',
  CY: '357',
  CZ: '420',
  DK: '45',
  EE: '372',
  FI: '358',
  FR: '33',
  DE: '49',
  GR: '30',
  HU: '36',
  IE: '353',
  IT: '39',
  LV: '371',
  LT: '370',
  LU: '352',
  MT: '356',
  NL: '31',
  PL: '48',
  PT: '351',
  RO: '40',
  SK: '421',
  SI: '386',
  ES: '34',
  SE: '46',
  GB: '44',
  US: '1',
  CH: '41',
  NO: '47',
  IS: '354',
  LI: '423',
  CA: '1',
  AU: '61',
  NZ: '64',
  JP: '81',
  KR: '82',
  BR: '55',
  IN: '91',
  MA: '212',
  TN: '216',
  SN: '221',
  ZA: '27',
};

/** Where a number at home begins with a zero that is left out from abroad. */
const trunkZero = 'AT BE BG HR FI FR DE IE NL RO SK SI SE GB CH AU NZ JP KR BR IN MA ZA'.split(' ');

export type Phone = { country: string; national: string };

export function callingCode(country: string): string {
  return Object.entries(callingCodes).find(([code]) => code === country)?.[1] ?? '';
}

/** E.164 of a number as it is dialled at home; one that begins with + or 00 is taken as it is. Empty when nothing is there. */
export function internationalPhone({ country, national }: Phone): string {
  const digits = national.replace(/[\s().\-/]/g, '');
  if (digits === '') return '';
  if (/^(\+|00)/.test(digits)) return digits.replace(/^00/, '+');
  // Italians keep the zero when called from abroad.
  return `+${callingCode(country)}${country === 'IT' ? digits : digits.replace(/^0/, '')}`;
}

/** The other way; `home` decides where countries share a code. */
export function nationalPhone(international: string, home: string): Phone {
  const ofLength = (size: number) => countries.filter((country) => callingCodes[country] === international.slice(1, 1 + size));
  const found = [3, 2, 1].map(ofLength).find((matches) => matches.length > 0);
  if (!found) return { country: home, national: international };
  const country = found.find((code) => code === home) ?? found[0] ?? home;
  const national = international.slice(1 + callingCode(country).length);
  return { country, national: trunkZero.includes(country) ? `0${national}` : national };
}

export function isPhone(international: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(international);
}
