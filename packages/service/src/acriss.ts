import type { Language } from './language.ts';
import { Refusal } from './refusal.ts';
import { categories, fuelsAndAir, seatsOrMore, transmissions, types, vanSeats } from './acrissLetters.ts';

/** A code with what its four letters say, in one language. */
export interface Acriss {
  code: string;
  category: string;
  type: string;
  transmission: string;
  fuelAndAir: string;
}

export const positions = [categories, types, transmissions, fuelsAndAir] as const;

/** `text` as an exact code, in capitals; UNKNOWN_ACRISS when a letter means nothing at its place. */
export function parseAcriss(text: string): string {
  const code = text.trim().toUpperCase();
  const known = code.length === 4 && positions.every((letters, place) => Object.hasOwn(letters, code.charAt(place)));
  if (!known) throw new Refusal('UNKNOWN_ACRISS', text.slice(0, 16));
  return code;
}

/** What the letters of an exact code say, of a passenger van its seats, too; UNKNOWN_ACRISS for anything else, pseudo codes included. */
export function decode(text: string, language: Language): Acriss {
  const code = parseAcriss(text);
  const word = (place: 0 | 1 | 2 | 3): string => positions[place][code.charAt(place)]?.[language] ?? '';
  const seats = code.charAt(1) === 'V' ? vanSeats[code.charAt(0)] : undefined;
  const type = seats === undefined ? word(1) : `${word(1)}, ${seatsOrMore(seats)[language]}`;
  return { code, category: word(0), type, transmission: word(2), fuelAndAir: word(3) };
}

const ranks = new Map(Array.from('MNEHCDIJSRFGPULWOX', (letter, rank) => [letter, rank] as const));

/** Smallest category first, then by code: the order in which people read a fleet. */
export const bySize = (a: string, b: string): number =>
  (ranks.get(a.charAt(0)) ?? 99) - (ranks.get(b.charAt(0)) ?? 99) || (a < b ? -1 : Number(a > b));
