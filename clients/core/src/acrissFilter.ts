/** Letters chosen for each place of an ACRISS code; an empty place takes any letter. */
export type AcrissFilter = { category: string[]; type: string[]; transmission: string[]; fuel: string[] };

export const acrissPlaces = ['category', 'type', 'transmission', 'fuel'] as const satisfies readonly (keyof AcrissFilter)[];

/** Patterns for searchOffers' `acriss`, e.g. C*** and F***; undefined when nothing is chosen. Values may be letters or whole patterns (C***). */
export function acrissPatterns(filter: AcrissFilter): string[] | undefined {
  const letters = acrissPlaces.map((place, index) => {
    const chosen = filter[place].map((value) => (value.length === 4 ? value.charAt(index) : value));
    return chosen.length > 0 ? chosen : ['*'];
  });
  if (letters.every((choice) => choice.join() === '*')) return undefined;
  return letters.reduce<string[]>((heads, choice) => heads.flatMap((head) => choice.map((letter) => head + letter)), ['']);
}
