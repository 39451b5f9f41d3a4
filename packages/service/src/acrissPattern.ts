import { Refusal } from './refusal.ts';
import { positions } from './acriss.ts';
import { vanSeats } from './acrissLetters.ts';

/** Tells whether an exact code is meant. */
export type AcrissPattern = (code: string) => boolean;

const at =
  (place: number, letters: string): AcrissPattern =>
  (code) =>
    letters.includes(code.charAt(place));
const notAt =
  (place: number, letters: string): AcrissPattern =>
  (code) =>
    !letters.includes(code.charAt(place));
const vanOf =
  (seats: number): AcrissPattern =>
  (code) =>
    code.charAt(1) === 'V' && (vanSeats[code.charAt(0)] ?? 0) >= seats;

/** Codes that ask for a family of cars. None is an exact code: no category is called A. Source: acriss.org's pseudo car codes. */
const pseudoCodes: Readonly<Record<string, AcrissPattern>> = {
  ACAR: notAt(1, 'KYRH'),
  ALLB: at(1, 'BCEN'),
  ALLC: notAt(1, 'RHYKPQ'),
  ALLD: at(1, 'DFGLVW'),
  AELT: at(0, 'NHDJRGUW'),
  ACPR: at(1, 'EN'),
  ASPC: (code) => code.startsWith('X') || code.charAt(1) === 'X',
  APUP: at(1, 'PQ'),
  AWGN: at(1, 'VFWG'),
  AREC: at(1, 'RH'),
  ASUV: at(1, 'F'),
  AVAN: at(1, 'V'),
  ASIX: vanOf(6),
  ASEV: vanOf(7),
  AEIG: vanOf(8),
  ANIN: vanOf(9),
  AFWD: at(2, 'NCBD'),
  ATRV: at(1, 'J'),
  ACGO: at(1, 'K'),
  ALMO: at(1, 'L'),
  ASPT: at(1, 'S'),
  ACNV: at(1, 'T'),
  AOFR: at(1, 'Z'),
  AMNO: at(1, 'M'),
  AMTO: at(1, 'H'),
  AMCY: at(1, 'Y'),
  ACRS: at(1, 'G'),
  AMAN: at(2, 'MNC'),
  AUTO: at(2, 'ABD'),
  APET: at(3, 'NVRZ'),
  ADSL: at(3, 'DQ'),
  AGRN: at(3, 'HIECLSABMF'),
  AHYB: at(3, 'HI'),
  AELC: at(3, 'EC'),
  AHYD: at(3, 'AB'),
  AMFP: at(3, 'MF'),
  ACPG: at(3, 'LS'),
  AETH: at(3, 'UX'),
};

/** Reads an exact code, a pseudo code (ASUV) or a code with `*` for any letter (C***); UNKNOWN_ACRISS for anything else. */
export function acrissPattern(text: string): AcrissPattern {
  const asked = text.trim().toUpperCase();
  if (Object.hasOwn(pseudoCodes, asked)) return pseudoCodes[asked] ?? (() => false);
  const known =
    asked.length === 4 && positions.every((letters, place) => asked.charAt(place) === '*' || Object.hasOwn(letters, asked.charAt(place)));
  if (!known) throw new Refusal('UNKNOWN_ACRISS', text.slice(0, 16));
  return (code) => Array.from(asked).every((letter, place) => letter === '*' || letter === code.charAt(place));
}
