import { positions } from './acriss.ts';
import { seatsOrMore, vanSeats, words, type Words } from './acrissLetters.ts';
import type { Language } from './language.ts';
import { Refusal } from './refusal.ts';

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

interface Family {
  means: AcrissPattern;
  words: Words;
}

const family = (means: AcrissPattern, fr: string, en: string): Family => ({ means, words: words(fr, en) });
const vanOf = (seats: number): Family => {
  const { fr, en } = seatsOrMore(seats);
  return family((code) => code.charAt(1) === 'V' && (vanSeats[code.charAt(0)] ?? 0) >= seats, `Minibus, ${fr}`, `Passenger van, ${en}`);
};

/** Codes that ask for a family of cars. None is an exact code: no category is called A. Source: acriss.org's pseudo car codes. */
const pseudoCodes: Readonly<Record<string, Family>> = {
  ACAR: family(notAt(1, 'KYRH'), 'Toute voiture de la flotte courante', 'Any standard car'),
  ALLB: family(at(1, 'BCEN'), 'Voiture à 2 portes', 'Two-door car'),
  ALLC: family(
    notAt(1, 'RHYKPQ'),
    'Toute voiture, sauf loisirs, deux-roues, utilitaires et pick-up',
    'Any car but recreational, two-wheel, commercial and pick-up',
  ),
  ALLD: family(at(1, 'DFGLVW'), 'Voiture à 4 portes', 'Four-door car'),
  AELT: family(at(0, 'NHDJRGUW'), 'Gamme Élite', 'Elite range'),
  ACPR: family(at(1, 'EN'), 'Coupé ou roadster', 'Coupé or roadster'),
  ASPC: family(
    (code) => code.startsWith('X') || code.charAt(1) === 'X',
    'Véhicule spécial, hors flotte courante',
    'Special car, outside the standard fleet',
  ),
  APUP: family(at(1, 'PQ'), 'Pick-up', 'Pick-up'),
  AWGN: family(at(1, 'VFWG'), 'Break, SUV, crossover ou minibus', 'Wagon, SUV, crossover or passenger van'),
  AREC: family(at(1, 'RH'), 'Véhicule de loisirs ou camping-car', 'Recreational vehicle or motor home'),
  ASUV: family(at(1, 'F'), 'SUV', 'SUV'),
  AVAN: family(at(1, 'V'), 'Minibus', 'Passenger van'),
  ASIX: vanOf(6),
  ASEV: vanOf(7),
  AEIG: vanOf(8),
  ANIN: vanOf(9),
  AFWD: family(at(2, 'NCBD'), '4 roues motrices', 'Four-wheel drive'),
  ATRV: family(at(1, 'J'), 'Tout-terrain découvrable', 'Open-air all terrain'),
  ACGO: family(at(1, 'K'), 'Utilitaire', 'Commercial van or truck'),
  ALMO: family(at(1, 'L'), 'Limousine ou berline', 'Limousine or saloon'),
  ASPT: family(at(1, 'S'), 'Voiture de sport', 'Sports car'),
  ACNV: family(at(1, 'T'), 'Cabriolet', 'Convertible'),
  AOFR: family(at(1, 'Z'), 'Offre spéciale', 'Special offer car'),
  AMNO: family(at(1, 'M'), 'Monospace', 'Monospace'),
  AMTO: family(at(1, 'H'), 'Camping-car', 'Motor home'),
  AMCY: family(at(1, 'Y'), 'Deux-roues', 'Two-wheeler'),
  ACRS: family(at(1, 'G'), 'Crossover', 'Crossover'),
  AMAN: family(at(2, 'MNC'), 'Boîte manuelle', 'Manual transmission'),
  AUTO: family(at(2, 'ABD'), 'Boîte automatique', 'Automatic transmission'),
  APET: family(at(3, 'NVRZ'), 'Essence ou carburant non précisé', 'Petrol or unspecified fuel'),
  ADSL: family(at(3, 'DQ'), 'Diesel', 'Diesel'),
  AGRN: family(at(3, 'HIECLSABMF'), 'Énergie moins polluante', 'Greener energy'),
  AHYB: family(at(3, 'HI'), 'Hybride', 'Hybrid'),
  AELC: family(at(3, 'EC'), 'Électrique', 'Electric'),
  AHYD: family(at(3, 'AB'), 'Hydrogène', 'Hydrogen'),
  AMFP: family(at(3, 'MF'), 'Polycarburant', 'Multi-fuel'),
  ACPG: family(at(3, 'LS'), 'GPL ou gaz naturel', 'LPG or natural gas'),
  AETH: family(at(3, 'UX'), 'Éthanol', 'Ethanol'),
};

const wildcard = '*';

/** `text` in capitals: a pseudo code, or four letters of which each is `*` or known at its place; UNKNOWN_ACRISS for anything else. */
function parsePattern(text: string): string {
  const asked = text.trim().toUpperCase();
  const isKnown = (letters: object, place: number): boolean =>
    asked.charAt(place) === wildcard || Object.hasOwn(letters, asked.charAt(place));
  const known = Object.hasOwn(pseudoCodes, asked) || (asked.length === 4 && positions.every(isKnown));
  if (!known) throw new Refusal('UNKNOWN_ACRISS', text.slice(0, 16));
  return asked;
}

/** Reads an exact code, a pseudo code (ASUV) or a code with `*` for any letter (C***); UNKNOWN_ACRISS for anything else. */
export function acrissPattern(text: string): AcrissPattern {
  const asked = parsePattern(text);
  return (
    pseudoCodes[asked]?.means ??
    ((code) => Array.from(asked).every((letter, place) => letter === wildcard || letter === code.charAt(place)))
  );
}

const any = words('Tout véhicule', 'Any vehicle');

/** What such a pattern asks for, e.g. `SUV` or `Compact, Automatic`; UNKNOWN_ACRISS as acrissPattern. */
export function patternWords(text: string, language: Language): string {
  const asked = parsePattern(text);
  const pseudo = pseudoCodes[asked];
  if (pseudo) return pseudo.words[language];
  const said = positions.flatMap((letters, place) => letters[asked.charAt(place)]?.[language] ?? []);
  return said.length > 0 ? said.join(', ') : any[language];
}
