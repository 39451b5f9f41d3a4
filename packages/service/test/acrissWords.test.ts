import { decode, positions } from '../src/acriss.ts';
import { acrissPattern, patternWords } from '../src/acrissPattern.ts';
import { languages } from '../src/language.ts';

/** The letters of each place, as acriss.org's matrix lists them. */
const matrix = ['MNEHCDIJSRFGPULWOX', 'BCDWVLSTFJXPQZEMRHYNGK', 'MNCABD', 'RNDQHIECLSABMFVZUX'];
const parts = ['category', 'type', 'transmission', 'fuelAndAir'] as const;

/** The fewest seats of the passenger vans that have a number. */
const vans = { IV: 6, JV: 6, SV: 7, RV: 7, FV: 7, GV: 7, PV: 8, UV: 8, LV: 9, WV: 9, XV: 12, OV: 15 };

const pseudo =
  'ACAR ALLB ALLC ALLD AELT ACPR ASPC APUP AWGN AREC ASUV AVAN ASIX ASEV AEIG ANIN AFWD ATRV ACGO ALMO ASPT ACNV AOFR AMNO AMTO AMCY ' +
  'ACRS AMAN AUTO APET ADSL AGRN AHYB AELC AHYD AMFP ACPG AETH';

const refused = (work: () => unknown): boolean => {
  try {
    work();
    return false;
  } catch {
    return true;
  }
};

const words = /^\p{L}|^\d/u;

test.each(languages)('every letter of every place has words of its own in %s, and no other letter any', (language) => {
  matrix.forEach((letters, place) => {
    expect(Object.keys(positions[place] ?? {}).sort()).toEqual(Array.from(letters).sort());
    const said = Array.from(letters, (letter) => {
      const code = `CDMR`.slice(0, place) + letter + 'CDMR'.slice(place + 1);
      return decode(code, language)[parts[place] ?? 'category'];
    });
    expect(said.filter((word) => !words.test(word))).toEqual([]);
    expect(new Set(said).size).toBe(letters.length);
    const others = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ0?').filter((letter) => !letters.includes(letter));
    for (const letter of others)
      expect(refused(() => decode('CDMR'.slice(0, place) + letter + 'CDMR'.slice(place + 1), language))).toBe(true);
  });
});

test('French and English differ wherever a word is not the same in both', () => {
  const same = matrix.flatMap((letters, place) =>
    Array.from(letters).filter((letter) => positions[place]?.[letter]?.fr === positions[place]?.[letter]?.en),
  );
  // Mini, Standard, Premium; Sport, SUV, Coupé, Monospace, Roadster, Crossover.
  expect(same).toEqual(Array.from('MSPSFEMNG'));
});

test('a passenger van says how many it takes, where its category does', () => {
  for (const category of matrix[0] ?? '') {
    const seats = (vans as Record<string, number>)[`${category}V`];
    const expected =
      seats === undefined ? ['Minibus', 'Passenger van'] : [`Minibus, ${seats} places ou plus`, `Passenger van, ${seats} seats or more`];
    expect([decode(`${category}VMR`, 'fr').type, decode(`${category}VMR`, 'en').type]).toEqual(expected);
  }
});

test('the fourth letters of electrified cars: hybrid, plug-in, electric under and from 400 km', () => {
  expect(Array.from('HIEC', (letter) => decode(`CDA${letter}`, 'en').fuelAndAir)).toEqual([
    'Hybrid, air conditioning',
    'Plug-in hybrid, air conditioning',
    'Electric, under 400 km, air conditioning',
    'Electric, 400 km or more, air conditioning',
  ]);
});

test.each(languages)('every pseudo code has words of its own in %s, means some cars and is no exact code', (language) => {
  const codes = pseudo.split(' ');
  const all = Array.from(matrix[0] ?? '').flatMap((category) =>
    Array.from(matrix[1] ?? '').flatMap((type) =>
      Array.from(matrix[2] ?? '').flatMap((drive) => Array.from(matrix[3] ?? '', (fuel) => category + type + drive + fuel)),
    ),
  );
  for (const code of codes) {
    expect(patternWords(code, language)).toMatch(words);
    const meant = acrissPattern(code);
    expect([code, all.some(meant), all.every(meant)]).toEqual([code, true, false]);
    expect(refused(() => decode(code, language))).toBe(true);
  }
  expect(new Set(codes.map((code) => patternWords(code, language))).size).toBe(codes.length);
});

test('wildcards are said by the letters that they leave', () => {
  expect([patternWords('c*a*', 'en'), patternWords('****', 'fr'), patternWords('PSMR', 'en')]).toEqual([
    'Compact, Automatic',
    'Tout véhicule',
    'Premium, Sport, Manual, Unspecified fuel, air conditioning',
  ]);
  expect(refused(() => patternWords('Q***', 'en'))).toBe(true);
});
