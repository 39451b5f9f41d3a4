import { Refusal } from '@ycyw/service/refusal';

/** Registration marks by country: L a letter (neither I nor O), C a consonant, D a digit; anything else stands for itself. */
const formats: Readonly<Record<string, string>> = {
  AT: 'W-DDDDD L',
  BE: '2-LLL-DDD',
  BG: 'LL DDDD LL',
  CY: 'LLL DDD',
  CZ: 'DLD DDDD',
  DE: 'L-LL DDDD',
  DK: 'LL DD DDD',
  EE: 'DDD LLL',
  ES: 'DDDD CCC',
  FI: 'LLL-DDD',
  FR: 'LL-DDD-LL',
  GB: 'LLDD LLL',
  GR: 'LLL-DDDD',
  HR: 'LL DDDD-LL',
  HU: 'LL LL-DDD',
  IE: '251-L-DDDDD',
  IT: 'LL DDDLL',
  LT: 'LLL DDD',
  LU: 'LL DDDD',
  LV: 'LL-DDDD',
  MT: 'LLL DDD',
  NL: 'L-DDD-LL',
  PL: 'LL DDDDD',
  PT: 'LL-DD-LL',
  RO: 'L-DD-LLL',
  SE: 'LLL DDD',
  SI: 'LL LL-DDD',
  SK: 'LL-DDDLL',
  US: 'DLLLDDD',
};

const alphabets: Readonly<Record<string, string>> = { L: 'ABCDEFGHJKLMNPQRSTUVWXYZ', C: 'BCDFGHJKLMNPRSTVWXYZ', D: '0123456789' };

// Prime and beyond every alphabet's factors: multiplying by it only shuffles the marks of a format.
const stride = 7_368_787;

/** The `serial`-th mark of a country (another country's form when we know none); no two serials below a million give the same. */
export function plate(country: string, serial: number): string {
  const format = formats[country] ?? 'LLL-DDDD';
  const letterAt = Array.from(format, (sign) => alphabets[sign] ?? sign);
  const marks = letterAt.reduce((count, letters) => count * letters.length, 1);
  let rest = (serial * stride) % marks;
  return letterAt
    .map((letters) => {
      const letter = letters.charAt(rest % letters.length);
      rest = Math.trunc(rest / letters.length);
      return letter;
    })
    .join('');
}

/** A registration mark as it is kept: capitals and digits of any script, with single blanks; BAD_INPUT for anything else. */
export function plateOf(text: string): string {
  const mark = text.trim().toUpperCase().replace(/\s+/g, ' ');
  if (!/^[\p{L}\p{N}][\p{L}\p{M}\p{N} .·-]{0,15}$/u.test(mark)) throw new Refusal('BAD_INPUT', 'plate');
  return mark;
}

/** The letters and digits of a plate or a part of one, which alone tell plates apart; BAD_INPUT for anything that no plate has. */
export function marksOf(text: string): string {
  const marks = text.toUpperCase().replace(/[\s.·-]/g, '');
  if (!/^[\p{L}\p{M}\p{N}]{0,16}$/u.test(marks)) throw new Refusal('BAD_INPUT', 'plate');
  return marks;
}
